//! One setting, three networks: who has to be tuned again?

use membership::measure::*;
use membership::{Detector, FixedTimeout, PhiAccrual};
use sim::Network;

fn row<D: Detector + Clone>(name: &str, detector: D) {
    print!("{name:<16}");
    for (delay, loss) in [(5..=15, 0.0), (5..=800, 0.0), (5..=15, 0.05)] {
        let network = Network { loss, ..Network::reliable(delay) };
        let pair = |seed| heartbeats(seed, 2, network.clone(), detector.clone());
        let time = median_detection(100, WARM_UP, |seed| (pair(seed), 1)).0;
        let wrong = mistakes_of_a_pair(10, pair);
        print!("{time:>7.2} s{wrong:>8.2}/h");
    }
    println!();
}

fn main() {
    println!(
        "detector               5-15 ms           5-800 ms   5-15 ms, 5% lost"
    );
    row("fixed 1500 ms", FixedTimeout::new(1500));
    row("fixed 3000 ms", FixedTimeout::new(3000));
    row("phi 3", PhiAccrual::new(3.0, 100.0));
    row("phi 8", PhiAccrual::new(8.0, 100.0));
    row("phi 8, floor 1", PhiAccrual::new(8.0, 1.0));
}
