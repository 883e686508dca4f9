//! One product gets a fifth of all writes: what salting its key does.

use partitioning::measure::spread;
use partitioning::{Rendezvous, Salted, hash};

fn main() {
    let nodes: Vec<usize> = (0..10).collect();
    let placement = Rendezvous { nodes: nodes.clone() };
    println!("salts  fullest node / mean  look-ups a read");
    for salts in [1, 2, 4, 8, 16, 32, 64] {
        let mut hot = Salted::new("stock:p-1", salts);
        let key = |i| match i % 5 {
            0 => hash(&hot.key_to_write()),
            _ => hash(&format!("stock:p-{}", 2 + i)),
        };
        let keys: Vec<u64> = (0..200_000).map(key).collect();
        let max = spread(&keys, &placement, &nodes).max;
        println!("{salts:>5}{max:>21.2}{salts:>17}");
    }
}
