//! The run of `new_then_old` again: this time a read writes back before it answers.

use replication::quorum::Repair;

fn main() {
    let world = replication::scenes::inversion(Repair::BeforeAnswer);
    sim::show(&world.trace, &world.trace.story());
}
