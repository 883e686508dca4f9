//! What each placement promises when nodes come and go, and how even it is.

use std::collections::BTreeSet;

use partitioning::measure::{moved, orders, spread};
use partitioning::{
    Jump, Modulo, Placement, Ranges, Rendezvous, Ring, Salted, Slots, hash, jump,
};
use proptest::prelude::*;

const POINTS: usize = 32;

/// Some different nodes, one of which is the newcomer.
fn some_nodes() -> impl Strategy<Value = (Vec<usize>, usize)> {
    let nodes = prop::collection::btree_set(0_usize..1000, 2..12);
    nodes.prop_flat_map(|nodes| {
        let nodes: Vec<_> = nodes.into_iter().collect();
        (Just(nodes.clone()), 0..nodes.len()).prop_map(|(mut nodes, i)| {
            let newcomer = nodes.remove(i);
            (nodes, newcomer)
        })
    })
}

/// A key may move to the newcomer, or stay. Read from right to left: when a node
/// leaves, only its own keys move.
fn only_to(
    newcomer: usize,
    key: u64,
    before: &dyn Placement,
    after: &dyn Placement,
) {
    let (was, is) = (before.owner(key), after.owner(key));
    assert!(is == was || is == newcomer, "{key:#x} moves from {was} to {is}");
}

fn with(nodes: &[usize], newcomer: usize) -> Vec<usize> {
    nodes.iter().copied().chain([newcomer]).collect()
}

proptest! {
    #[test]
    fn a_ring_moves_keys_to_the_newcomer_only(
        (nodes, newcomer) in some_nodes(), keys in prop::collection::vec(any::<u64>(), 200),
    ) {
        let before = Ring::new(nodes.iter().copied(), POINTS);
        let mut after = before.clone();
        after.add(newcomer, POINTS);
        keys.iter().for_each(|&key| only_to(newcomer, key, &before, &after));
        after.remove(newcomer);
        prop_assert_eq!(moved(&keys, &before, &after), 0);
    }

    #[test]
    fn rendezvous_moves_keys_to_the_newcomer_only(
        (nodes, newcomer) in some_nodes(), keys in prop::collection::vec(any::<u64>(), 200),
    ) {
        let before = Rendezvous { nodes: nodes.clone() };
        let after = Rendezvous { nodes: with(&nodes, newcomer) };
        for &key in &keys {
            only_to(newcomer, key, &before, &after);
            // The heirs are known beforehand: each key's next in the ranking.
            let mut ranking = after.ranking(key);
            prop_assert_eq!(ranking[0], after.owner(key));
            ranking.retain(|&node| node != newcomer);
            prop_assert_eq!(ranking, before.ranking(key));
        }
    }

    #[test]
    fn jump_moves_keys_to_the_new_bucket_only(key: u64, buckets in 1_u64..2000) {
        let (was, is) = (jump(key, buckets), jump(key, buckets + 1));
        prop_assert!(was < buckets);
        prop_assert!(is == was || is == buckets);
    }

    #[test]
    fn slots_move_to_the_newcomer_only_and_stay_even(
        (nodes, newcomer) in some_nodes(), keys in prop::collection::vec(any::<u64>(), 200),
    ) {
        let before = Slots::new(240, &nodes);
        let mut after = before.clone();
        after.add(newcomer);
        keys.iter().for_each(|&key| only_to(newcomer, key, &before, &after));
        let even = |slots: &Slots| {
            let counts = slots.counts().values();
            let (min, max) = (counts.clone().min(), counts.clone().max());
            assert!(max.unwrap() - min.unwrap() <= 1, "{:?}", slots.counts());
            assert_eq!(slots.counts().values().sum::<usize>(), 240);
        };
        even(&after);
        let mut smaller = after.clone();
        smaller.remove(newcomer);
        prop_assert!(!smaller.counts().contains_key(&newcomer));
        for &key in &keys {
            let (was, is) = (after.owner(key), smaller.owner(key));
            prop_assert!(is == was || was == newcomer);
            prop_assert!(is != newcomer);
        }
        even(&smaller);
    }

    #[test]
    fn replicas_are_different_nodes_and_the_owner_is_the_first(
        (nodes, _) in some_nodes(), key: u64,
    ) {
        let ring = Ring::new(nodes.iter().copied(), POINTS);
        let all = ring.replicas(key, nodes.len() + 3);
        prop_assert_eq!(all[0], ring.owner(key));
        prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), nodes.len());
        prop_assert_eq!(all.len(), nodes.len());
        // When the owner leaves, the first copy is the new owner.
        if nodes.len() > 1 {
            let mut without = ring.clone();
            without.remove(all[0]);
            prop_assert_eq!(without.owner(key), all[1]);
        }
        prop_assert_eq!(&ring.replicas(key, 2)[..], &all[..2.min(all.len())]);
    }

    #[test]
    fn a_scan_asks_each_partition_that_can_hold_a_key(
        sample in prop::collection::vec("[a-d]{1,4}", 10..40),
        mut bounds in prop::array::uniform2("[a-d]{1,4}"), key in "[a-d]{1,4}",
    ) {
        bounds.sort_unstable();
        let [first, last] = &bounds;
        let mut ranges = Ranges::even(sample, 4);
        let inside = first <= &key && &key <= last;
        prop_assert!(!inside || ranges.scan(first, last).contains(&ranges.partition(&key)));
        // A split leaves the order of keys and partitions alone.
        let (before, old) = (ranges.count(), ranges.clone());
        ranges.split(first);
        prop_assert_eq!(ranges.count(), before + 1);
        let expected = old.partition(&key) + usize::from(&key >= first);
        let neighbor = old.partition(&key) != old.partition(first);
        prop_assert!(neighbor || ranges.partition(&key) == expected);
    }
}

