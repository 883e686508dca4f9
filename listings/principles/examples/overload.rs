//! A server that can do 100 a second gets 90 or 120 of them, for a minute.

use principles::queue::{Policy, run};

fn main() {
    println!(
        "{:<6}{:<11}{:>8}{:>8}{:>8}{:>8}{:>8}{:>9}{:>9}",
        "load",
        "",
        "offered",
        "refused",
        "expired",
        "in time",
        "p99 ms",
        "L",
        "rate*W"
    );
    for load in [90, 120] {
        for policy in [Policy::Unbounded, Policy::Expiring, Policy::Bounded] {
            let report = run(7, policy, load);
            let (number, little) = report.little();
            println!(
                "{load:>3}%  {:<11}{:>8}{:>8}{:>8}{:>8}{:>8}{:>9}{:>9}",
                format!("{policy:?}"),
                report.offered,
                report.refused,
                report.expired,
                report.useful(),
                report.percentile(99),
                format!("{}.{:02}", number / 1000, number % 1000 / 10),
                format!("{}.{:02}", little / 1000, little % 1000 / 10),
            );
        }
    }
}
