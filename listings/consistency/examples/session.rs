//! The same bad luck as in `stale`, but each client keeps a token.

use consistency::Call::{Read, Write};
use consistency::report;
use consistency::store::{Plan, Reads, network, world};

fn main() {
    let network = network(10, [(3, 2, 10..=80)]);
    let writer =
        Plan { first: 2, calls: [(0, Write('x', 1)), (0, Read('x'))].into() };
    let reader =
        Plan { first: 1, calls: [(45, Read('x')), (45, Read('x'))].into() };
    let mut world = world(1, network, Reads::Session, vec![writer, reader]);
    world.run_until(1_000);
    report::show(&mut world);
}
