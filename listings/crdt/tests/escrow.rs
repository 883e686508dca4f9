//! Never oversold, whatever the network does; and the rule that oversells.

use crdt::Crdt;
use crdt::escrow::{Escrow, Rule};
use crdt::shop::Shop;
use proptest::prelude::*;
use sim::{Chaos, Network, Rng, World};

const STOCK: u64 = 100;

/// Sold after 3 s of trade under faults, and after 3 s more without.
fn trade(seed: u64, rule: Rule) -> (u64, u64) {
    let mut network = Network::reliable(1..=60);
    network.loss = 0.1;
    network.duplicate = 0.1;
    let shops = Shop::chain(rule, &[34, 33, 33]);
    let mut world = World::new(seed, network, shops).without_trace();
    let chaos = Chaos {
        until: 3_000,
        crash: Some((100..=900, 50..=400)),
        partition: Some((10..=300, 100..=900)),
    };
    for (at, fault) in chaos.schedule(seed, 3) {
        world.schedule(at, fault);
    }
    let mut rng = Rng::new(seed);
    let mut sold = [0, 0];
    for at in (0..8_000).step_by(20) {
        world.run_until(at);
        world.call(rng.index(3), Shop::buy);
        let now: u64 = world.nodes.iter().map(|shop| shop.sold).sum();
        assert!(now <= STOCK || rule == Rule::Estimate, "seed {seed}: {now} sold");
        for shop in &world.nodes {
            assert!(shop.stock.left() >= 0 || rule == Rule::Estimate);
        }
        sold[usize::from(at >= 3_000)] = now;
    }
    (sold[0], sold[1])
}

#[test]
fn rights_never_oversell_and_sell_all_in_the_end() {
    for seed in 0..500 {
        let (_, sold) = trade(seed, Rule::Rights);
        assert_eq!(sold, STOCK, "seed {seed}");
    }
}

#[test]
fn an_estimate_oversells() {
    let over = (0..500).filter(|&seed| trade(seed, Rule::Estimate).1 > STOCK);
    assert!(over.count() > 400);
}

#[test]
fn rights_stay_what_they_are_when_they_move() {
    let mut a = Escrow::new(&[10, 0]);
    let mut b = a.clone();
    assert!(!b.take(1, 1, Rule::Rights), "has none yet");
    a.give(0, 1, 4);
    assert_eq!((a.rights(0), a.rights(1)), (6, 4));
    assert_eq!(a.left(), 10, "nothing was taken");
    b.merge(&a);
    b.merge(&a);
    assert_eq!(b.rights(1), 4, "a gift that comes twice is one gift");
    assert!(b.take(1, 4, Rule::Rights) && !b.take(1, 1, Rule::Rights));
    a.give(0, 1, 100);
    assert_eq!(a.rights(0), 0, "gives what it has, not more");
    assert!(!a.take(0, 1, Rule::Rights));
}

#[test]
fn the_last_piece_goes_to_the_shop_that_asks_for_it() {
    let shops = Shop::chain(Rule::Rights, &[1, 0]);
    let mut world = World::new(1, Network::reliable(5..=5), shops);
    world.call(1, Shop::buy);
    assert_eq!((world.nodes[1].sold, world.nodes[1].refused), (0, 1));
    world.run_until(20);
    world.call(1, Shop::buy);
    assert_eq!(world.nodes[1].sold, 1);
}

#[derive(Clone, Debug)]
enum Step {
    Take(usize, u64),
    Give(usize, usize, u64),
    Push(usize, usize),
    Replay(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3usize, 1..6u64).prop_map(|(at, n)| Step::Take(at, n)),
        (0..3usize, 0..3usize, 1..6u64)
            .prop_filter("to another", |(from, to, _)| from != to)
            .prop_map(|(from, to, n)| Step::Give(from, to, n)),
        (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Push(from, to)),
        (0..3usize, 0..99usize).prop_map(|(to, old)| Step::Replay(to, old)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(500)
    })]

    #[test]
    fn no_order_of_messages_makes_rights(
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut replicas = vec![Escrow::new(&[8, 7, 5]); 3];
        let (mut taken, mut sent) = (0, Vec::new());
        for step in steps {
            match step {
                Step::Take(at, n) => {
                    if replicas[at].take(at, n, Rule::Rights) {
                        taken += n;
                    }
                }
                Step::Give(from, to, n) => replicas[from].give(from, to, n),
                Step::Push(from, to) => {
                    let state = replicas[from].clone();
                    replicas[to].merge(&state);
                    sent.push(state);
                }
                Step::Replay(to, old) if !sent.is_empty() => {
                    replicas[to].merge(&sent[old % sent.len()]);
                }
                Step::Replay(..) => {}
            }
            let rights: u64 = (0..3).map(|at| replicas[at].rights(at)).sum();
            prop_assert!(taken + rights <= 20);
        }
        let mut all = Escrow::default();
        replicas.iter().for_each(|replica| all.merge(replica));
        prop_assert_eq!(all.left(), 20 - taken as i64);
    }
}
