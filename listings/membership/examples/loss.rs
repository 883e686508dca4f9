//! Wrong verdicts and detection times by loss rate, in a group of sixteen.

use membership::measure::*;
use membership::{Config, FixedTimeout};

const MINUTES: u64 = 60_000;

fn main() {
    println!("loss,direct,indirect,suspicion,fixed,indirect_s,suspicion_s,fixed_s");
    let indirect = Config { suspicion: 0, ..Config::default() };
    let direct = Config { helpers: 0, ..indirect.clone() };
    let suspicion = Config::default();
    for loss in [1, 2, 5, 10, 15, 20, 25, 30] {
        let (mut wrong, mut times) = (Vec::new(), Vec::new());
        for config in [&direct, &indirect, &suspicion] {
            let group = |seed| swim(seed, 16, lossy(loss), config);
            wrong.push(first_mistakes(6, 20 * MINUTES, group));
            times.push(median_detection(40, 1_000, |seed| (group(seed), 1)).1);
        }
        let fixed = FixedTimeout::new(8000);
        let group = |seed| heartbeats(seed, 16, lossy(loss), fixed.clone());
        wrong.push(first_mistakes(6, 20 * MINUTES, group));
        times.push(median_detection(40, 1_000, |seed| (group(seed), 1)).1);
        // A dash is "none in 32 member-hours": a logarithmic axis has no zero.
        let wrong = wrong.iter().map(|&rate| match rate {
            0.0 => "-".to_owned(),
            rate => format!("{rate:.3}"),
        });
        // One probe of its own condemns a node here: nobody lives to crash.
        times.remove(0);
        let times = times.iter().map(|time| format!("{time:.2}"));
        let cells: Vec<_> = wrong.chain(times).collect();
        println!("{loss},{}", cells.join(","));
    }
}
