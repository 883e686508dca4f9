//! A leader is cut off and doesn't know it: what it can and cannot do.

use raft::{Command, Config, cluster};
use sim::{Fault, Network};

fn main() {
    let config = Config { heartbeat: 100, ..Config::default() };
    let mut world = cluster(2, 3, Network::reliable(10..=20), &config);
    let leads = |world: &sim::World<raft::Raft>, term| {
        let of = |raft: &&raft::Raft| raft.is_leader() && raft.disk.term == term;
        world.nodes.iter().find(of).map(|raft| raft.id)
    };
    let old = loop {
        if let Some(id) = leads(&world, 1) {
            break id;
        }
        world.step();
    };
    let others: Vec<_> = (0..3).filter(|&id| id != old).collect();
    world.call(old, |raft, out| {
        raft.propose(Command::Set('x', 1), out);
    });
    world.run_until(world.now() + 120);

    world.apply(Fault::Partition(vec![vec![old], others]));
    // A write at the old leader: taken, but never committed.
    world.call(old, |raft, out| {
        raft.propose(Command::Set('x', 2), out);
    });
    let new = loop {
        if let Some(id) = leads(&world, 2) {
            break id;
        }
        world.step();
    };
    world.call(new, |raft, out| {
        raft.propose(Command::Set('x', 3), out);
    });
    world.run_until(world.now() + 40);

    // A read at the old leader, answered from its own state without asking anybody.
    let current = world.nodes[new].ram.state[&'x'];
    world.call(old, |raft, out| {
        let read = raft.ram.state[&'x'];
        if read != current {
            out.error(format!("stale read x={read}"));
        }
    });
    world.apply(Fault::Heal);
    world.run_until(world.now() + 150);
    let text = world.trace.story() + "\n" + &raft::logs(&world);
    sim::show(&world.trace, &text);
}
