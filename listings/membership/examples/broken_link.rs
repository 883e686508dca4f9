//! n0 and n2 do not reach each other, n1 reaches both.
//!
//! `--trace` prints the run with indirect probes.

use membership::Config;
use membership::scenario::{brisk, broken_link};
use sim::{Event, show};

const SEED: u64 = 1;

fn main() {
    let mut text =
        String::from("2 s                      suspicions  incarnations  dead\n");
    for (name, helpers, suspicion) in [
        ("with helpers", 3, 500),
        ("direct only", 0, 500),
        ("direct, no suspicion", 0, 0),
    ] {
        let config = Config { helpers, suspicion, ..brisk() };
        let world = broken_link(SEED, &config);
        let story = world.trace.story();
        let suspicions = story.matches(" suspect ").count();
        let grown: u64 =
            (0..3).map(|n| world.nodes[n].view.claim(n).incarnation).sum();
        let dead = world.nodes.iter().filter(|node| node.expelled).count();
        text += &format!("{name:<25}{suspicions:>10}{grown:>14}{dead:>6}\n");
    }
    // One broken link is no split into two sides, as the figure would show it.
    let mut trace = broken_link(SEED, &brisk()).trace;
    trace.records.retain(|record| !matches!(record.event, Event::Partition { .. }));
    show(&trace, &text);
}
