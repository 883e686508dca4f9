//! What each clock says of pairs of events, compared with what really happened.

use std::cmp::Ordering;

use clocks::{Clock, HappensBefore, Hlc, Lamport, Vector, Wall, chatter, stamped};
use sim::NodeId;

const NODES: usize = 4;

fn row<C: Clock>(name: &str, clock: impl Fn(NodeId) -> C) -> String {
    // Pairs (a, b) with a before b, and concurrent pairs; what the clock says.
    let (mut before, mut right, mut concurrent, mut unordered) = (0, 0, 0, 0);
    for seed in 0..100 {
        let world = chatter(seed, NODES, 15, 50, &clock);
        let order = HappensBefore::of(&world.trace);
        let events = stamped(&world);
        for (i, (a, first)) in events.iter().enumerate() {
            for (b, second) in &events[i + 1..] {
                let says = first.stamp.partial_cmp(&second.stamp);
                if order.holds(*a, *b) {
                    before += 1;
                    right += u32::from(says == Some(Ordering::Less));
                } else {
                    concurrent += 1;
                    // Equal stamps leave two events unordered, too.
                    let unsaid = matches!(says, None | Some(Ordering::Equal));
                    unordered += u32::from(unsaid);
                }
            }
        }
    }
    let wrong = before - right;
    format!("{name:<8}{before:>8}{wrong:>8}{concurrent:>12}{unordered:>12}\n")
}

fn main() {
    println!("        really a before b      really concurrent");
    println!("clock      pairs   wrong       pairs   unordered");
    print!("{}", row("wall", |_| Wall));
    print!("{}", row("Lamport", |_| Lamport::default()));
    print!("{}", row("HLC", |_| Hlc::default()));
    print!("{}", row("vector", |me| Vector::new(me, NODES)));
}
