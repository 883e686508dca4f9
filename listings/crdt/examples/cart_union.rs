//! The cart that is merged by union: the cup comes back.

use crdt::store::cup_and_pen;
use crdt::wrong::UnionSet;

fn main() {
    let world = cup_and_pen::<UnionSet>(3);
    sim::show(&world.trace, &world.trace.story());
}
