//! How many of 10,000 nodes have not heard the news after each round.

use crdt::gossip::{Style, ignorant};

fn main() {
    let [push, pull, both] = [Style::Push, Style::Pull, Style::PushPull]
        .map(|style| ignorant(style, 10_000, 1));
    println!("{:>5}{:>9}{:>9}{:>11}", "round", "push", "pull", "push-pull");
    for round in 0..push.len().max(pull.len()).max(both.len()) {
        let cell =
            |left: &[usize]| left.get(round).map_or("".into(), usize::to_string);
        let line = format!(
            "{round:>5}{:>9}{:>9}{:>11}",
            cell(&push),
            cell(&pull),
            cell(&both)
        );
        println!("{}", line.trim_end());
    }
}
