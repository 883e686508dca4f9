//! Listings of the chapter on caching.
//!
//! Time is an argument and randomness is seeded, so that every output can be
//! reproduced. Only `group` blocks a thread and reads a clock.

pub mod aside;
pub mod avalanche;
pub mod bloom;
pub mod group;
pub mod hash;
pub mod hot_key;
mod list;
pub mod lru;
pub mod sieve;
pub mod single_flight;
pub mod sketch;
pub mod stampede;
pub mod tiny_lfu;
pub mod trace;
pub mod xfetch;

/// A random number in (0, 1]: never 0, so that its logarithm exists.
pub(crate) fn unit(rng: &mut sim::Rng) -> f64 {
    ((rng.bits() >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// A bounded map that decides by itself what to throw away.
pub trait Cache<K, V> {
    /// Looks `key` up; the policy may note the use.
    fn get(&mut self, key: &K) -> Option<&V>;

    /// Stores a value. Returns the entry that is no longer (or not at all)
    /// stored as a consequence: a victim, or the newcomer if it is not admitted.
    fn insert(&mut self, key: K, value: V) -> Option<(K, V)>;

    /// Removes a key, as an invalidation does.
    fn remove(&mut self, key: &K) -> Option<V>;

    /// How many entries are stored.
    fn len(&self) -> usize;

    /// Whether nothing is stored.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads each key of `trace` and stores it on a miss: how many reads were hits.
pub fn hits(cache: &mut dyn Cache<u64, ()>, trace: &[u64]) -> usize {
    let mut hits = 0;
    for &key in trace {
        if cache.get(&key).is_some() {
            hits += 1;
        } else {
            cache.insert(key, ());
        }
    }
    hits
}
