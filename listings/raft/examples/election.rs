//! A normal election, and one command.

use raft::{Command, Config, cluster};
use sim::Network;

fn main() {
    let mut world = cluster(2, 3, Network::reliable(10..=20), &Config::default());
    // Until somebody leads.
    while !world.nodes.iter().any(|raft| raft.is_leader()) {
        world.step();
    }
    world.run_until(world.now() + 45);
    for server in 0..3 {
        // Only the leader takes it.
        world.call(server, |raft, out| {
            raft.propose(Command::Set('x', 1), out);
        });
    }
    world.run_until(world.now() + 75);
    sim::show(&world.trace, &world.trace.story());
}
