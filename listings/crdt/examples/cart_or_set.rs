//! The same story, the same messages, an OR-set: the cup stays away.

use crdt::or_set::OrSet;
use crdt::store::cup_and_pen;

fn main() {
    let world = cup_and_pen::<OrSet<&'static str>>(3);
    sim::show(&world.trace, &world.trace.story());
}
