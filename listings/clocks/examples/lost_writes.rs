//! What is lost under which clock, as the wall clocks drift apart.

use clocks::{Clock, Hlc, Lamport, Wall, two_regions};
use sim::Time;

const RUNS: u64 = 2000;

fn row<C: Clock<Stamp: Ord> + Default>(name: &str, skew: Time) -> String {
    let runs: Vec<_> = (0..RUNS).map(|seed| two_regions::<C>(seed, skew)).collect();
    let caused = runs.iter().filter(|run| run.caused_lost > 0).count();
    let concurrent = runs.iter().filter(|run| run.concurrent_lost > 0).count();
    let latest = runs.iter().map(|run| run.latest_lost).max().unwrap_or(0);
    format!("{skew:>4} ms  {name:<8}{caused:>10}{concurrent:>14}{latest:>13} ms\n")
}

fn main() {
    println!("runs of {RUNS} in which the survivor beats a write that");
    println!("skew     clock    came after it  is concurrent  and later by");
    for skew in [0, 20, 100, 500] {
        print!("{}", row::<Wall>("wall", skew));
        print!("{}", row::<Lamport>("Lamport", skew));
        print!("{}", row::<Hlc>("HLC", skew));
    }
}
