//! How unevenly a skewed load falls on the shards, and what a local copy changes.

use cache::hot_key::{Fleet, shard_load};
use cache::trace::Zipf;

fn main() {
    let keys = Zipf::new(100_000, 1.1);
    println!(
        "20 servers, 16 shards, 100000 reads/s, zipf 1.1, local copy lives 1 s\n"
    );
    println!(
        "{:>13} {:>10} {:>14} {:>12}",
        "local entries", "reads/s", "busiest shard", "mean shard"
    );
    for local in [0, 10, 100, 1_000] {
        let fleet = Fleet {
            servers: 20,
            shards: 16,
            reads: 100_000,
            local,
            local_ttl: 1.0,
        };
        let load = shard_load(fleet, &keys, 5, 3);
        let total: usize = load.iter().sum();
        let busiest = load.iter().max().copied().unwrap_or(0);
        println!(
            "{local:>13} {total:>10} {busiest:>14} {:>12}",
            total / load.len()
        );
    }
}
