//! The leader falls; another takes over; the old one comes back as a follower.

use raft::{Command, Config, Raft, cluster};
use sim::{Fault, Network, World};

fn leader(world: &mut World<Raft>) -> usize {
    loop {
        let leads = |id: &usize| world.is_up(*id) && world.nodes[*id].is_leader();
        match (0..3).find(leads) {
            Some(id) => return id,
            None => world.step(),
        };
    }
}

fn set(world: &mut World<Raft>, server: usize, key: char, value: u64) {
    world.call(server, |raft, out| {
        raft.propose(Command::Set(key, value), out);
    });
}

fn main() {
    let config = Config { heartbeat: 75, ..Config::default() };
    let mut world = cluster(5, 3, Network::reliable(10..=20), &config);
    let old = leader(&mut world);
    world.run_until(300);
    set(&mut world, old, 'x', 1);
    // The followers have the entry, but don't know yet that it is committed.
    world.run_until(345);
    world.apply(Fault::Crash(old));

    let new = leader(&mut world);
    world.run_until(world.now() + 50);
    set(&mut world, new, 'x', 2);
    world.run_until(world.now() + 50);
    world.apply(Fault::Restart(old));
    world.run_until(world.now() + 110);
    let text = world.trace.story() + "\n" + &raft::logs(&world);
    sim::show(&world.trace, &text);
}
