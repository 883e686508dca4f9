//! How many periods pass until somebody has probed the crashed member?

use membership::measure::*;
use membership::{Config, Order};

fn main() {
    println!("members   random order   round robin   theory");
    for size in [4, 16, 64] {
        let [random, robin] = [Order::Random, Order::RoundRobin].map(|order| {
            let periods = (0..400).map(|seed| periods(seed, size, order));
            periods.sum::<u64>() as f64 / 400.0
        });
        // Each of n - 1 members misses the crashed one with probability 1 - 1/(n - 1).
        let others = size as f64 - 1.0;
        let theory = 1.0 / (1.0 - (1.0 - 1.0 / others).powf(others));
        println!("{size:>7}{random:>15.2}{robin:>14.2}{theory:>9.2}");
    }
    let e = std::f64::consts::E;
    println!("e/(e - 1) = {:.2}", e / (e - 1.0));
}

/// All periods begin together, and the crash comes just before one of them.
fn periods(seed: u64, size: usize, order: Order) -> u64 {
    let config = Config { suspicion: 0, start: 0..=0, order, ..Config::default() };
    let mut group = swim(seed, size, lossy(0), &config);
    let (first, _) = detection(&mut group, 0, 10_999).expect("it is found");
    first / 1000
}
