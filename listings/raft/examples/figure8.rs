//! Figure 8 of the Raft paper with three endings.

use raft::{Ending, Violation, figure8};

fn main() {
    for ending in [Ending::Counting, Ending::Waiting, Ending::OwnEntry] {
        let scene = figure8(ending);
        // All three begin alike.
        let first = if ending == Ending::Counting { 0 } else { 2 };
        let apart = if first == 0 { "" } else { "\n" };
        println!("{apart}== {ending:?}");
        for (name, at, logs) in &scene.pictures[first..] {
            print!("{name} at {at} ms\n{logs}");
        }
        match scene.violation {
            Some(Violation { property, detail }) => {
                println!("VIOLATION of {property:?}\n  {detail}");
            }
            None => println!("all five properties hold"),
        }
    }
}
