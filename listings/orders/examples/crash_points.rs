//! Five lives, crashed at every byte: the right shop and four wrong ones.

use orders::{Bug, Report, explore};

fn main() {
    println!(
        "{:<18}{:>9}{:>9}{:>9}{:>9}{:>12}",
        "variant", "crashes", "torn", "lost", "doubled", "lost later"
    );
    let bugs = [
        None,
        Some(Bug::RecordPerTable),
        Some(Bug::AnswersBeforeSync),
        Some(Bug::KeepsTornTail),
        Some(Bug::ForgetsKeys),
    ];
    for bug in bugs {
        let mut sum = Report::default();
        for seed in 1..=5 {
            let report = explore(seed, bug);
            sum.crashes += report.crashes;
            sum.torn += report.torn;
            sum.lost += report.lost;
            sum.doubled += report.doubled;
            sum.lost_later += report.lost_later;
        }
        let name = bug.map_or("right".to_owned(), |bug| format!("{bug:?}"));
        println!(
            "{name:<18}{:>9}{:>9}{:>9}{:>9}{:>12}",
            sum.crashes, sum.torn, sum.lost, sum.doubled, sum.lost_later
        );
    }
}
