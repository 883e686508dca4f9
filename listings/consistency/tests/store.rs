//! What each way of reading promises, on a network that reorders everything.

use consistency::store::{
    Message, Peer, Plan, REPLICAS, Reads, Replica, history, network, workload,
    world,
};
use consistency::{Call, Guarantee, Model, Operation, first_offence, only};
use sim::{Chaos, Fault, Network, World};

const KEYS: [char; 2] = ['x', 'y'];

/// Requests of the clients take up to 300 ms, answers up to 10.
fn wild() -> Network {
    let requests = (0..3).flat_map(|client| {
        (0..REPLICAS).map(move |replica| (REPLICAS + client, replica, 1..=300))
    });
    Network { delay: 1..=10, ..network(1, requests) }
}

fn run(seed: u64, reads: Reads, keys: &[char]) -> Vec<Operation> {
    let plans = workload(seed, 3, 8, keys);
    let mut world = world(seed, wild(), reads, plans).without_trace();
    world.run_until(60_000);
    history(&world)
}

/// In how many of 300 runs does it hold?
fn count(
    reads: Reads,
    keys: &[char],
    holds: impl Fn(&[Operation]) -> bool,
) -> usize {
    (0..300).filter(|&seed| holds(&run(seed, reads, keys))).count()
}

#[test]
fn write_back_is_linearizable() {
    let all = |h: &[Operation]| Model::Linearizable.allows(h);
    assert_eq!(count(Reads::WriteBack, &KEYS, all), 300);
    assert_eq!(count(Reads::WriteBack, &KEYS[..1], all), 300);
}

#[test]
fn a_quorum_alone_is_not() {
    let seldom =
        count(Reads::Quorum, &KEYS[..1], |h| Model::Linearizable.allows(h));
    assert!((200..300).contains(&seldom), "{seldom}");
    // Own writes are at a majority, which every other majority meets.
    let own = |h: &[Operation]| Guarantee::ReadYourWrites.broken(h).is_none();
    assert_eq!(count(Reads::Quorum, &KEYS, own), 300);
    let reads = count(Reads::Quorum, &KEYS[..1], |h| {
        Guarantee::MonotonicReads.broken(h).is_none()
    });
    assert!((200..300).contains(&reads), "{reads}");
}

#[test]
fn one_replica_promises_a_session_nothing() {
    for guarantee in Guarantee::ALL {
        let kept =
            count(Reads::Local, &KEYS[..1], |h| guarantee.broken(h).is_none());
        let always = guarantee == Guarantee::MonotonicWrites;
        assert_eq!(kept == 300, always, "{guarantee:?}: {kept}");
    }
}

#[test]
fn the_token_restores_the_session() {
    for keys in [&KEYS[..1], &KEYS] {
        let kept =
            |h: &[Operation]| Guarantee::ALL.iter().all(|g| g.broken(h).is_none());
        assert_eq!(count(Reads::Session, keys, kept), 300);
    }
    // And what all sessions see of one key is one order, though not in real time.
    let one = &KEYS[..1];
    assert_eq!(count(Reads::Session, one, |h| Model::Sequential.allows(h)), 300);
    let linearizable =
        count(Reads::Session, one, |h| Model::Linearizable.allows(h));
    assert!((200..300).contains(&linearizable), "{linearizable}");
}

#[test]
fn a_token_for_each_key_says_nothing_about_two_keys() {
    let mut together = 0;
    for seed in 0..1000 {
        let history = run(seed, Reads::Session, &KEYS);
        for key in KEYS {
            assert!(Model::Sequential.allows(&only(key, &history)), "seed {seed}");
        }
        together += u32::from(!Model::Sequential.allows(&history));
    }
    assert!(together > 0, "the parts are right, the whole is not");
}

/// c0 writes `x`, then `y`; n2 hears of it late. c1 reads `y` at n1, then `x` at n2.
#[test]
fn a_token_for_each_key_loses_the_cause_of_an_effect() {
    let network = network(10, [(REPLICAS, 2, 500..=500)]);
    let calls = [(0, Call::Write('x', 1)), (0, Call::Write('y', 1))].into();
    let writer = Plan { first: 0, calls };
    let calls = [(100, Call::Read('y')), (100, Call::Read('x'))].into();
    let reader = Plan { first: 1, calls };
    let mut world = world(1, network, Reads::Session, vec![writer, reader]);
    world.run_until(1_000);
    let history = history(&world);
    let read: Vec<u32> =
        history[2..].iter().map(|o| o.returned.as_ref().unwrap().value).collect();
    assert_eq!(read, [1, 0]);
    assert!(!Model::Pram.allows(&history));
    assert!(Guarantee::ALL.iter().all(|g| g.broken(&history).is_none()));
}

