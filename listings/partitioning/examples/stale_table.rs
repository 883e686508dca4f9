//! A client with an old table writes to the old owner, and is told "saved".

use partitioning::handover::{Handover, scene};

fn main() {
    let world = scene(Handover::Trusting);
    sim::show(&world.trace, &world.trace.story());
}
