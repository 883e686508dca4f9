//! Detection time against mistakes, for two detectors and many thresholds.
//!
//! Two nodes, a heartbeat a second, delays of 5–400 ms, 5% of messages lost.

use membership::measure::*;
use membership::{Detector, FixedTimeout, PhiAccrual};
use sim::Network;

fn row<D: Detector + Clone>(kind: &str, threshold: String, detector: D) {
    let network = Network { loss: 0.05, ..Network::reliable(5..=400) };
    let pair = |seed| heartbeats(seed, 2, network.clone(), detector.clone());
    let time = median_detection(50, WARM_UP, |seed| (pair(seed), 1)).0;
    let wrong = mistakes_of_a_pair(10, pair);
    println!("{kind},{threshold},{time:.2},{wrong:.3}");
}

fn main() {
    println!("detector,threshold,detection,mistakes");
    for limit in [1200, 1500, 2000, 2500, 3000, 3500, 4000] {
        row("fixed", format!("{limit} ms"), FixedTimeout::new(limit));
    }
    for phi in [1, 2, 3, 5, 8, 12, 16, 20, 24] {
        row("phi", phi.to_string(), PhiAccrual::new(f64::from(phi), 100.0));
    }
}
