//! What "last write wins" loses under which clock.

use clocks::{
    Clock, Hlc, Lamport, Outcome, Physical, Replica, Wall, order_status,
    two_regions,
};
use sim::{Fault, Network, World};

const SEEDS: u64 = 1000;

fn outcomes<C: Clock<Stamp: Ord> + Default>(skew: u64) -> Vec<Outcome> {
    (0..SEEDS).map(|seed| two_regions::<C>(seed, skew)).collect()
}

fn runs_that_lose_an_effect(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| outcome.caused_lost > 0).count()
}

fn value<C: Clock>(replica: &Replica<C>) -> &str {
    &replica.current.as_ref().unwrap().value
}

#[test]
fn the_wall_clock_loses_what_was_written_after_reading() {
    let world = order_status::<Wall>();
    assert!(world.nodes.iter().all(|replica| value(replica) == "paid"));
    assert!(world.trace.story().contains("ERROR packed lost"));
}

#[test]
fn hlc_and_lamport_keep_it() {
    let world = order_status::<Hlc>();
    assert!(world.nodes.iter().all(|replica| value(replica) == "packed"));
    assert!(!world.trace.story().contains("ERROR"));
    let world = order_status::<Lamport>();
    assert!(world.nodes.iter().all(|replica| value(replica) == "packed"));
}

#[test]
fn effects_are_lost_by_wall_clocks_only_and_only_by_skewed_ones() {
    assert_eq!(runs_that_lose_an_effect(&outcomes::<Wall>(0)), 0);
    let little = runs_that_lose_an_effect(&outcomes::<Wall>(20));
    let much = runs_that_lose_an_effect(&outcomes::<Wall>(500));
    assert!(0 < little && little < much);
    for skew in [0, 20, 500] {
        assert_eq!(runs_that_lose_an_effect(&outcomes::<Lamport>(skew)), 0);
        assert_eq!(runs_that_lose_an_effect(&outcomes::<Hlc>(skew)), 0);
    }
}

#[test]
fn no_clock_saves_concurrent_writes() {
    let runs = |outcomes: Vec<Outcome>| {
        outcomes.iter().filter(|outcome| outcome.concurrent_lost > 0).count()
    };
    let lost = runs(outcomes::<Hlc>(100));
    assert!(lost > 200);
    // Where two writes have no later one, one of them goes, whatever the clock.
    assert_eq!(lost, runs(outcomes::<Lamport>(100)));
    assert_eq!(lost, runs(outcomes::<Wall>(0)));
}

#[test]
fn among_concurrent_writes_hlc_errs_by_the_skew_and_lamport_by_anything() {
    let latest = |outcomes: Vec<Outcome>| {
        outcomes.iter().map(|outcome| outcome.latest_lost).max().unwrap()
    };
    for skew in [0, 20, 100] {
        assert!(latest(outcomes::<Hlc>(skew)) <= skew);
    }
    assert!(latest(outcomes::<Lamport>(0)) > 100);
}

fn pair<C: Clock<Stamp: Ord> + Default>(fast: i64) -> World<Replica<C>> {
    let clock = |offset| Physical { offset, ppm: 0 };
    let nodes = [fast, 0].into_iter().enumerate();
    let nodes = nodes
        .map(|(me, offset)| (format!("n{me}"), Replica::new(me, 2, clock(offset))));
    World::new(1, Network::reliable(20..=20), nodes)
}

/// A user writes on n0, walks over to n1 before the message, and writes there.
fn user_moves(carry: bool) -> String {
    let mut world = pair::<Hlc>(100);
    world.run_until(10);
    world.call(0, |n, out| n.write("first", None, out));
    let read = world.nodes[0].current.as_ref().map(|write| write.stamp);
    world.run_until(15);
    world.call(1, |n, out| n.write("second", read.filter(|_| carry).as_ref(), out));
    world.run_until(100);
    assert_eq!(world.nodes[0].current, world.nodes[1].current);
    value(&world.nodes[0]).to_owned()
}

#[test]
fn hlc_knows_only_what_messages_carry() {
    assert_eq!(user_moves(false), "first");
    assert_eq!(user_moves(true), "second");
}

#[test]
fn after_a_crash_the_clock_is_not_behind_the_register() {
    let mut world = pair::<Hlc>(100);
    world.call(0, |n, out| n.write("first", None, out));
    world.run_until(30);
    world.apply(Fault::Crash(1));
    world.apply(Fault::Restart(1));
    world.call(1, |n, out| n.write("second", None, out));
    assert_eq!(value(&world.nodes[1]), "second");
    assert!(!world.trace.story().contains("ERROR"));
}

#[test]
fn equal_stamps_are_decided_by_the_writer_everywhere_alike() {
    for first in [0, 1] {
        let mut world = pair::<Wall>(0);
        world.call(first, |n, out| n.write(&first.to_string(), None, out));
        world
            .call(1 - first, |n, out| n.write(&(1 - first).to_string(), None, out));
        world.run_until(100);
        assert!(world.nodes.iter().all(|replica| value(replica) == "1"));
    }
}

#[test]
fn who_has_seen_a_larger_stamp_writes_later() {
    // n1 has counted to three; n0, which has counted less, has heard of it.
    let mut world = pair::<Lamport>(0);
    for _ in 0..3 {
        world.call(1, |n, out| n.write("old", None, out));
    }
    world.call(0, |n, out| n.write("a", None, out));
    world.run_until(50);
    world.call(0, |n, out| n.write("new", None, out));
    world.run_until(100);
    assert!(world.nodes.iter().all(|replica| value(replica) == "new"));
}
