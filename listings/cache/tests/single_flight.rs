//! What the chapter says about stampedes and single-flight.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use cache::group::Group;
use cache::single_flight::{Role, SingleFlight, Ticket};
use cache::stampede::{Database, expiry};

const PATIENCE: u64 = 1_000;

fn lead(
    flights: &mut SingleFlight<&'static str, u32>,
    who: u32,
    now: u64,
) -> Ticket {
    match flights.join("sku", who, now) {
        Role::Leader(ticket) => ticket,
        Role::Follower => panic!("{who} should lead"),
    }
}

#[test]
fn many_requests_make_one_load() {
    let mut flights = SingleFlight::new(PATIENCE);
    let ticket = lead(&mut flights, 0, 0);
    for who in 1..100 {
        assert_eq!(flights.join("sku", who, 5), Role::Follower);
    }
    assert!(matches!(flights.join("other", 100, 5), Role::Leader(_)));
    assert_eq!(flights.finish(&"sku", ticket), (1..100).collect::<Vec<_>>());
    // Nothing is remembered: after an error, too, the next one loads anew.
    lead(&mut flights, 200, 6);
}

#[test]
fn a_dead_leader_is_replaced_and_can_no_longer_answer() {
    let mut flights = SingleFlight::new(PATIENCE);
    let dead = lead(&mut flights, 0, 0);
    assert_eq!(flights.join("sku", 1, PATIENCE - 1), Role::Follower);
    let successor = lead(&mut flights, 2, PATIENCE);
    assert!(flights.finish(&"sku", dead).is_empty());
    assert_eq!(flights.finish(&"sku", successor), [1]);
}

#[test]
fn who_gives_up_passes_the_load_on() {
    let mut flights = SingleFlight::new(PATIENCE);
    let first = lead(&mut flights, 0, 0);
    assert_eq!(flights.join("sku", 1, 1), Role::Follower);
    assert_eq!(flights.join("sku", 2, 2), Role::Follower);
    let (next, ticket) = flights.abandon(&"sku", first, 3).unwrap();
    assert_eq!(next, 1);
    assert_eq!(flights.abandon(&"sku", first, 4), None);
    assert_eq!(flights.finish(&"sku", ticket), [2]);
    let last = lead(&mut flights, 3, 5);
    assert_eq!(flights.abandon(&"sku", last, 6), None);
    lead(&mut flights, 4, 7);
}

#[test]
fn after_a_write_nobody_shares_an_older_load() {
    let mut flights = SingleFlight::new(PATIENCE);
    let old = lead(&mut flights, 0, 0);
    assert_eq!(flights.join("sku", 1, 1), Role::Follower);
    assert_eq!(flights.forget(&"sku"), [1]);
    let new = lead(&mut flights, 2, 2);
    assert_eq!(flights.join("sku", 3, 3), Role::Follower);
    assert!(flights.finish(&"sku", old).is_empty());
    assert_eq!(flights.finish(&"sku", new), [3]);
}

/// Blocks until `count` threads wait: the test does not depend on luck.
fn until_waiting(group: &Group<&'static str, u32>, count: usize) {
    while group.waiting(&"sku") < count {
        thread::yield_now();
    }
}

#[test]
fn threads_share_one_load() {
    let group = Group::new(Duration::from_secs(60));
    let loads = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                let value = group.get(&"sku", || {
                    until_waiting(&group, 15);
                    loads.fetch_add(1, Ordering::SeqCst);
                    42
                });
                assert_eq!(value, 42);
            });
        }
    });
    assert_eq!(loads.into_inner(), 1);
}

#[test]
fn a_panic_of_the_leader_hangs_nobody() {
    let group = Group::new(Duration::from_secs(60));
    let loads = AtomicUsize::new(0);
    let load = || {
        if loads.fetch_add(1, Ordering::SeqCst) == 0 {
            until_waiting(&group, 7);
            panic!("planned: the first load fails");
        }
        until_waiting(&group, 6);
        42
    };
    let panics = thread::scope(|scope| {
        let threads: Vec<_> =
            (0..8).map(|_| scope.spawn(|| group.get(&"sku", &load))).collect();
        let ends: Vec<_> =
            threads.into_iter().map(|thread| thread.join()).collect();
        assert!(ends.iter().flatten().all(|value| *value == 42));
        ends.iter().filter(|end| end.is_err()).count()
    });
    assert_eq!((panics, loads.into_inner()), (1, 2));
}

const DATABASE: Database = Database { work: 120.0, parallel: 32.0 };

/// The queries of a stampede slow each other down, so the value comes back later,
/// so that more queries start: twice the requests make twenty times the queries.
#[test]
fn a_stampede_grows_faster_than_the_traffic() {
    let loads = |rate| expiry(rate, DATABASE, 0, 60_000).loads;
    assert!((24..=25).contains(&loads(200)), "few enough to run side by side");
    assert!(loads(1_600) > 15 * loads(800));
}

#[test]
fn single_flight_makes_one_load_per_process() {
    for rate in [800, 1_600] {
        for processes in [1, 20] {
            let outcome = expiry(rate, DATABASE, processes, 60_000);
            assert_eq!(outcome.loads, processes);
            assert!(outcome.filled.unwrap() <= 122);
        }
    }
}
