//! Many keys were stored at the same time: when do they expire?

use sim::Rng;

use crate::unit;

/// A cache that was filled at time 0 in one go, as after a deployment.
#[derive(Clone, Copy, Debug)]
pub struct Warmed {
    /// Number of keys.
    pub keys: usize,
    /// How long a value may be used, in seconds.
    pub ttl: f64,
    /// Reads a second, spread evenly over all keys.
    pub reads: usize,
}

/// Shortens `ttl` by a random share of at most `jitter` (0 to 1).
///
/// It only ever shortens: the promise "not older than `ttl`" still holds.
pub fn jittered(ttl: f64, jitter: f64, rng: &mut Rng) -> f64 {
    ttl * (1.0 - jitter * unit(rng))
}

/// Database loads in each of the first `seconds` seconds.
pub fn loads_per_second(
    warmed: Warmed,
    jitter: f64,
    seconds: usize,
    seed: u64,
) -> Vec<usize> {
    let mut rng = Rng::new(seed);
    let mut expires: Vec<f64> =
        (0..warmed.keys).map(|_| jittered(warmed.ttl, jitter, &mut rng)).collect();
    let mut loads = vec![0; seconds];
    for read in 0..seconds * warmed.reads {
        let now = read as f64 / warmed.reads as f64;
        let key = rng.index(warmed.keys);
        if expires[key] <= now {
            loads[read / warmed.reads] += 1;
            expires[key] = now + jittered(warmed.ttl, jitter, &mut rng);
        }
    }
    loads
}
