//! The runs that the chapter draws: three members, five periods a second.

use sim::{Fault, Network, NodeId, Time, World};

use crate::{Config, Swim, cluster};

/// Short times, so that a run fits on a page.
pub fn brisk() -> Config {
    let (period, timeout, suspicion) = (200, 60, 500);
    Config { period, timeout, suspicion, start: 0..=199, ..Config::default() }
}

/// Nobody crashes, but for 200 ms every message to or from n2 takes 150–170 ms.
pub fn slow_node(seed: u64, config: &Config) -> World<Swim> {
    let mut world = cluster(seed, 3, Network::reliable(5..=15), config);
    world.run_until(400);
    slow_down(&mut world.network, 2, 3, 150, 170);
    world.run_until(600);
    world.network.links.clear();
    world.run_until(2_000);
    world
}

/// Nobody crashes, but n0 and n2 do not reach each other. n1 reaches both.
pub fn broken_link(seed: u64, config: &Config) -> World<Swim> {
    let mut world = cluster(seed, 3, Network::reliable(5..=15), config);
    world.apply(Fault::Partition(vec![vec![0, 1], vec![1, 2]]));
    world.run_until(2_000);
    world
}

/// Makes all messages to and from one of `0..size` take `from..=to` ms.
pub fn slow_down(
    network: &mut Network,
    node: NodeId,
    size: usize,
    from: Time,
    to: Time,
) {
    for other in (0..size).filter(|&other| other != node) {
        network.links.insert((node, other), from..=to);
        network.links.insert((other, node), from..=to);
    }
}
