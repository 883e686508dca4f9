//! Transactions one after the other, stamped with and without commit wait.

use clocks::{Physical, TrueTime, out_of_order};

fn main() {
    println!("epsilon   out of order of 20,000   wait");
    println!("          no wait   commit wait");
    for epsilon in [1, 4, 7, 250] {
        let count = |wait| -> usize {
            (0..1000).map(|seed| out_of_order(seed, epsilon, wait)).sum()
        };
        let node = TrueTime { clock: Physical::default(), epsilon };
        let stamp = node.stamp(1000);
        let wait = (0..).find(|&ms| node.passed(stamp, 1000 + ms)).unwrap_or(0);
        println!(
            "{epsilon:>4} ms {:>10} {:>13} {wait:>5} ms",
            count(false),
            count(true)
        );
    }
}
