//! The drawn scene, and thousands of random ones.

use std::collections::BTreeSet;

use sim::{Network, NodeId, Time, World};

use super::{Actor, Client, Handover, Route, Server};

/// The old owner.
pub const N0: NodeId = 0;
/// The new owner.
pub const N1: NodeId = 1;
/// A client whose table is old.
pub const C1: NodeId = 2;
/// Another client.
pub const C2: NodeId = 3;

/// Before the move.
const BEFORE: Route = Route { epoch: 1, owner: N0 };

/// Two servers and two clients, all of whom know `n0` as the owner.
pub fn cluster(
    seed: u64,
    network: Network,
    handover: Handover,
    batch: usize,
) -> World<Actor> {
    let server = |id| Actor::Server(Server::new(id, BEFORE, handover, batch));
    let client = || Actor::Client(Client::new(BEFORE));
    let nodes = [
        ("n0", server(N0)),
        ("n1", server(N1)),
        ("c1", client()),
        ("c2", client()),
    ];
    World::new(seed, network, nodes)
}

/// Lets a client do something.
fn client(
    world: &mut World<Actor>,
    id: NodeId,
    act: impl FnOnce(&mut Client, &mut super::Effects),
) {
    world.call(id, |actor, out| match actor {
        Actor::Client(client) => act(client, out),
        Actor::Server(_) => unreachable!("{id} is a client"),
    });
}

fn move_to_n1(world: &mut World<Actor>) {
    world.call(N0, |actor, out| match actor {
        Actor::Server(server) => server.hand_over(N1, out),
        Actor::Client(_) => unreachable!("n0 is a server"),
    });
}

/// One order before the move, one after it; then `c2`, whose table is new, looks.
pub fn scene(handover: Handover) -> World<Actor> {
    let mut world = cluster(1, Network::reliable(10..=10), handover, 100);
    client(&mut world, C1, |c, out| c.write(1, out));
    world.run_until(40);
    move_to_n1(&mut world);
    world.run_until(80);
    client(&mut world, C1, |c, out| c.write(2, out));
    world.run_until(140);
    let route = Route { epoch: 2, owner: N1 };
    client(&mut world, C2, |c, out| {
        c.route = route;
        c.read(2, out);
    });
    world.run_until(170);
    world
}

/// What became of a random run.
#[derive(Clone, Copy, Debug)]
pub struct Outcome {
    /// Orders that a client was told are saved.
    pub saved: usize,
    /// Those of them that the new owner doesn't have.
    pub lost: usize,
    /// The longest that a client waited for an answer, in ms.
    pub longest: Time,
}

/// `before` orders, then a move of a batch of 100 at a time while both clients
/// write 200 more, over a network that loses and doubles messages with `chaos`.
pub fn run(seed: u64, handover: Handover, before: u32, chaos: f64) -> Outcome {
    let mut network = Network::reliable(1..=5);
    network.loss = chaos;
    network.duplicate = chaos;
    let mut world = cluster(seed, network, handover, 100).without_trace();
    if let Actor::Server(server) = &mut world.nodes[N0] {
        server.orders.extend(0..before);
    }
    for (id, first) in [(C1, 1_000_000), (C2, 2_000_000)] {
        client(&mut world, id, |c, out| {
            c.plan = (first..first + 200).collect();
            c.pause = 3;
            c.next(out);
        });
    }
    world.run_until(100);
    move_to_n1(&mut world);
    while world.step() {}
    outcome(&world, before)
}

fn outcome(world: &World<Actor>, before: u32) -> Outcome {
    let Actor::Server(owner) = &world.nodes[N1] else { unreachable!("a server") };
    let clients = world.nodes.iter().filter_map(|actor| match actor {
        Actor::Client(client) => Some(client),
        Actor::Server(_) => None,
    });
    let mut result = Outcome { saved: 0, lost: 0, longest: 0 };
    // A set: an answer that is taken for two must not count twice.
    let mut saved: BTreeSet<u32> = (0..before).collect();
    for client in clients {
        saved.extend(&client.saved);
        result.longest = result.longest.max(client.longest);
    }
    result.saved = saved.len();
    result.lost = saved.iter().filter(|o| !owner.orders.contains(o)).count();
    result
}
