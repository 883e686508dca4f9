//! The counterexample to single-server membership changes, with three endings.

use raft::{Change, Violation, split};

fn main() {
    for change in [Change::AtOnce, Change::Refused, Change::AfterNoop] {
        let scene = split(change);
        // All three begin alike.
        let first = if change == Change::AtOnce { 0 } else { 2 };
        let apart = if first == 0 { "" } else { "\n" };
        println!("{apart}== {change:?}");
        for (name, at, logs) in &scene.pictures[first..] {
            print!("{name} at {at} ms\n{logs}");
        }
        match scene.violation {
            Some(Violation { property, detail }) => {
                println!("VIOLATION of {property:?}\n  {detail}");
            }
            None => println!("all properties hold"),
        }
    }
}
