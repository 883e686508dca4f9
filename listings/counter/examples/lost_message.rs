//! The same bad luck, three styles: what the nodes hold in the end.
//!
//! `--trace` prints the run of the last style, which is right.

use counter::{Counter, Style};
use sim::{Network, World, show};

const SEED: u64 = 9;

fn main() {
    let mut text = format!("seed {SEED}, 30% of messages lost, 3 counts\n");
    let mut trace = None;
    for style in [Style::Once, Style::RepeatStep, Style::RepeatTotal] {
        let mut network = Network::reliable(8..=16);
        network.loss = 0.3;
        let mut world = World::new(SEED, network, Counter::cluster(style));
        for i in 0..3 {
            world.run_until(i * 40);
            world.call(0, Counter::add);
        }
        world.run_until(10_000);
        let values: Vec<u64> = world.nodes.iter().map(|n| n.value).collect();
        let verdict = if values == [3, 3, 3] { "right" } else { "WRONG" };
        let style = format!("{style:?}");
        text += &format!("{style:<12} n0 n1 n2 = {values:?}  {verdict}\n");
        trace = Some(world.trace);
    }
    show(&trace.expect("three runs were made"), &text);
}
