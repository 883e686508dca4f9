//! Trees find all that differs and send little else; gossip reaches everyone.

use crdt::gossip::{Style, ignorant};
use crdt::lww::Lww;
use crdt::merkle::{Cost, Tree, synchronize};
use proptest::prelude::*;

fn write(tree: &mut Tree, key: u64, time: u64, replica: usize) {
    let mut register = Lww::default();
    register.write(replica, time, vec![time as u8, replica as u8]);
    tree.merge(&(key, register));
}

fn filled(depth: u32, keys: u64) -> Tree {
    let mut tree = Tree::new(depth);
    (0..keys).for_each(|key| write(&mut tree, key, 1, 0));
    tree
}

#[test]
fn equal_replicas_exchange_one_hash() {
    let (mut a, mut b) = (filled(8, 1000), filled(8, 1000));
    assert_eq!(synchronize(&mut a, &mut b), Cost { messages: 1, bytes: 12 });
}

#[test]
fn one_difference_costs_a_path_and_a_leaf() {
    // On even levels it is the second replica that sends its leaf first; where the
    // news is there, nothing has to come back.
    for (newer, back) in [(0, 1), (1, 0)] {
        let mut trees = [filled(8, 256 * 4), filled(8, 256 * 4)];
        write(&mut trees[newer], 17, 2, 0);
        let [mut a, mut b] = trees;
        let cost = synchronize(&mut a, &mut b);
        // The root, two children on each of 8 levels, one leaf.
        assert_eq!(cost.messages, 1 + 8 + 1 + back);
        let entries = cost.bytes - (12 + 8 * 2 * 12) - 4;
        assert_eq!(entries % 26, 0);
        assert!((1..=12).contains(&(entries / 26 - back)), "{entries} bytes");
        assert!(a.entries().eq(b.entries()));
    }
}

#[test]
fn the_order_of_writes_leaves_no_mark_on_the_hashes() {
    let mut backwards = Tree::new(6);
    (0..500).rev().for_each(|key| write(&mut backwards, key, 1, 0));
    assert_eq!(synchronize(&mut filled(6, 500), &mut backwards).messages, 1);
}

#[test]
fn a_value_that_rotted_is_found() {
    // Same key, same stamp, another value: hashes cover what is stored.
    let (mut a, mut b) = (Tree::new(4), Tree::new(4));
    for (tree, value) in [(&mut a, 1), (&mut b, 2)] {
        let mut register = Lww::default();
        register.write(0, 1, vec![value]);
        tree.merge(&(5, register));
    }
    assert!(synchronize(&mut a, &mut b).messages > 1);
}

#[test]
fn a_tree_with_one_leaf_sends_everything() {
    let (mut a, mut b) = (filled(0, 100), filled(0, 100));
    write(&mut a, 3, 2, 1);
    let cost = synchronize(&mut a, &mut b);
    assert_eq!(cost, Cost { messages: 3, bytes: 12 + 4 + 100 * 26 + 26 });
    assert!(a.entries().eq(b.entries()));
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(300)
    })]

    #[test]
    fn replicas_are_equal_afterwards(
        depth in 0..8u32,
        writes in prop::collection::vec((0..2usize, 0..200u64, 1..9u64), 0..300),
    ) {
        let (mut a, mut b) = (Tree::new(depth), Tree::new(depth));
        let mut all = Tree::new(depth);
        for (at, key, time) in writes {
            let tree = if at == 0 { &mut a } else { &mut b };
            write(tree, key, time, at);
            write(&mut all, key, time, at);
        }
        synchronize(&mut a, &mut b);
        prop_assert!(a.entries().eq(b.entries()));
        prop_assert!(a.entries().eq(all.entries()));
        prop_assert_eq!(synchronize(&mut a, &mut b).messages, 1);
    }
}

#[test]
fn pull_squares_the_rest_and_push_divides_it_by_e() {
    for seed in 0..20 {
        // From the first round that leaves few ignorant nodes to the one after it.
        let next = |style| {
            let left = ignorant(style, 10_000, seed);
            let few = left.iter().position(|&n| n < 2_000).expect("it spreads");
            (left[few] as f64 / 1e4, left[few + 1] as f64 / 1e4)
        };
        let (p, q) = next(Style::Pull);
        assert!((q - p * p).abs() < 0.01, "seed {seed}: {p} {q}");
        let (p, q) = next(Style::Push);
        // Those who know, 1 - p, miss a node with probability e^-(1 - p).
        assert!((q - p * (p - 1.0).exp()).abs() < 0.01, "seed {seed}: {p} {q}");
        let rounds = |style| ignorant(style, 10_000, seed).len();
        assert!(rounds(Style::PushPull) < rounds(Style::Push));
    }
}

#[test]
fn nobody_calls_itself() {
    // Of two nodes, each calls the other: one round is always enough.
    for seed in 0..50 {
        for style in [Style::Push, Style::Pull, Style::PushPull] {
            assert_eq!(ignorant(style, 2, seed), [1, 0]);
        }
    }
}