#[test]
fn write_back_survives_crashes_and_lost_messages() {
    let mut unanswered = 0;
    for seed in 0..300 {
        let mut network = wild();
        network.loss = 0.02;
        let plans = workload(seed, 3, 8, &KEYS);
        let mut world =
            world(seed, network, Reads::WriteBack, plans).without_trace();
        let crash = Some((50..=400, 1..=200));
        let chaos = Chaos { until: 1500, crash, partition: None };
        for (at, fault) in chaos.schedule(seed, REPLICAS + 3) {
            world.schedule(at, fault);
        }
        world.run_until(60_000);
        let history = history(&world);
        for (i, lost) in history.iter().enumerate() {
            if lost.returned.is_none() {
                unanswered += 1;
                let goes_on =
                    history[i + 1..].iter().any(|o| o.client == lost.client);
                assert!(!goes_on, "seed {seed}: a session ends with its process");
            }
        }
        assert_eq!(first_offence(&history), None, "seed {seed}");
    }
    assert!(unanswered > 300, "{unanswered}");
}

#[test]
fn in_the_end_all_replicas_agree() {
    for reads in Reads::ALL {
        for seed in 0..100 {
            let plans = workload(seed, 3, 8, &KEYS);
            let mut world = world(seed, wild(), reads, plans).without_trace();
            world.run_until(60_000);
            let held =
                |world: &World<Peer>, replica: usize| match &world.nodes[replica] {
                    Peer::Replica(replica) => format!("{replica:?}"),
                    Peer::Client(_) => unreachable!("the replicas come first"),
                };
            assert_eq!(held(&world, 0), held(&world, 1), "seed {seed}");
            assert_eq!(held(&world, 0), held(&world, 2), "seed {seed}");
        }
    }
}

/// A plan, and whom its client asks: names of the nodes that `c0` sends "get" to.
fn asked(reads: Reads, call: Call) -> usize {
    let plan = Plan { first: 1, calls: [(0, call)].into() };
    let mut world = world(1, Network::reliable(5..=5), reads, vec![plan]);
    world.run_until(100);
    let sent = |r: &&sim::Record| matches!(&r.event, sim::Event::Send { from, .. } if from == "c0");
    world.trace.records.iter().filter(sent).count()
}

#[test]
fn what_a_read_costs_in_requests() {
    assert_eq!(asked(Reads::Local, Call::Read('x')), 1);
    assert_eq!(asked(Reads::Session, Call::Read('x')), 1);
    assert_eq!(asked(Reads::Quorum, Call::Read('x')), 3);
    assert_eq!(asked(Reads::WriteBack, Call::Read('x')), 6);
    for reads in Reads::ALL {
        assert_eq!(asked(reads, Call::Write('x', 1)), 6);
    }
}

#[test]
fn an_old_message_does_not_undo_a_new_one() {
    let mut replica = Replica::default();
    let mut put = |version, value| {
        replica.answer(Message::Put(1, 'x', (version, value)));
        match replica.answer(Message::Get(2, 'x')) {
            Some(Message::Have(2, 'x', (_, value))) => value,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(put((2, 0), 5), 5);
    assert_eq!(put((1, 1), 9), 5);
    assert_eq!(put((2, 1), 4), 4, "the client decides between equal counters");
}

#[test]
fn two_of_three_replicas_are_enough_and_one_is_not() {
    for (down, answered) in [(1, true), (2, false)] {
        let calls = [(0, Call::Write('x', 1)), (0, Call::Read('x'))].into();
        let plan = Plan { first: 0, calls };
        let network = Network::reliable(5..=5);
        let mut world = world(1, network, Reads::WriteBack, vec![plan]);
        for node in 0..down {
            world.apply(Fault::Crash(node));
        }
        world.run_until(1_000);
        let history = history(&world);
        assert_eq!(history[0].returned.is_some(), answered, "{history:?}");
        assert_eq!(history.len() == 2, answered);
    }
}
