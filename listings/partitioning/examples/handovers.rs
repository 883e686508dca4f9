//! Four ways to hand a partition over, 1,000 runs each.

use partitioning::handover::{Handover, run};

fn main() {
    println!("2,000 orders to copy, two clients write 400 more, 1,000 runs");
    println!("handover        runs with loss  orders lost  longest wait, median");
    for handover in [
        Handover::Trusting,
        Handover::FenceAfterCopy,
        Handover::FenceFirst,
        Handover::FenceLast,
    ] {
        let runs: Vec<_> =
            (0..1000).map(|seed| run(seed, handover, 2000, 0.0)).collect();
        let with_loss = runs.iter().filter(|run| run.lost > 0).count();
        let lost: usize = runs.iter().map(|run| run.lost).sum();
        let mut waits: Vec<_> = runs.iter().map(|run| run.longest).collect();
        waits.sort_unstable();
        let name = format!("{handover:?}");
        println!("{name:<16}{with_loss:>14}{lost:>13}{:>19} ms", waits[500]);
    }
}
