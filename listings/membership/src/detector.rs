//! Judging one peer by the arrival times of its heartbeats.

use std::collections::VecDeque;

use sim::Time;

/// Judges one peer. It learns of heartbeats and is asked for its opinion.
pub trait Detector {
    /// A heartbeat has arrived.
    fn heard(&mut self, now: Time);
    /// Whether the peer is suspected at this moment.
    fn suspects(&self, now: Time) -> bool;
}

/// Suspects a peer that has been silent for longer than `limit` ms.
#[derive(Clone, Debug)]
pub struct FixedTimeout {
    limit: Time,
    last: Time,
}

impl FixedTimeout {
    /// A detector that counts as if a heartbeat had come at time 0.
    pub fn new(limit: Time) -> Self {
        FixedTimeout { limit, last: 0 }
    }
}

// ANCHOR: fixed
impl Detector for FixedTimeout {
    fn heard(&mut self, now: Time) {
        self.last = now;
    }

    fn suspects(&self, now: Time) -> bool {
        now - self.last > self.limit
    }
}
// ANCHOR_END: fixed

/// The φ accrual detector: how surprising is this silence, given past intervals?
#[derive(Clone, Debug)]
pub struct PhiAccrual {
    threshold: f64,
    /// The standard deviation is never taken to be smaller than this (ms).
    min_deviation: f64,
    last: Option<Time>,
    /// The last intervals between heartbeats (ms), oldest first.
    window: VecDeque<Time>,
    /// Their sum and the sum of their squares: integers, so nothing drifts.
    sum: Time,
    squares: Time,
}

impl PhiAccrual {
    /// How many intervals are remembered.
    pub const WINDOW: usize = 200;

    /// A detector that suspects at φ > `threshold`.
    pub fn new(threshold: f64, min_deviation: f64) -> Self {
        let window = VecDeque::with_capacity(Self::WINDOW);
        let (last, sum, squares) = (None, 0, 0);
        PhiAccrual { threshold, min_deviation, last, window, sum, squares }
    }

    /// The suspicion at time `now`: 0 until there are two intervals to go by.
    pub fn phi(&self, now: Time) -> f64 {
        let Some(last) = self.last.filter(|_| self.window.len() >= 2) else {
            return 0.0;
        };
        let count = self.window.len() as f64;
        let mean = self.sum as f64 / count;
        let variance = self.squares as f64 / count - mean * mean;
        let deviation = variance.max(0.0).sqrt().max(self.min_deviation);
        let silence = (now - last) as f64;
        -normal_tail((silence - mean) / deviation).log10()
    }

    fn remember(&mut self, interval: Time) {
        if self.window.len() == Self::WINDOW
            && let Some(oldest) = self.window.pop_front()
        {
            self.sum -= oldest;
            self.squares -= oldest * oldest;
        }
        self.window.push_back(interval);
        self.sum += interval;
        self.squares += interval * interval;
    }
}

impl Detector for PhiAccrual {
    fn heard(&mut self, now: Time) {
        if let Some(last) = self.last.replace(now) {
            self.remember(now - last);
        }
    }

    fn suspects(&self, now: Time) -> bool {
        self.phi(now) > self.threshold
    }
}

/// The probability that a standard normal variable is greater than `z`.
///
/// Half of erfc(z/√2), by a Chebyshev fit whose relative error is below 1.2e-7
/// everywhere: φ looks at the far tail, where an absolute error would not do.
/// Press et al.: *Numerical Recipes*, 2nd edition, section 6.2.
pub fn normal_tail(z: f64) -> f64 {
    const FIT: [f64; 10] = [
        -1.26551223,
        1.00002368,
        0.37409196,
        0.09678418,
        -0.18628806,
        0.27886807,
        -1.13520398,
        1.48851587,
        -0.82215223,
        0.17087277,
    ];
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let fit = FIT.iter().rev().fold(0.0, |sum, &term| sum * t + term);
    let upper = 0.5 * t * (fit - x * x).exp();
    if z < 0.0 { 1.0 - upper } else { upper.max(f64::MIN_POSITIVE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_is_that_of_the_normal_distribution() {
        // From tables; the last is φ = 8.
        for (z, tail) in
            [(0.0, 0.5), (1.0, 0.158_655_3), (3.0, 1.349_898e-3), (5.612_0, 1.0e-8)]
        {
            assert!((normal_tail(z) / tail - 1.0).abs() < 1e-4, "{z}");
            assert!((normal_tail(-z) - (1.0 - tail)).abs() < 1e-6, "-{z}");
        }
        assert!(normal_tail(1e9) > 0.0, "φ must stay finite");
    }

    /// Heartbeats at the given intervals; returns the detector and the last time.
    fn after(min_deviation: f64, intervals: &[Time]) -> (PhiAccrual, Time) {
        let mut detector = PhiAccrual::new(8.0, min_deviation);
        let mut now = 0;
        detector.heard(now);
        for interval in intervals {
            now += interval;
            detector.heard(now);
        }
        (detector, now)
    }

    #[test]
    fn phi_counts_deviations_from_the_mean() {
        // Mean 1000, deviation 100: φ(mean) is log10 2, φ(mean + 3σ) is 2.87.
        let (detector, last) = after(1.0, &[900, 1100, 900, 1100]);
        assert!(
            (detector.phi(last + 1000) - std::f64::consts::LOG10_2).abs() < 1e-4
        );
        assert!((detector.phi(last + 1300) - 2.8697).abs() < 1e-3);
        // 1000 + 5.612 · 100 ms is the end of patience at threshold 8.
        assert!(!detector.suspects(last + 1561));
        assert!(detector.suspects(last + 1562));
    }

    #[test]
    fn a_machine_like_rhythm_needs_a_floor_under_the_deviation() {
        let (sharp, last) = after(0.1, &[1000; 50]);
        assert!(sharp.suspects(last + 1001), "1 ms late");
        let (floor, last) = after(100.0, &[1000; 50]);
        assert!(!floor.suspects(last + 1500));
        assert!(floor.suspects(last + 1600));
    }

    #[test]
    fn the_window_forgets() {
        let mut intervals = vec![5000; 100];
        intervals.extend([1000; PhiAccrual::WINDOW]);
        let (detector, last) = after(100.0, &intervals);
        assert_eq!(detector.window.len(), PhiAccrual::WINDOW);
        assert!(detector.suspects(last + 1600));
    }

    #[test]
    fn no_verdict_without_two_intervals() {
        assert_eq!(after(100.0, &[1000]).0.phi(1_000_000), 0.0);
        assert!(after(100.0, &[1000, 1000]).0.phi(1_000_000) > 8.0);
    }

    #[test]
    fn a_fixed_timeout_is_exact_and_forgives() {
        let mut detector = FixedTimeout::new(3000);
        detector.heard(500);
        assert!(!detector.suspects(3500));
        assert!(detector.suspects(3501));
        detector.heard(3600);
        assert!(!detector.suspects(3600));
    }
}
