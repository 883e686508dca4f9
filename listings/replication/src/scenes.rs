//! Runs that examples show and tests check.

use std::ops::RangeInclusive;

use sim::{Fault, Network, NodeId, Rng, Time, World};

use crate::history::inversions;
use crate::leader::{self, Policy};
use crate::quorum::{Config, Member, Repair};

/// The client that writes, in [`sessions`].
pub const WRITER: NodeId = 3;
/// The client that only reads, in [`sessions`].
pub const READER: NodeId = 4;

/// A write every 500 ms; both clients read a random follower every 30 ms.
/// The leader's messages reach the followers after `lag`.
pub fn sessions(
    seed: u64,
    lag: RangeInclusive<Time>,
    token: bool,
) -> World<leader::Member> {
    let mut network = Network::reliable(1..=3);
    for follower in [1, 2] {
        network.links.insert((0, follower), lag.clone());
    }
    let members = leader::Member::cluster(Policy::Async, 3, 2);
    let names = ["leader", "f1", "f2", "writer", "reader"];
    let mut world = World::new(seed, network, names.into_iter().zip(members));
    for client in [WRITER, READER] {
        world.nodes[client].client().token = token;
    }
    let mut world = world.without_trace();
    let mut rng = Rng::new(seed);
    for tick in 0..1000 {
        world.run_until(tick * 10);
        if tick % 50 == 0 {
            world.call(WRITER, |m, out| m.client().write(0, tick / 50 + 1, out));
        }
        if tick % 3 == 0 {
            for client in [WRITER, READER] {
                let follower = 1 + rng.index(2);
                world.call(client, |m, out| m.client().read(follower, out));
            }
        }
    }
    world.run_until(20_000);
    world
}

/// Whom the operator promotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promote {
    /// The follower that has the most orders.
    Longest,
    /// A follower by lot.
    Any,
}

/// An order every 20 ms. At 1 s the leader loses its followers but not its
/// clients; up to 400 ms later it dies, and a follower is promoted.
///
/// Returns how many orders were confirmed, and how many of these are lost.
pub fn failover(seed: u64, policy: Policy, promote: Promote) -> (usize, usize) {
    const CLIENT: NodeId = 3;
    let mut rng = Rng::new(seed);
    let mut network = Network::reliable(1..=3);
    network.links.insert((0, 2), 1..=60); // The second follower is far away.
    let members = leader::Member::cluster(policy, 3, 1);
    let names = ["leader", "f1", "f2", "client"];
    let mut world =
        World::new(seed, network, names.into_iter().zip(members)).without_trace();
    let dies = 1000 + rng.range(&(0..=400));
    let groups = vec![vec![0, CLIENT], vec![1, 2, CLIENT]];
    world.schedule(1000, Fault::Partition(groups));
    world.schedule(dies, Fault::Crash(0));
    for order in 1..=dies / 20 {
        world.run_until(order * 20);
        world.call(CLIENT, |m, out| m.client().write(0, order, out));
    }
    world.run_until(dies + 100);
    let mut log = |node: NodeId| world.nodes[node].replica().log.clone();
    let new = match promote {
        Promote::Any => [1, 2][rng.index(2)],
        Promote::Longest if log(1).len() >= log(2).len() => 1,
        Promote::Longest => 2,
    };
    let log = log(new);
    let confirmed = &world.nodes[CLIENT].client().confirmed;
    let lost = confirmed.iter().filter(|order| !log.contains(order)).count();
    (confirmed.len(), lost)
}

/// x=2 reaches n0 at once, the others late. Alice reads from n0 and n1; when she
/// has her answer, Bob reads from n1 and n2.
pub fn inversion(repair: Repair) -> World<Member> {
    let (writer, alice, bob) = (3, 4, 5);
    let homes = vec![0, 1, 2];
    let config =
        Config { homes, stand_ins: vec![], r: 2, w: 2, repair, patience: 1000 };
    let names = ["n0", "n1", "n2", "writer", "alice", "bob"];
    let members = Member::cluster(&config, 3, 3);
    let mut world =
        World::new(1, Network::reliable(8..=10), names.into_iter().zip(members));
    world.call(writer, |m, out| m.client().write(out));
    world.run_until(50);

    world.network.links.insert((writer, 1), 95..=95);
    world.network.links.insert((writer, 2), 95..=95);
    world.network.links.insert((alice, 2), 14..=14);
    world.network.links.insert((bob, 0), 30..=30);
    world.call(writer, |m, out| m.client().write(out));
    world.run_until(65);
    world.call(alice, |m, out| m.client().read(out));
    while world.nodes[alice].client().history.is_empty() {
        world.step();
    }
    world.run_until(world.now() + 5);
    world.call(bob, |m, out| m.client().read(out));
    while world.nodes[bob].client().history.is_empty() {
        world.step();
    }
    let mut reads = world.nodes[alice].client().history.clone();
    reads.extend(&world.nodes[bob].client().history);
    world.call(bob, |_, out| {
        if inversions(&reads) > 0 {
            out.error("older than what Alice read");
        }
    });
    world.run_until(170);
    world
}
