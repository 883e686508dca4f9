//! Which handover loses writes, and which makes clients wait.

use partitioning::handover::{
    Actor, C1, C2, Handover, N0, N1, Outcome, Route, cluster, run, scene,
};
use sim::{Network, World};

const BEFORE: u32 = 500;

fn runs(handover: Handover, chaos: f64) -> Vec<Outcome> {
    (0..300).map(|seed| run(seed, handover, BEFORE, chaos)).collect()
}

#[test]
fn fences_lose_nothing_whatever_is_lost_or_doubled() {
    for handover in [Handover::FenceFirst, Handover::FenceLast] {
        for chaos in [0.0, 0.2] {
            for (seed, run) in runs(handover, chaos).into_iter().enumerate() {
                assert_eq!(run.lost, 0, "{handover:?}, seed {seed}");
                // Not by refusing all: each client got all of its answers.
                assert_eq!(run.saved, BEFORE as usize + 400, "seed {seed}");
            }
        }
    }
}

#[test]
fn no_fence_or_a_late_one_loses_writes() {
    let lossy =
        |handover| runs(handover, 0.0).iter().filter(|run| run.lost > 0).count();
    assert_eq!(lossy(Handover::Trusting), 300);
    assert!(lossy(Handover::FenceAfterCopy) > 290);
    // The late fence loses what was written during the copy, not what came after.
    let lost =
        |handover| runs(handover, 0.0).iter().map(|run| run.lost).sum::<usize>();
    assert!(lost(Handover::FenceAfterCopy) * 5 < lost(Handover::Trusting));
}

#[test]
fn the_first_fence_costs_a_wait_that_grows_with_the_partition() {
    let median = |handover, before| {
        let mut waits: Vec<_> =
            (0..100).map(|seed| run(seed, handover, before, 0.0).longest).collect();
        waits.sort_unstable();
        waits[50]
    };
    let (small, large) = (1000, 5000);
    let first = [small, large].map(|before| median(Handover::FenceFirst, before));
    assert!(first[1] > 3 * first[0], "{first:?}");
    let last = [small, large].map(|before| median(Handover::FenceLast, before));
    assert!(last[0] < 30 && last[1] < 30, "{last:?}");
}

fn client(world: &World<Actor>, id: usize) -> &partitioning::handover::Client {
    match &world.nodes[id] {
        Actor::Client(client) => client,
        Actor::Server(_) => panic!("{id} is a server"),
    }
}

#[test]
fn the_drawn_scenes() {
    let world = scene(Handover::Trusting);
    assert_eq!(client(&world, C1).saved, [1, 2]);
    assert_eq!(client(&world, C2).missing, [2]);

    let world = scene(Handover::FenceFirst);
    assert_eq!(client(&world, C1).saved, [1, 2]);
    assert!(client(&world, C2).missing.is_empty());
    assert_eq!(client(&world, C1).route, Route { epoch: 2, owner: N1 });
}

/// A world in which `n0` knows `route` and a client that knows `table` writes.
fn answer(route: Route, table: Route) -> (Vec<u32>, Route) {
    let mut world = cluster(1, Network::reliable(1..=1), Handover::FenceFirst, 100);
    if let Actor::Server(server) = &mut world.nodes[N0] {
        server.route = route;
    }
    world.call(C1, |actor, out| {
        if let Actor::Client(client) = actor {
            client.route = table;
            client.write(7, out);
        }
    });
    world.run_until(10);
    (client(&world, C1).saved.clone(), client(&world, C1).route)
}

#[test]
fn a_server_serves_its_own_epoch_only() {
    let route = |epoch, owner| Route { epoch, owner };
    // The partition went away and came back: the client's table is two moves old.
    // It is told, and its repetition is served.
    assert_eq!(answer(route(3, N0), route(1, N0)), (vec![7], route(3, N0)));
    // The client knows more than the server: the server must not serve, and the
    // client doesn't believe it.
    assert_eq!(answer(route(1, N0), route(2, N0)), (vec![], route(2, N0)));
    assert_eq!(answer(route(2, N1), route(2, N0)), (vec![], route(2, N0)));
}

#[test]
fn a_batch_that_comes_twice_is_stored_once() {
    use partitioning::handover::BatchId;
    use partitioning::handover::Message::{Batch, Write};
    use sim::Node;
    let mut world = cluster(1, Network::reliable(1..=1), Handover::FenceFirst, 100);
    let next = Route { epoch: 2, owner: N1 };
    let id = BatchId { epoch: 2, number: 1 };
    let batch = || Batch(vec![1, 2], id, Some(next));
    world.call(N1, |n1, out| n1.on_message(N0, batch(), out));
    world.call(N1, |n1, out| n1.on_message(C1, Write(9, 2), out));
    if let Actor::Server(server) = &mut world.nodes[N1] {
        server.orders.remove(&1); // A client cancels order 1.
    }
    world.call(N1, |n1, out| n1.on_message(N0, batch(), out));
    let Actor::Server(n1) = &world.nodes[N1] else { panic!("a server") };
    assert_eq!(n1.orders.iter().copied().collect::<Vec<_>>(), [2, 9]);
}

/// Each move counts its batches anew: those of the third must not pass for those
/// of the first.
#[test]
fn a_partition_that_comes_back_brings_all_that_was_written() {
    for handover in [Handover::FenceFirst, Handover::FenceLast] {
        let mut network = Network::reliable(1..=20);
        network.duplicate = 0.3;
        let mut world = cluster(7, network, handover, 2);
        let mut order = 0;
        for (epoch, from, to) in [(1, N0, N1), (2, N1, N0), (3, N0, N1)] {
            for _ in 0..6 {
                order += 1;
                world.call(C1, |actor, out| {
                    if let Actor::Client(client) = actor {
                        client.route = Route { epoch, owner: from };
                        client.write(order, out);
                    }
                });
                while world.step() {}
            }
            world.call(from, |actor, out| {
                if let Actor::Server(server) = actor {
                    server.hand_over(to, out);
                }
            });
            while world.step() {}
        }
        assert_eq!(client(&world, C1).saved, (1..=18).collect::<Vec<_>>());
        let Actor::Server(owner) = &world.nodes[N1] else { panic!("a server") };
        assert_eq!(owner.route, Route { epoch: 4, owner: N1 });
        assert_eq!(owner.orders, (1..=18).collect(), "{handover:?}");
    }
}
