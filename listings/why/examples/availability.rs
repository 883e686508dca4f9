//! Machines that are up 99% of the time: all needed, or any one.

use why::availability::{all_of, any_of, any_of_correlated, observe};

const P: f64 = 0.99;
const COMMON: f64 = 0.1;
const TRIALS: u32 = 1_000_000;

fn main() {
    println!("each machine up 99%; formula | {TRIALS} trials");
    println!(
        "{:>3}  {:<20}  {:<20}  any, 10% common causes",
        "n", "all needed", "any, independent"
    );
    for n in [1, 2, 3, 5, 10, 100] {
        let pair = |formula: f64, trials: f64| {
            format!("{:>8.4}% |{:>8.4}%", formula * 100.0, trials * 100.0)
        };
        let all = observe(1, TRIALS, (n, P, 0.0), |up| up == n);
        let any = observe(2, TRIALS, (n, P, 0.0), |up| up > 0);
        let correlated = observe(3, TRIALS, (n, P, COMMON), |up| up > 0);
        println!(
            "{n:>3}  {:<20}  {:<20}  {}",
            pair(all_of(n, P), all),
            pair(any_of(n, P), any),
            pair(any_of_correlated(n, P, COMMON), correlated)
        );
    }
}
