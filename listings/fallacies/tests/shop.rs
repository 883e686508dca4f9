//! Which protocol is right in which model, over many seeds.

use fallacies::shop::{
    CLIENT, Model, ORDERS, Party, Protocol, SERVER, TIMEOUT, Tally, run,
};
use sim::{Event, Fault, Network, World};

const SEEDS: u64 = 20;
const RIGHT: Tally = Tally { lost: 0, doubled: 0, unanswered: 0 };

fn always(protocol: Protocol, model: Model, property: impl Fn(Tally) -> bool) {
    for seed in 0..SEEDS {
        let tally = run(protocol, model, seed);
        assert!(property(tally), "{protocol:?} {model:?} seed {seed}: {tally:?}");
    }
}

#[test]
fn when_time_is_bounded_and_nothing_fails_all_are_right() {
    for protocol in [
        Protocol::Once,
        Protocol::Retry,
        Protocol::KeyInMemory,
        Protocol::KeyOnDisk,
    ] {
        always(protocol, Model::Synchronous, |tally| tally == RIGHT);
    }
}

#[test]
fn sending_once_doubles_nothing_and_loses() {
    always(Protocol::Once, Model::Asynchronous, |tally| tally == RIGHT);
    for model in [Model::FairLoss, Model::CrashRecovery] {
        always(Protocol::Once, model, |t| {
            t.doubled == 0 && t.lost > 50 && t.unanswered >= t.lost
        });
    }
}

#[test]
fn retrying_loses_nothing_and_doubles() {
    for model in [Model::Asynchronous, Model::FairLoss, Model::CrashRecovery] {
        always(Protocol::Retry, model, |t| {
            t.lost == 0 && t.unanswered == 0 && t.doubled > 10
        });
    }
}

#[test]
fn a_late_answer_is_enough_to_double() {
    // Nothing is lost in the asynchronous model; the timeout alone is wrong.
    always(Protocol::Retry, Model::Asynchronous, |t| t.doubled > ORDERS / 2);
}

#[test]
fn a_key_in_memory_is_right_until_the_server_crashes() {
    for model in [Model::Asynchronous, Model::FairLoss] {
        always(Protocol::KeyInMemory, model, |tally| tally == RIGHT);
    }
    always(Protocol::KeyInMemory, Model::CrashRecovery, |t| t.doubled > 10);
}

#[test]
fn a_key_on_disk_is_right_in_all_four() {
    for model in Model::ALL {
        always(Protocol::KeyOnDisk, model, |tally| tally == RIGHT);
    }
}

#[test]
fn a_server_that_never_returns_costs_liveness_not_safety() {
    let pair = Party::pair(Protocol::KeyOnDisk);
    let mut world = World::new(1, Network::reliable(5..=20), pair);
    world.call(CLIENT, |client, out| client.order(1, out));
    world.run_until(20);
    world.apply(Fault::Crash(SERVER));
    world.run_until(60 * TIMEOUT);
    assert_eq!(world.nodes[SERVER].placed[&1], 1);
    // Still asking: from here a dead server and a slow one look the same.
    let asked = |e: &&sim::Record| matches!(e.event, Event::Send { .. });
    assert_eq!(world.trace.records.iter().filter(asked).count(), 1 + 60);
}
