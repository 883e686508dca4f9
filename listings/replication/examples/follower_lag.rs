//! What a lagging follower shows: a client that wrote, and one that only reads.
//!
//! `--trace` prints a run with a near and a far follower.

use replication::history::{Kind, inversions, stale_reads};
use replication::leader::{Member, Policy};
use replication::scenes::{READER, WRITER, sessions};
use sim::{Network, World, show};

fn table() -> String {
    let mut text = String::from(
        "lag          token   own missing   went back   stale   own p99\n",
    );
    let percent = |(bad, all): (usize, usize)| {
        format!("{:.1} %", bad as f64 * 100.0 / all as f64)
    };
    for lag in [(2, 10), (20, 60), (100, 300)] {
        for token in [false, true] {
            let (mut own, mut back, mut stale) = ((0, 0), (0, 0), (0, 0));
            let mut times = Vec::new();
            for seed in 0..200 {
                let mut world = sessions(seed, lag.0..=lag.1, token);
                let writer = world.nodes[WRITER].client().history.clone();
                let reader = world.nodes[READER].client().history.clone();
                let (reads, writes): (Vec<_>, Vec<_>) =
                    writer.iter().partition(|op| op.kind == Kind::Read);
                own = (own.0 + stale_reads(&writer), own.1 + reads.len());
                back = (back.0 + inversions(&reader), back.1 + reader.len());
                let all = [&reader[..], &writes].concat();
                stale = (stale.0 + stale_reads(&all), stale.1 + reader.len());
                times.extend(reads.iter().map(|read| read.end - read.start));
            }
            times.sort_unstable();
            text += &format!(
                "{:>3}-{:<3} ms   {:<5} {:>13} {:>11} {:>7} {:>6} ms\n",
                lag.0,
                lag.1,
                if token { "yes" } else { "no" },
                percent(own),
                percent(back),
                percent(stale),
                times[times.len() * 99 / 100],
            );
        }
    }
    text
}

fn drawn() -> World<Member> {
    let mut network = Network::reliable(8..=12);
    network.links.insert((0, 2), 120..=120);
    let members = Member::cluster(Policy::Async, 3, 1);
    let names = ["leader", "near", "far", "client"];
    let mut world = World::new(1, network, names.into_iter().zip(members));
    world.call(WRITER, |m, out| m.client().write(0, 1, out));
    for (at, follower) in [(40, 1), (70, 2), (150, 2)] {
        world.run_until(at);
        world.call(WRITER, |m, out| m.client().read(follower, out));
    }
    world.run_until(180);
    world
}

fn main() {
    show(&drawn().trace, &table());
}
