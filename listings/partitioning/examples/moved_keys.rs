//! How many of a day's orders change their node when the nodes change, in percent.

use partitioning::measure::{moved, orders};
use partitioning::{Jump, Modulo, Placement, Rendezvous, Ring, Slots};

const VIRTUAL: usize = 256;

fn main() {
    let keys = orders(1_000_000);
    let ten: Vec<usize> = (0..10).collect();
    let eleven: Vec<usize> = (0..11).collect();
    let nine: Vec<usize> = (0..9).collect();
    // Numbered schemes close the gap with the last node.
    let mut gap = ten.clone();
    gap.swap_remove(3);

    let line =
        |scheme: &str, before: &dyn Placement, after: [&dyn Placement; 3]| {
            print!("{scheme}");
            for after in after {
                let share = moved(&keys, before, after) as f64 / keys.len() as f64;
                print!(",{:.1}", share * 100.0);
            }
            println!();
        };

    println!("scheme,add,remove last,remove any");
    let modulo = |nodes: &[usize]| Modulo { nodes: nodes.to_vec() };
    line(
        "modulo",
        &modulo(&ten),
        [&modulo(&eleven), &modulo(&nine), &modulo(&gap)],
    );
    let ring = |nodes: &[usize]| Ring::new(nodes.iter().copied(), VIRTUAL);
    line("ring", &ring(&ten), [&ring(&eleven), &ring(&nine), &ring(&gap)]);
    let hrw = |nodes: &[usize]| Rendezvous { nodes: nodes.to_vec() };
    line("rendezvous", &hrw(&ten), [&hrw(&eleven), &hrw(&nine), &hrw(&gap)]);
    let jump = |nodes: &[usize]| Jump { nodes: nodes.to_vec() };
    line("jump", &jump(&ten), [&jump(&eleven), &jump(&nine), &jump(&gap)]);
    let slots = Slots::new(16_384, &ten);
    let (mut added, mut last, mut any) =
        (slots.clone(), slots.clone(), slots.clone());
    added.add(10);
    last.remove(9);
    any.remove(3);
    line("slots", &slots, [&added, &last, &any]);
}
