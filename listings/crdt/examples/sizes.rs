//! What is kept of elements that were added and removed again.

use crdt::Replicated;
use crdt::or_set::{OrSet, SetUpdate};
use crdt::wrong::TwoPhaseSet;

fn main() {
    println!(
        "100 articles in the cart, n others added and removed on 3 replicas\n"
    );
    println!(
        "{:>8}{:>18}{:>10}{:>16}",
        "n", "two-phase set", "OR-set", "largest delta"
    );
    for removed in [0, 100, 1_000, 10_000] {
        let (mut two, mut or) = (TwoPhaseSet::default(), OrSet::default());
        let mut largest = 0;
        for article in 0..100 + removed {
            let at = article % 3;
            let mut change = |update| {
                two.update(at, &update);
                largest = largest.max(or.update(at, &update).size());
            };
            change(SetUpdate::Add(article));
            if article >= 100 {
                change(SetUpdate::Remove(article));
            }
        }
        println!("{removed:>8}{:>18}{:>10}{largest:>16}", two.size(), or.size());
    }
}
