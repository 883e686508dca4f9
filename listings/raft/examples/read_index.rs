//! The leader that is cut off is asked for a read: it cannot answer with an old value.

use raft::{Command, Config, Raft, cluster};
use sim::{Fault, Network, World};

/// Runs until one of the servers leads.
fn leader(world: &mut World<Raft>, servers: &[usize]) -> usize {
    loop {
        match servers.iter().find(|&&id| world.nodes[id].is_leader()) {
            Some(&id) => return id,
            None => world.step(),
        };
    }
}

fn set(world: &mut World<Raft>, server: usize, value: u64) {
    world.call(server, |raft, out| {
        raft.propose(Command::Set('x', value), out);
    });
}

fn read(world: &mut World<Raft>, server: usize, id: u64) {
    world.call(server, |raft, out| {
        out.note(format!("read {id} begins"));
        raft.read(id, out);
    });
}

fn main() {
    let config = Config { heartbeat: 100, ..Config::default() };
    let mut world = cluster(2, 3, Network::reliable(10..=20), &config);
    let old = leader(&mut world, &[0, 1, 2]);
    set(&mut world, old, 1);
    world.run_until(world.now() + 120);

    let others: Vec<_> = (0..3).filter(|&id| id != old).collect();
    world.apply(Fault::Partition(vec![vec![old], others.clone()]));
    let new = leader(&mut world, &others);
    set(&mut world, new, 3);
    world.run_until(world.now() + 40);
    // x=3 is committed, and the old leader still has x=1.
    read(&mut world, old, 1);
    read(&mut world, new, 2);
    world.run_until(world.now() + 40);
    world.apply(Fault::Heal);
    world.run_until(world.now() + 100);
    sim::show(&world.trace, &world.trace.story());
}
