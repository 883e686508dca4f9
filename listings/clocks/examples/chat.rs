//! Three nodes chat; every event gets a vector stamp. `--trace` draws it.

use std::cmp::Ordering;

use clocks::{Vector, chatter, stamped};

fn main() {
    let world = chatter(15, 3, 2, 0, |me| Vector::new(me, 3));
    let events = stamped(&world);
    let names = || ('a'..).take(events.len());
    let mut text = String::from("                   ");
    text.extend(names().flat_map(|name| [' ', name]));
    for (name, (_, event)) in names().zip(&events) {
        text += &format!("\n{name} {:>3} ms  {} ", event.at, event.stamp);
        for (_, other) in &events {
            text += match event.stamp.partial_cmp(&other.stamp) {
                Some(Ordering::Less) => " <",
                Some(Ordering::Greater) => " >",
                Some(Ordering::Equal) => " =",
                None => " |",
            };
        }
    }
    sim::show(&world.trace, &(text + "\n"));
}
