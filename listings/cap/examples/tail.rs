//! The coin against the adversary: runs that are still undecided, as CSV.

use cap::{Adversary, Rule, duel};
use sim::Rng;

fn main() {
    let adversary = Adversary::new(&Rule::Coin(Rng::new(0)));
    let rounds: Vec<u64> = (0..10_000)
        .map(|seed| {
            let rule = |id| Rule::Coin(Rng::new(seed * 3 + id as u64));
            let end = duel(&adversary, [0, 0, 1], rule, 1_000);
            end.expect("a thousand rounds suffice").0
        })
        .collect();
    println!("round,measured,expected");
    for round in 1..=25 {
        let open = rounds.iter().filter(|&&rounds| rounds > round).count();
        let expected = 100.0 * 0.75_f64.powi(round as i32 - 1);
        println!("{round},{:.2},{expected:.2}", open as f64 / 100.0);
    }
}
