//! The four clocks against what really happened, over many seeds.

use std::collections::BTreeMap;

use clocks::{
    Chatter, Clock, HappensBefore, Hlc, HlcStamp, Lamport, TooFarAhead, Vector,
    Wall, chatter, stamped,
};
use sim::{Event, NodeId, World};

const NODES: usize = 4;
const SEEDS: u64 = 60;

fn run<C: Clock>(
    seed: u64,
    skew: u64,
    clock: impl Fn(NodeId) -> C,
) -> World<Chatter<C>> {
    chatter(seed, NODES, 15, skew, clock)
}

/// Calls `check(a happens before b, stamp of a, stamp of b)` for all pairs.
fn for_pairs<C: Clock>(
    clock: impl Fn(NodeId) -> C,
    mut check: impl FnMut(bool, &C::Stamp, &C::Stamp),
) {
    for seed in 0..SEEDS {
        let world = run(seed, 50, &clock);
        let order = HappensBefore::of(&world.trace);
        let events = stamped(&world);
        assert!(events.len() > 60, "seed {seed}");
        for (a, before) in &events {
            for (b, after) in &events {
                check(order.holds(*a, *b), &before.stamp, &after.stamp);
            }
        }
    }
}

#[test]
fn happens_before_is_program_order_messages_and_what_follows_from_them() {
    let world = run(1, 0, |_| Lamport::default());
    let order = HappensBefore::of(&world.trace);
    let records = &world.trace.records;
    let (recv, id) = records
        .iter()
        .enumerate()
        .find_map(|(index, record)| match record.event {
            Event::Recv { id, .. } => Some((index, id)),
            _ => None,
        })
        .unwrap();
    let send = records
        .iter()
        .position(|r| matches!(r.event, Event::Send { id: sent, .. } if sent == id))
        .unwrap();
    assert!(order.holds(send, recv));
    assert!(!order.holds(recv, send) && !order.holds(send, send));
    assert!(!order.concurrent(send, recv) && !order.concurrent(send, send));
    for (b, _) in stamped(&world) {
        for a in order.past(b) {
            assert!(a < b, "no effect precedes its cause");
            assert!(order.past(a).all(|earlier| order.holds(earlier, b)));
        }
    }
}

#[test]
fn lamport_keeps_the_clock_condition() {
    for_pairs(|_| Lamport::default(), |before, a, b| assert!(!before || a < b));
}

#[test]
fn hlc_keeps_the_clock_condition() {
    for_pairs(|_| Hlc::default(), |before, a, b| assert!(!before || a < b));
}

#[test]
fn vector_clocks_say_exactly_what_happened_before_what() {
    let clock = |me| Vector::new(me, NODES);
    for_pairs(clock, |before, a, b| assert_eq!(before, a < b, "{a} {b}"));
}

#[test]
fn a_wall_clock_breaks_the_clock_condition() {
    let mut broken = 0;
    for_pairs(|_| Wall, |before, a, b| broken += u32::from(before && a >= b));
    assert!(broken > 100);
}

#[test]
fn a_smaller_lamport_stamp_proves_nothing() {
    let mut unrelated = 0;
    let clock = |_| Lamport::default();
    for_pairs(clock, |before, a, b| unrelated += u32::from(!before && a < b));
    assert!(unrelated > 1000);
}

#[test]
fn lamport_stamps_are_those_that_the_simulator_counts() {
    for seed in 0..SEEDS {
        let world = run(seed, 50, |_| Lamport::default());
        for (index, event) in stamped(&world) {
            assert_eq!(event.stamp, world.trace.records[index].clock);
        }
    }
}

#[test]
fn hlc_stays_between_its_own_clock_and_the_fastest_one() {
    for seed in 0..SEEDS {
        for skew in [0, 5, 100, 1000] {
            let world = run(seed, skew, |_| Hlc::default());
            for (_, event) in stamped(&world) {
                let fastest =
                    world.nodes.iter().map(|n| n.physical().wall(event.at)).max();
                let l = event.stamp.l;
                assert!(event.pt <= l, "seed {seed}");
                assert!(l <= fastest.unwrap(), "seed {seed}");
            }
        }
    }
}

#[test]
fn the_counter_of_hlc_counts_at_most_the_past_that_shares_its_l() {
    for seed in 0..SEEDS {
        for skew in [0, 5, 100, 1000] {
            let world = run(seed, skew, |_| Hlc::default());
            let order = HappensBefore::of(&world.trace);
            let stamps: BTreeMap<usize, HlcStamp> =
                stamped(&world).into_iter().map(|(i, e)| (i, e.stamp)).collect();
            for (&index, stamp) in &stamps {
                let same = order.past(index).filter(|i| stamps[i].l == stamp.l);
                assert!(stamp.c <= same.count() as u64, "seed {seed}");
            }
        }
    }
}

#[test]
fn hlc_takes_each_branch_of_the_paper() {
    let stamp = |l, c| HlcStamp { l, c };
    let mut clock = Hlc::default();
    assert_eq!(clock.tick(10), stamp(10, 0)); // Physical time moves on.
    assert_eq!(clock.tick(10), stamp(10, 1)); // It stands still,
    assert_eq!(clock.tick(7), stamp(10, 2)); // or goes back.
    assert_eq!(clock.receive(9, &stamp(8, 9)), stamp(10, 3)); // Own l is largest.
    assert_eq!(clock.receive(9, &stamp(10, 7)), stamp(10, 8)); // Both are.
    assert_eq!(clock.receive(9, &stamp(10, 2)), stamp(10, 9));
    assert_eq!(clock.receive(9, &stamp(12, 4)), stamp(12, 5)); // The message's is.
    assert_eq!(clock.receive(20, &stamp(12, 8)), stamp(20, 0)); // The clock's is.
    assert_eq!(clock.receive(30, &stamp(30, 3)), stamp(30, 4));
}

#[test]
fn one_wrong_clock_infects_all_unless_stamps_are_bounded() {
    let hour = 3_600_000;
    let wrong = HlcStamp { l: 1000 + hour, c: 0 };
    let mut trusting = Hlc::default();
    trusting.receive(1000, &wrong);
    assert_eq!(trusting.tick(2000).l, 1000 + hour);
    let mut careful = Hlc::default();
    let refused = careful.receive_bounded(1000, &wrong, 500);
    assert_eq!(refused, Err(TooFarAhead { by: hour }));
    assert_eq!(careful.tick(2000), HlcStamp { l: 2000, c: 0 });
    let edge = HlcStamp { l: 2500, c: 3 };
    assert_eq!(
        careful.receive_bounded(2000, &edge, 500),
        Ok(HlcStamp { l: 2500, c: 4 })
    );
    let old = HlcStamp { l: 1, c: 0 };
    assert!(careful.receive_bounded(2000, &old, 0).is_ok());
}
