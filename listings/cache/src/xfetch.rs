//! Probabilistic early expiration: refresh before everyone has to.
//!
//! Vattani, Chierichetti, Lowenstein: "Optimal Probabilistic Cache Stampede
//! Prevention", Proceedings of the VLDB Endowment 8(8), 2015.

use sim::Rng;

use crate::unit;

// ANCHOR: decide
/// Whether this reader should load the value anew although it is still valid.
///
/// `delta` is how long a load takes; `beta` above 1 refreshes earlier. The
/// logarithm of a number in (0, 1] is never positive: the reader lives a random
/// while ahead of the clock, rarely far ahead. Times in ms.
pub fn refresh_early(
    now: f64,
    expires: f64,
    delta: f64,
    beta: f64,
    rng: &mut Rng,
) -> bool {
    now - delta * beta * unit(rng).ln() >= expires
}
// ANCHOR_END: decide

/// What one hot key costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Requests for the key.
    pub requests: usize,
    /// Loads from the database.
    pub loads: usize,
    /// Requests that found no valid value and had to wait for a load.
    pub waits: usize,
}

/// A hot key with `per_ms` requests a millisecond, stored with this `ttl`; a load
/// takes `delta`. Looks at the first `duration`; with a `beta` of 0 nobody
/// refreshes early. Times in ms.
pub fn run(
    per_ms: f64,
    ttl: f64,
    delta: f64,
    beta: f64,
    duration: f64,
    seed: u64,
) -> Cost {
    let mut rng = Rng::new(seed);
    let mut cost = Cost { requests: 0, loads: 0, waits: 0 };
    let mut expires = ttl;
    let mut loading: Vec<f64> = Vec::new();
    let mut now = 0.0;
    while now < duration {
        now += -unit(&mut rng).ln() / per_ms;
        for done in loading.extract_if(.., |done| *done <= now) {
            expires = done + ttl;
        }
        let expired = now >= expires;
        cost.requests += 1;
        cost.waits += usize::from(expired);
        if expired || refresh_early(now, expires, delta, beta, &mut rng) {
            cost.loads += 1;
            loading.push(now + delta);
        }
    }
    cost
}
