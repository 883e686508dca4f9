//! A new value, then the old one: what a quorum read without write-back may do.
//!
//! `--trace` prints the run of which `repaired_first` is the cure.

use replication::history::{Kind, Operation, inversions, stale_reads};
use replication::quorum::{Config, Member, Repair};
use sim::{Network, Rng, World, show};

/// One writer, two readers, 20 writes that take their time and 60 reads.
fn run(seed: u64, repair: Repair) -> Vec<Operation> {
    let config = Config {
        homes: vec![0, 1, 2],
        stand_ins: vec![],
        r: 2,
        w: 2,
        repair,
        patience: 1000,
    };
    let members = Member::cluster(&config, 3, 3);
    let names = ["n0", "n1", "n2", "writer", "alice", "bob"];
    let mut network = Network::reliable(1..=10);
    for replica in 0..3 {
        network.links.insert((3, replica), 1..=100); // The way of the write.
    }
    let mut world =
        World::new(seed, network, names.into_iter().zip(members)).without_trace();
    let mut rng = Rng::new(seed);
    for _ in 0..20 {
        world.run_until(world.now() + rng.range(&(50..=150)));
        world.call(3, |m, out| m.client().write(out));
        for _ in 0..3 {
            world.run_until(world.now() + rng.range(&(1..=30)));
            let reader = 4 + rng.index(2);
            world.call(reader, |m, out| m.client().read(out));
        }
    }
    world.run_until(world.now() + 1000);
    let clients = 3..=5;
    clients.flat_map(|c| world.nodes[c].client().history.clone()).collect()
}

fn main() {
    let mut text = String::from(
        "repair          reads   stale   inversions   read p50   read p99\n",
    );
    for repair in [Repair::Off, Repair::Background, Repair::BeforeAnswer] {
        let (mut stale, mut inverted, mut times) = (0, 0, Vec::new());
        for seed in 0..1000 {
            let history = run(seed, repair);
            stale += stale_reads(&history);
            inverted += inversions(&history);
            let read = |op: &&Operation| op.kind == Kind::Read;
            times.extend(history.iter().filter(read).map(|op| op.end - op.start));
        }
        times.sort_unstable();
        let reads = times.len();
        text += &format!(
            "{:<13} {reads:>7} {stale:>7} {inverted:>12} {:>7} ms {:>7} ms\n",
            format!("{repair:?}"),
            times[reads / 2],
            times[reads * 99 / 100],
        );
    }
    show(&replication::scenes::inversion(Repair::Off).trace, &text);
}
