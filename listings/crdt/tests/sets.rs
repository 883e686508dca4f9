//! What an OR-set is for, what it keeps, and what it needs.

use std::collections::BTreeSet;

use crdt::dots::Context;
use crdt::lww::Lww;
use crdt::mv::MvRegister;
use crdt::or_set::OrSet;
use crdt::store::cup_and_pen;
use crdt::wrong::UnionSet;
use crdt::{Crdt, Replicated};
use sim::{Event, Mark};

#[test]
fn the_cup_comes_back_with_a_union_only() {
    let told = |records: &[sim::Record]| {
        let is_error = |event: &Event| {
            matches!(event, Event::Local { mark: Some(Mark::Error), .. })
        };
        records.iter().any(|record| is_error(&record.event))
    };
    for seed in 0..200 {
        let union = cup_and_pen::<UnionSet>(seed);
        assert!(told(&union.trace.records), "seed {seed}");
        let carts: Vec<_> = union.nodes.iter().map(|n| n.cart.value()).collect();
        assert!(carts[0].contains("cup"), "seed {seed}: {carts:?}");

        let or_set = cup_and_pen::<OrSet<&'static str>>(seed);
        assert!(!told(&or_set.trace.records), "seed {seed}");
        for node in &or_set.nodes {
            assert_eq!(node.cart.value(), BTreeSet::from(["pen"]), "seed {seed}");
        }
    }
}

#[test]
fn of_a_concurrent_add_and_remove_the_add_wins() {
    let (mut a, mut b) = (OrSet::default(), OrSet::default());
    b.merge(&a.add(0, "cup"));
    a.remove(&"cup");
    b.add(1, "cup");
    a.merge(&b);
    b.merge(&a);
    assert_eq!(a.value(), BTreeSet::from(["cup"]));
    assert_eq!(a, b);
    // A remove that has seen both adds is obeyed.
    a.merge(&b.remove(&"cup"));
    assert_eq!(a.value(), BTreeSet::new());
}

#[test]
fn nothing_is_kept_of_what_was_removed() {
    let mut set = OrSet::default();
    for i in 0..1_000 {
        set.add(i % 3, i);
        set.remove(&i);
    }
    assert_eq!(set.size(), 3, "three numbers, one a replica");
}

#[test]
fn adding_again_keeps_one_dot() {
    let mut set = OrSet::default();
    (0..100).for_each(|_| drop(set.add(0, "cup")));
    assert_eq!(set.size(), 2);
}

#[test]
fn a_delta_is_small_whatever_the_set_holds() {
    let mut set = OrSet::default();
    (0..1_000).for_each(|i| drop(set.add(0, i)));
    assert!(set.add(0, 5_000).size() <= 3);
}

#[test]
fn a_replica_that_forgot_must_not_keep_its_name() {
    let (mut old, mut peer) = (OrSet::default(), OrSet::default());
    old.add(0, "cup");
    old.remove(&"cup");
    peer.merge(&old);
    // The disk is lost; the name is used again, and with it the dot (0, 1).
    let mut reborn = OrSet::default();
    reborn.add(0, "pen");
    peer.merge(&reborn);
    assert_eq!(peer.value(), BTreeSet::new(), "an add is lost without a trace");
    // Under a new name nothing is lost.
    let mut renamed = OrSet::default();
    renamed.add(7, "pen");
    peer.merge(&renamed);
    assert_eq!(peer.value(), BTreeSet::from(["pen"]));
}

#[test]
fn a_context_is_compact_in_every_order() {
    let dots = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2)];
    let mut expected = Context::default();
    expected.extend(dots);
    assert_eq!(expected.size(), 2);
    let mut backwards = Context::default();
    dots.into_iter().rev().for_each(|dot| backwards.extend([dot]));
    assert_eq!(backwards, expected);
    let mut gap = Context::default();
    gap.extend([(0, 3)]);
    assert!(gap.contains(&(0, 3)) && !gap.contains(&(0, 2)));
}

#[test]
fn a_write_wins_over_what_its_author_had_read() {
    // The clock of replica 1 is ten seconds behind.
    let (mut fast, mut slow) = (Lww::default(), Lww::default());
    fast.write(0, 20_000, "old");
    slow.merge(&fast);
    slow.write(1, 10_000, "new");
    fast.merge(&slow);
    assert_eq!(fast.get(), Some(&"new"));
    // Without having read it, the later write loses: that is last write wins.
    let mut blind = Lww::default();
    blind.write(1, 10_000, "later by the wall clock");
    fast.merge(&blind);
    assert_eq!(fast.get(), Some(&"new"));
}

#[test]
fn a_multi_value_register_keeps_both_until_someone_decides() {
    let (mut a, mut b) = (MvRegister::default(), MvRegister::default());
    a.write(0, "red");
    b.write(1, "blue");
    a.merge(&b);
    assert_eq!(a.value(), BTreeSet::from(["red", "blue"]));
    b.merge(&a.write(0, "green"));
    assert_eq!(b.value(), BTreeSet::from(["green"]));
}
