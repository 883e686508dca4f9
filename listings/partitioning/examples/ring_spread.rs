//! The spread of a ring against its number of virtual nodes a node.
//!
//! Mean of 20 rings of ten nodes each, 100,000 orders.

use partitioning::Ring;
use partitioning::measure::{orders, spread};

fn main() {
    let keys = orders(100_000);
    println!("virtual nodes,max/mean,deviation/mean");
    for count in (0..=10).map(|power| 1 << power) {
        let (mut max, mut deviation) = (0.0, 0.0);
        for cluster in 0..20 {
            // Other numbers, other places on the ring.
            let nodes: Vec<usize> = (cluster * 10..cluster * 10 + 10).collect();
            let ring = Ring::new(nodes.iter().copied(), count);
            let spread = spread(&keys, &ring, &nodes);
            max += spread.max / 20.0;
            deviation += spread.deviation / 20.0;
        }
        println!("{count},{max:.3},{deviation:.3}");
    }
}
