//! The run of Figure 8 that ends with `Ending::Counting`, to be drawn.

use raft::{Ending, figure8};

fn main() {
    let scene = figure8(Ending::Counting);
    sim::show(&scene.world.trace, &scene.world.trace.story());
}
