//! Requests of 30 ms around a leap second, measured with both clocks.

use clocks::{Physical, Stopwatch};

fn main() {
    let mut clock = Physical { offset: 0, ppm: 0 };
    println!("sent at   wall clock   monotonic");
    for sent in [3_600, 3_990, 4_380] {
        let watch = Stopwatch::start(&clock, sent);
        if (sent..sent + 30).contains(&4_000) {
            clock.offset -= 1_000; // 23:59:60 is over: the same second once more.
        }
        let back = sent + 30;
        let wall = watch.by_wall(&clock, back);
        let monotonic = watch.by_monotonic(&clock, back);
        println!("{sent:>4} ms {wall:>9} ms {monotonic:>8} ms");
    }
}
