//! How often a read misses an acknowledged write, by R, W and the time since.

use replication::history::stale_reads;
use replication::quorum::{Config, Member, Repair};
use sim::{Network, Trace, World, show};

const SEEDS: u64 = 5000;

/// One write, acknowledged; `wait` ms later one read. Is it stale?
fn stale(seed: u64, r: usize, w: usize, wait: u64) -> bool {
    let config = Config {
        homes: vec![0, 1, 2],
        stand_ins: vec![],
        r,
        w,
        repair: Repair::Off,
        patience: 1000,
    };
    let names = ["n0", "n1", "n2", "writer", "reader"];
    let members = Member::cluster(&config, 3, 2);
    let mut network = Network::reliable(1..=5);
    for replica in 0..3 {
        network.links.insert((3, replica), 1..=100); // The way of the write.
    }
    let mut world =
        World::new(seed, network, names.into_iter().zip(members)).without_trace();
    world.call(3, |m, out| m.client().write(out));
    while world.nodes[3].client().history.is_empty() {
        world.step();
    }
    world.run_until(world.now() + wait);
    world.call(4, |m, out| m.client().read(out));
    world.run_until(10_000);
    let mut history = world.nodes[3].client().history.clone();
    history.extend(&world.nodes[4].client().history);
    assert_eq!(history.len(), 2, "both have finished");
    stale_reads(&history) > 0
}

fn main() {
    let choices = [(1, 1), (1, 2), (2, 1), (2, 2)];
    let mut text = String::from("wait");
    for (r, w) in choices {
        text += &format!(",R{r}W{w}");
    }
    for wait in [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] {
        text += &format!("\n{wait}");
        for (r, w) in choices {
            let count = (0..SEEDS).filter(|&seed| stale(seed, r, w, wait)).count();
            text += &format!(",{:.1}", count as f64 * 100.0 / SEEDS as f64);
        }
    }
    text += "\n";
    show(&Trace { nodes: Vec::new(), records: Vec::new() }, &text);
}
