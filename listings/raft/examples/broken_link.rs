//! Some links are down, but a majority of servers reach each other all the time.

use raft::{Command, Config, Raft, Safety, cluster};
use sim::{Fault, Network, World};

/// What is broken.
#[derive(Clone, Copy)]
enum Broken {
    Nothing,
    /// n0, n1 and n2 reach each other, n3 only n1, n4 only n2.
    SomeLinks,
    /// What is sent to the leader does not arrive; what it sends does.
    LeaderDeaf,
}

/// The leader of the newest term that has one.
fn leader(world: &World<Raft>) -> Option<usize> {
    let leaders = world.nodes.iter().filter(|raft| raft.is_leader());
    leaders.max_by_key(|raft| raft.disk.term).map(|raft| raft.id)
}

fn break_links(world: &mut World<Raft>, broken: Broken) {
    match broken {
        Broken::Nothing => {}
        Broken::SomeLinks => {
            let groups = vec![vec![0, 1, 2], vec![1, 3], vec![2, 4]];
            world.apply(Fault::Partition(groups));
        }
        Broken::LeaderDeaf => {
            world.run_until(500);
            let deaf = leader(world).expect("elected within 500 ms");
            // Longer than the run.
            let links = (0..5).map(|from| ((from, deaf), 60_000..=60_000));
            world.network.links = links.collect();
        }
    }
}

fn run(name: &str, broken: Broken, config: &Config) {
    let mut world = cluster(1, 5, Network::reliable(5..=10), config);
    break_links(&mut world, broken);
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

fn main() {
    let plain = Config::default();
    let sticky = Config { sticky: true, ..plain.clone() };
    let pre_vote = Config { pre_vote: true, ..plain.clone() };
    let check_quorum = Config { check_quorum: true, ..plain.clone() };
    let both = Config { check_quorum: true, ..pre_vote.clone() };
    println!("10 s, a command every 50 ms   leaders  committed  refused");
    run("all links up", Broken::Nothing, &plain);
    for (name, broken) in [
        ("some links down", Broken::SomeLinks),
        ("deaf leader", Broken::LeaderDeaf),
    ] {
        run(name, broken, &plain);
        for (what, config) in [
            ("sticky", &sticky),
            ("pre-vote", &pre_vote),
            ("check-quorum", &check_quorum),
            ("pre-vote, check-quorum", &both),
        ] {
            run(&format!("  {what}"), broken, config);
        }
    }
}
