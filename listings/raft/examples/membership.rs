//! The counterexample to single-server membership changes, with three endings.

use raft::{Change, Violation, split};

fn main() {
    for change in [Change::AtOnce, Change::Refused, Change::AfterNoop] {
        let scene = split(change);
        println!("== {change:?}");
        // All three begin alike.
        let first = if change == Change::AtOnce { 0 } else { 2 };
        for (name, at, logs) in &scene.pictures[first..] {
            print!("{name} at {at} ms\n{logs}");
        }
        match scene.violation {
            Some(Violation { property, detail }) => {
                println!("VIOLATION of {property:?}\n  {detail}\n");
            }
            None => println!("all properties hold\n"),
        }
    }
}
