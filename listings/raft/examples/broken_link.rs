//! Some links are down, but three of five servers reach each other all the time.

use raft::{Command, Config, Raft, Safety, cluster};
use sim::{Fault, Network, World};

/// The leader of the newest term that has one.
fn leader(world: &World<Raft>) -> Option<usize> {
    let leaders = world.nodes.iter().filter(|raft| raft.is_leader());
    leaders.max_by_key(|raft| raft.disk.term).map(|raft| raft.id)
}

fn main() {
    println!("10 s, a command every 50 ms   leaders  committed  refused");
    for (name, broken, sticky) in [
        ("all links up", false, false),
        ("some links down", true, false),
        ("some links down, sticky", true, true),
    ] {
        let config = Config { sticky, ..Config::default() };
        let mut world = cluster(1, 5, Network::reliable(5..=10), &config);
        if broken {
            // n0, n1 and n2 reach each other, n3 only n1, n4 only n2.
            let groups = vec![vec![0, 1, 2], vec![1, 3], vec![2, 4]];
            world.apply(Fault::Partition(groups));
        }
        world.run_until(1_000);
        let mut safety = Safety::default();
        let mut refused = 0;
        for value in 0..200 {
            match leader(&world) {
                Some(id) => world.call(id, |raft, out| {
                    raft.propose(Command::Set('x', value), out);
                }),
                None => refused += 1,
            }
            let end = world.now() + 50;
            while world.next_event().is_some_and(|at| at <= end) {
                world.step();
                if let Err(violation) = safety.check(&world.nodes) {
                    println!("VIOLATION {violation}");
                }
            }
            world.run_until(end);
        }
        let (leaders, committed) = (safety.elections(), safety.commits());
        println!("  {name:<28}{leaders:>7}{committed:>11}{refused:>9}");
    }
}
