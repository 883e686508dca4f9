//! A split vote, and what the range of the election timeout has to do with it.

use std::ops::RangeInclusive;

use raft::{Config, Raft, cluster};
use sim::{Network, Time, World};

fn world(seed: u64, election_timeout: RangeInclusive<Time>) -> World<Raft> {
    let config = Config { election_timeout, ..Config::default() };
    cluster(seed, 3, Network::reliable(10..=20), &config)
}

/// Runs until somebody leads, for at most 10 s.
fn elect(world: &mut World<Raft>) {
    while !world.nodes.iter().any(|raft| raft.is_leader()) && world.now() < 10_000 {
        world.step();
    }
}

fn main() {
    let mut text = String::from("timeout      split   median   99th percentile\n");
    for range in [150..=150, 150..=160, 150..=200, 150..=300] {
        let mut times = Vec::new();
        let mut split = 0;
        for seed in 0..1000 {
            let mut world = world(seed, range.clone()).without_trace();
            elect(&mut world);
            let leader = world.nodes.iter().find(|raft| raft.is_leader());
            split += u32::from(leader.is_none_or(|raft| raft.disk.term > 1));
            times.push(leader.map_or(Time::MAX, |_| world.now()));
        }
        times.sort_unstable();
        let show = |time| match time {
            Time::MAX => "> 10 s".to_owned(),
            time => format!("{time} ms"),
        };
        text += &format!(
            "{:>3}-{:<3} ms {:>6.1} % {:>8} {:>17}\n",
            range.start(),
            range.end(),
            f64::from(split) / 10.0,
            show(times[500]),
            show(times[990]),
        );
    }
    // The drawn run: all three stand in term 1.
    let mut drawn = world(272, 150..=300);
    elect(&mut drawn);
    drawn.run_until(drawn.now() + 20);
    sim::show(&drawn.trace, &text);
}
