//! Last write wins by wall clock: `packed` is confirmed, and gone.

use clocks::{Wall, order_status};

fn main() {
    let world = order_status::<Wall>();
    sim::show(&world.trace, &world.trace.story());
}
