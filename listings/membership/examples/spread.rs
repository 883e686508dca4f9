//! From the first who knows of a crash to the last.

use membership::Config;
use membership::measure::*;

fn main() {
    println!("nodes,median,p99");
    let config = Config { suspicion: 0, ..Config::default() };
    for size in [8, 16, 32, 64, 128, 256] {
        let mut times: Vec<_> = (0..60)
            .map(|seed| {
                let mut group = swim(seed, size, lossy(0), &config);
                let at = 5_000 + seed * 37 % 1000;
                let (first, all) = detection(&mut group, 0, at).expect("all know");
                all - first
            })
            .collect();
        let median = percentile(&mut times, 50) as f64 / 1000.0;
        let p99 = percentile(&mut times, 99) as f64 / 1000.0;
        println!("{size},{median:.2},{p99:.2}");
    }
}
