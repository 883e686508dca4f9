//! Waiting requests in each second of a minute at 120% load, as CSV.

use principles::queue::{Policy, run};

fn main() {
    let [unbounded, expiring, bounded] =
        [Policy::Unbounded, Policy::Expiring, Policy::Bounded]
            .map(|policy| run(7, policy, 120).length);
    println!("second,unbounded,expiring,bounded");
    for i in (0..60).step_by(2) {
        println!("{},{},{},{}", i + 1, unbounded[i], expiring[i], bounded[i]);
    }
}
