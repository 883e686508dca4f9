//! Hot keys: shards share keys, not load; a small local cache in front helps.

use sim::Rng;

use crate::Cache;
use crate::hash::hash;
use crate::lru::Lru;
use crate::trace::Zipf;

/// A fleet of application servers in front of a sharded cache.
#[derive(Clone, Copy, Debug)]
pub struct Fleet {
    /// Application servers.
    pub servers: usize,
    /// Shards of the remote cache.
    pub shards: usize,
    /// Reads a second of the whole fleet.
    pub reads: usize,
    /// Entries in each server's local cache; 0 switches it off.
    pub local: usize,
    /// How long a local copy may be used, in seconds.
    pub local_ttl: f64,
}

/// Reads a second that reach each shard, over `seconds` seconds.
pub fn shard_load(
    fleet: Fleet,
    keys: &Zipf,
    seconds: usize,
    seed: u64,
) -> Vec<usize> {
    let mut rng = Rng::new(seed);
    let mut local: Vec<Lru<u64, f64>> =
        (0..fleet.servers).map(|_| Lru::new(fleet.local)).collect();
    let mut load = vec![0; fleet.shards];
    for read in 0..fleet.reads * seconds {
        let now = read as f64 / fleet.reads as f64;
        let key = keys.rank(&mut rng);
        let copies = &mut local[rng.index(fleet.servers)];
        if copies.get(&key).is_some_and(|expires| now < *expires) {
            continue;
        }
        copies.insert(key, now + fleet.local_ttl);
        load[(hash(&key) % fleet.shards as u64) as usize] += 1;
    }
    load.iter().map(|reads| reads / seconds).collect()
}
