//! How long orders take under growing load, with and without group commit (CSV).

use orders::{Commit, Machine, Rates, measure};

fn main() {
    println!("orders_per_second,each_p99_ms,group_p99_ms");
    for orders_per_second in [50, 100, 150, 200, 250, 300, 350, 400, 450, 500] {
        let rates = Rates { orders_per_second, reads_per_second: 0 };
        let p99 = |commit| {
            let us = measure(1, Machine::BOOK, commit, rates).p99_us;
            format!("{}.{}", us / 1_000, us / 100 % 10)
        };
        println!(
            "{orders_per_second},{},{}",
            p99(Commit::Each),
            p99(Commit::Group)
        );
    }
}
