//! A request that needs an answer from each of `n` servers.

use sim::Rng;

/// Milliseconds after which a slow server answers.
pub const SLOW: u64 = 1000;

/// Milliseconds after which a client asks a second replica.
pub const HEDGE_AFTER: u64 = 20;

/// Servers that mostly answer in 5 to 15 ms.
#[derive(Clone, Copy, Debug)]
pub struct Servers {
    /// How many a request needs.
    pub count: u32,
    /// How often one of them is slow.
    pub slow: f64,
    /// Whether a second replica is asked when the first takes long.
    pub hedged: bool,
}

impl Servers {
    // ANCHOR: request
    /// The time of one request, in ms: that of the slowest server.
    pub fn request(&self, rng: &mut Rng) -> u64 {
        (0..self.count).map(|_| self.answer(rng)).max().unwrap_or(0)
    }

    /// The time until one server has answered.
    fn answer(&self, rng: &mut Rng) -> u64 {
        let first = self.replica(rng);
        if self.hedged && first > HEDGE_AFTER {
            // Whichever comes first; the second replica is slow by its own dice.
            first.min(HEDGE_AFTER + self.replica(rng))
        } else {
            first
        }
    }

    fn replica(&self, rng: &mut Rng) -> u64 {
        if rng.chance(self.slow) { SLOW } else { rng.range(&(5..=15)) }
    }
    // ANCHOR_END: request

    /// How many of `requests` requests take [`SLOW`] or longer.
    pub fn slow_requests(&self, seed: u64, requests: u32) -> f64 {
        let mut rng = Rng::new(seed);
        let slow = (0..requests).filter(|_| self.request(&mut rng) >= SLOW).count();
        slow as f64 / f64::from(requests)
    }
}
