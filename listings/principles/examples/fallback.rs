//! A minute of the site, in which the cache is away for 20 seconds.

use principles::fallback::{Plan, minute};

fn main() {
    println!(
        "{:<10}{:>8}{:>8}{:>9}{:>8}{:>10}",
        "", "full", "plain", "no page", "orders", "no order"
    );
    for plan in [Plan::Database, Plan::Static] {
        let sum = minute(1, plan);
        println!(
            "{:<10}{:>8}{:>8}{:>9}{:>8}{:>10}",
            format!("{plan:?}"),
            sum.full,
            sum.plain,
            sum.failed_pages,
            sum.orders,
            sum.failed_orders
        );
    }
}
