//! What the chapter says about cache-aside and its races.

use cache::aside::scenes::{
    WRITER, cache_is_behind, random_run, slow_reader, stale_reads,
};
use cache::aside::{Kind, Member, Protocol, TTL};

/// Sum over many random runs: stale reads, and runs that end with a stale cache.
fn study(protocol: Protocol, runs: u64, restarts: bool) -> (usize, usize) {
    let outcomes = (0..runs).map(|seed| random_run(protocol, seed, restarts));
    outcomes.fold((0, 0), |(stale, ends), outcome| {
        assert!(outcome.reads > 100, "the run must have read something");
        (stale + outcome.stale, ends + usize::from(outcome.ends_stale))
    })
}

/// The versions that the writer of the scripted scene read afterwards.
fn read_after_writing(protocol: Protocol) -> Vec<u64> {
    let world = slow_reader(protocol);
    let Member::App(app) = &world.nodes[WRITER] else { panic!("not an app") };
    let reads = app.history.iter().filter(|done| done.kind == Kind::Read);
    reads.map(|done| done.version).collect()
}

#[test]
fn a_slow_reader_puts_the_old_value_back() {
    assert_eq!(read_after_writing(Protocol::UpdateThenDelete), [1, 1]);
}

#[test]
fn the_stale_value_stays_until_it_expires() {
    let mut world = slow_reader(Protocol::UpdateThenDelete);
    assert_eq!(stale_reads(&world).1, 2);
    assert!(cache_is_behind(&world));
    let stored = 100;
    world.run_until(stored + TTL - 1);
    assert!(cache_is_behind(&world));
    world.run_until(stored + TTL);
    assert!(!cache_is_behind(&world));
}

#[test]
fn leases_and_versions_refuse_the_old_value() {
    for protocol in [Protocol::Lease, Protocol::Versioned] {
        assert_eq!(read_after_writing(protocol), [2, 2], "{protocol:?}");
        let world = slow_reader(protocol);
        assert_eq!(stale_reads(&world).1, 0);
        assert!(!cache_is_behind(&world));
    }
}

/// Each order of the two steps is wrong in some run, and stays wrong.
#[test]
fn no_order_of_two_steps_is_safe() {
    for protocol in [
        Protocol::DeleteThenUpdate,
        Protocol::UpdateThenSet,
        Protocol::UpdateThenDelete,
    ] {
        let (stale, ends) = study(protocol, 200, false);
        assert!(
            stale > 0 && ends > 0,
            "{protocol:?}: {stale} stale, {ends} at the end"
        );
    }
}

/// A second delete after the slowest read repairs the end, not the time before.
#[test]
fn a_second_delete_only_shortens_the_damage() {
    let (stale, ends) = study(Protocol::DoubleDelete(150), 200, false);
    assert!(stale > 0);
    assert_eq!(ends, 0);
    let (_, too_early) = study(Protocol::DoubleDelete(50), 500, false);
    assert!(too_early > 0);
}

#[test]
fn leases_show_no_stale_value_in_any_run() {
    assert_eq!(study(Protocol::Lease, 2_000, false), (0, 0));
    assert_eq!(study(Protocol::Lease, 2_000, true), (0, 0));
}

/// Versions hold as long as the cache remembers them: not across its restart.
#[test]
fn versions_need_a_cache_that_does_not_forget() {
    assert_eq!(study(Protocol::Versioned, 2_000, false), (0, 0));
    assert!(study(Protocol::Versioned, 500, true).0 > 0);
}
