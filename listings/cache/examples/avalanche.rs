//! 20,000 keys stored at once: database loads a second, with and without jitter.

use cache::avalanche::{Warmed, loads_per_second};

/// One row of the chart is the busiest second of so many.
const ROW: usize = 20;

fn main() {
    let warmed = Warmed { keys: 20_000, ttl: 300.0, reads: 5_000 };
    println!("20000 keys, time to live 300 s, 5000 reads/s");
    for jitter in [0.0, 0.2] {
        let loads = loads_per_second(warmed, jitter, 660, 7);
        let peak = loads.iter().max().copied().unwrap_or(0);
        let total: usize = loads.iter().sum();
        println!(
            "\njitter {:.0} %: peak {peak} loads/s, {total} loads",
            jitter * 100.0
        );
        for (row, seconds) in loads.chunks(ROW).enumerate() {
            let busiest = seconds.iter().max().copied().unwrap_or(0);
            if busiest > 0 {
                let bar = "#".repeat(busiest.div_ceil(100));
                println!("{:>4} s {busiest:>5} {bar}", row * ROW);
            }
        }
    }
}
