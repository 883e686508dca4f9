//! The adversary against three rules: how long it holds out.

use std::collections::BTreeMap;

use cap::{Adversary, Rule, duel};
use sim::Rng;

const SEEDS: u64 = 10_000;

fn main() {
    println!("of 64 schedules from a configuration: decide, settle, leave open");
    let one = Adversary::new(&Rule::One);
    for values in [[0, 0, 0], [0, 0, 1], [0, 1, 1], [1, 1, 1]] {
        let [decide, settle, open] = one.tally((values, 1));
        println!("  one        {values:?}  {decide:>3} {settle:>3} {open:>3}");
    }
    let alternate = Adversary::new(&Rule::Alternate);
    for (values, odd) in [([0, 0, 1], 1), ([0, 1, 1], 0)] {
        let [decide, settle, open] = alternate.tally((values, odd));
        println!("  alternate  {values:?}  {decide:>3} {settle:>3} {open:>3}");
    }
    println!("\nrounds against the adversary, from 0 0 1");
    for (name, adversary, rule) in
        [("one", &one, Rule::One), ("alternate", &alternate, Rule::Alternate)]
    {
        let limit = 100_000;
        let end = duel(adversary, [0, 0, 1], |_| rule.clone(), limit);
        assert!(end.is_none());
        println!("  {name:<10} undecided after {limit} rounds");
    }
    let coin = Adversary::new(&Rule::Coin(Rng::new(0)));
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for seed in 0..SEEDS {
        let rule = |id| Rule::Coin(Rng::new(seed * 3 + id as u64));
        let (rounds, _) =
            duel(&coin, [0, 0, 1], rule, 1_000).expect("a thousand rounds suffice");
        *counts.entry(rounds).or_default() += 1;
    }
    let total: u64 = counts.iter().map(|(rounds, n)| rounds * n).sum();
    let most = counts.last_key_value().map_or(0, |(rounds, _)| *rounds);
    println!(
        "  coin       mean {:.2}, most {most}, {SEEDS} seeds",
        total as f64 / SEEDS as f64
    );
}
