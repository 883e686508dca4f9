//! The same scene; the old owner is fenced and says who has the partition now.

use partitioning::handover::{Handover, scene};

fn main() {
    let world = scene(Handover::FenceFirst);
    sim::show(&world.trace, &world.trace.story());
}
