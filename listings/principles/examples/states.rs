//! How many states each way of telling has, and whether all of them are right.

use principles::config::{Telling, Way};
use principles::explore::explore;

fn main() {
    println!("states, if the receiver does not restart");
    println!("changes {:>9}{:>9}{:>9}", "Whole", "Ordered", "Changes");
    for changes in 1..=5 {
        let states =
            |way| explore(&Telling { way, changes, restarts: false }).states;
        let [whole, ordered, naive] =
            [Way::Whole, Way::Ordered, Way::Changes].map(states);
        println!("{changes:>7} {whole:>9}{ordered:>9}{naive:>9}");
    }
    for restarts in [false, true] {
        let may = if restarts { "may" } else { "does not" };
        println!("\n4 changes, the receiver {may} restart");
        for way in [Way::Whole, Way::Ordered, Way::Changes] {
            let report = explore(&Telling { way, changes: 4, restarts });
            let verdict = match report.fault {
                None => "all right".to_owned(),
                Some((fault, path)) => {
                    format!("{fault}\n{:>22}{}", "", path.join(", "))
                }
            };
            println!(
                "{:<8} {:>5} states  {verdict}",
                format!("{way:?}"),
                report.states
            );
        }
    }
}
