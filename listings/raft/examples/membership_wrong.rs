//! The run with `Change::AtOnce`, to be drawn.

use raft::{Change, split};

fn main() {
    let scene = split(Change::AtOnce);
    sim::show(&scene.world.trace, &scene.world.trace.story());
}
