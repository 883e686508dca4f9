//! The same run, the same wrong clocks, stamped by a hybrid logical clock.

use clocks::{Hlc, order_status};

fn main() {
    let world = order_status::<Hlc>();
    sim::show(&world.trace, &world.trace.story());
}