#[test]
fn a_key_at_the_very_position_of_a_point_belongs_to_it() {
    let ring = Ring::new(0..10, 1);
    for node in 0..10 {
        assert_eq!(ring.owner(hash(&format!("node {node} point 0"))), node);
    }
}

#[test]
fn partitions_are_half_open() {
    let keys = ["a", "b", "c", "d"].map(String::from);
    let ranges = Ranges::even(keys.to_vec(), 2);
    let partitions = ["a", "b", "bzz", "c", "z"].map(|key| ranges.partition(key));
    assert_eq!(partitions, [0, 0, 0, 1, 1]);
}

/// The share of keys that move when the eleventh node joins.
fn share(before: &dyn Placement, after: &dyn Placement) -> f64 {
    let keys = orders(100_000);
    moved(&keys, before, after) as f64 / keys.len() as f64
}

#[test]
fn the_good_schemes_move_an_eleventh_and_modulo_moves_all_but_one() {
    let (ten, eleven): (Vec<_>, Vec<_>) = ((0..10).collect(), (0..11).collect());
    let modulo = |nodes: &Vec<usize>| Modulo { nodes: nodes.clone() };
    let hrw = |nodes: &Vec<usize>| Rendezvous { nodes: nodes.clone() };
    let jump = |nodes: &Vec<usize>| Jump { nodes: nodes.clone() };
    let ring = |nodes: &Vec<usize>| Ring::new(nodes.iter().copied(), 256);
    let slots = Slots::new(16_384, &ten);
    let mut more = slots.clone();
    more.add(10);
    let ideal = 1.0 / 11.0;
    let near = |share: f64, tolerance: f64| (share - ideal).abs() < tolerance;
    // h mod 10 = h mod 11 for 10 of 110 remainders of h mod 110.
    assert!((share(&modulo(&ten), &modulo(&eleven)) - 10.0 / 11.0).abs() < 0.005);
    assert!(near(share(&hrw(&ten), &hrw(&eleven)), 0.005));
    assert!(near(share(&jump(&ten), &jump(&eleven)), 0.005));
    assert!(near(share(&slots, &more), 0.005));
    assert!(near(share(&ring(&ten), &ring(&eleven)), 0.02)); // As even as the ring.
}

#[test]
fn a_node_that_leaves_a_ring_with_points_is_inherited_by_many() {
    let keys = orders(50_000);
    let heirs = |points| {
        let before = Ring::new(0..10, points);
        let mut after = before.clone();
        after.remove(3);
        let lost = keys.iter().filter(|&&key| before.owner(key) == 3);
        lost.map(|&key| after.owner(key)).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(heirs(1), 1);
    assert_eq!(heirs(64), 9);
}

#[test]
fn load_bounds() {
    let keys = orders(100_000);
    let nodes: Vec<usize> = (0..10).collect();
    let of = |placement: &dyn Placement| spread(&keys, placement, &nodes);
    for even in [
        &Rendezvous { nodes: nodes.clone() } as &dyn Placement,
        &Jump { nodes: nodes.clone() },
        &Slots::new(16_384, &nodes),
    ] {
        assert!(of(even).max < 1.03 && of(even).deviation < 0.015);
    }
    // 16 partitions on 10 nodes: someone has two, and 2 / 1.6 is 1.25.
    assert!((of(&Slots::new(16, &nodes)).max - 1.25).abs() < 0.03);
}

#[test]
fn the_spread_of_a_ring_falls_with_the_root_of_its_points() {
    let keys = orders(50_000);
    let mean = |points: usize| {
        let ring = |c: usize| {
            let nodes: Vec<usize> = (c * 10..c * 10 + 10).collect();
            spread(&keys, &Ring::new(nodes.iter().copied(), points), &nodes)
        };
        (0..20).map(|cluster| ring(cluster).deviation).sum::<f64>() / 20.0
    };
    for points in [16, 64, 256] {
        let product = mean(points) * (points as f64).sqrt();
        assert!((0.8..1.2).contains(&product), "{points}: {product}");
    }
}

#[test]
fn twice_the_points_are_twice_the_keys() {
    let mut ring = Ring::new(0..4, 200);
    ring.add(4, 400);
    let keys = orders(100_000);
    let big = keys.iter().filter(|&&key| ring.owner(key) == 4).count();
    assert!((0.30..0.37).contains(&(big as f64 / keys.len() as f64)));
}

#[test]
fn measures_of_a_known_case() {
    // Keys 0, 1, 2 on node 0 and key 3 on node 1.
    struct Three;
    impl Placement for Three {
        fn owner(&self, key: u64) -> usize {
            usize::from(key > 2)
        }
    }
    let spread = spread(&[0, 1, 2, 3], &Three, &[0, 1]);
    assert_eq!((spread.max, spread.deviation), (1.5, 0.5));
}

#[test]
fn salted_counters_add_up_and_take_turns() {
    let mut store = std::collections::BTreeMap::new();
    let mut counter = Salted::new("stock:p-1", 4);
    for _ in 0..42 {
        *store.entry(counter.key_to_write()).or_insert(0) += 1;
    }
    assert_eq!(counter.read(&store), 42);
    assert_eq!(store.len(), 4);
    assert!(store.values().all(|&n| n == 10 || n == 11));
}
