//! How even each scheme is, and what a client must keep to use it.

use partitioning::measure::{orders, spread};
use partitioning::{Jump, Modulo, Placement, Rendezvous, Ring, Slots};

fn main() {
    let keys = orders(1_000_000);
    let nodes: Vec<usize> = (0..10).collect();
    let ring = |count| Ring::new(nodes.iter().copied(), count);
    let list = nodes.clone();
    let schemes: [(&str, &dyn Placement, &str); 8] = [
        ("modulo", &Modulo { nodes: list.clone() }, "10 names"),
        ("ring, 1 point", &ring(1), "10 points"),
        ("ring, 16 points", &ring(16), "160 points"),
        ("ring, 256 points", &ring(256), "2560 points"),
        ("rendezvous", &Rendezvous { nodes: list.clone() }, "10 names"),
        ("jump", &Jump { nodes: list }, "10 names"),
        ("16 slots", &Slots::new(16, &nodes), "16 entries"),
        ("16384 slots", &Slots::new(16_384, &nodes), "16384 entries"),
    ];
    println!("scheme            max/mean  deviation/mean  the client keeps");
    for (name, placement, keeps) in schemes {
        let s = spread(&keys, placement, &nodes);
        let (max, deviation) = (s.max, s.deviation);
        println!("{name:<18}{max:>8.3}{deviation:>16.3}  {keeps}");
    }
}
