//! Which part of one machine is full first, and what moves the limit.

use orders::{Commit, Machine, Rates, measure};

fn main() {
    let row = |commit: Commit, orders_per_second: u64, reads_per_second: u64| {
        let rates = Rates { orders_per_second, reads_per_second };
        let m = measure(1, Machine::BOOK, commit, rates);
        println!(
            "{orders_per_second:>9}{reads_per_second:>9}  {:<7}{:>7}{:>10}{:>10}{:>8}{:>9}",
            format!("{commit:?}"),
            m.done_per_second,
            tenths(m.p50_us / 100),
            tenths(m.p99_us / 100),
            tenths(m.orders_per_ten_fsyncs),
            m.waiting
        );
    };
    println!(
        "{:>9}{:>9}  {:<7}{:>7}{:>10}{:>10}{:>8}{:>9}",
        "orders/s",
        "reads/s",
        "fsync",
        "done/s",
        "p50 ms",
        "p99 ms",
        "group",
        "waiting"
    );
    println!("-- the disk");
    for orders in [60, 300, 400, 2_000] {
        row(Commit::Each, orders, 0);
    }
    println!("-- group commit");
    for orders in [60, 300, 400, 2_000] {
        row(Commit::Group, orders, 0);
    }
    println!("-- and 50 reads for each order");
    for orders in [60, 300, 400, 2_000] {
        row(Commit::Group, orders, orders * 50);
    }
    println!("-- and a cache that answers 99 of 100 reads");
    row(Commit::Group, 2_000, 2_000 * 50 / 100);
}

fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}
