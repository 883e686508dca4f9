//! How often each protocol shows a stale value, over many random runs.

use cache::aside::Protocol;
use cache::aside::scenes::{Outcome, random_run};

const RUNS: u64 = 500;

fn main() {
    println!(
        "{RUNS} runs each; stale: share of reads; ends: runs that end with a stale cache\n"
    );
    println!("{:<24} {:>16} {:>20}", "", "no failure", "cache restarts");
    println!(
        "{:<24} {:>8} {:>7} {:>12} {:>7}",
        "write protocol", "stale", "ends", "stale", "ends"
    );
    let protocols = [
        ("delete, update", Protocol::DeleteThenUpdate),
        ("update, set", Protocol::UpdateThenSet),
        ("update, delete", Protocol::UpdateThenDelete),
        ("  delete again at 50 ms", Protocol::DoubleDelete(50)),
        ("  delete again at 150 ms", Protocol::DoubleDelete(150)),
        ("lease", Protocol::Lease),
        ("version", Protocol::Versioned),
    ];
    for (name, protocol) in protocols {
        let (calm, ends) = study(protocol, false);
        let (stormy, storm_ends) = study(protocol, true);
        println!(
            "{name:<24} {calm:>7.2}% {ends:>7} {stormy:>11.2}% {storm_ends:>7}"
        );
    }
}

/// The share of stale reads in %, and how many runs end with a stale cache.
fn study(protocol: Protocol, restarts: bool) -> (f64, usize) {
    let runs: Vec<Outcome> =
        (0..RUNS).map(|seed| random_run(protocol, seed, restarts)).collect();
    let reads: usize = runs.iter().map(|run| run.reads).sum();
    let stale: usize = runs.iter().map(|run| run.stale).sum();
    let ends = runs.iter().filter(|run| run.ends_stale).count();
    (100.0 * stale as f64 / reads as f64, ends)
}
