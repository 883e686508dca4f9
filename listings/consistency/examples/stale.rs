//! Reads go to one replica, and one replica is behind.

use consistency::Call::{Read, Write};
use consistency::report;
use consistency::store::{Plan, Reads, network, world};

fn main() {
    // Node 3 is c0: what it sends to n2 takes 10 to 80 ms.
    let network = network(10, [(3, 2, 10..=80)]);
    let writer =
        Plan { first: 2, calls: [(0, Write('x', 1)), (0, Read('x'))].into() };
    let reader =
        Plan { first: 1, calls: [(45, Read('x')), (45, Read('x'))].into() };
    let mut world = world(1, network, Reads::Local, vec![writer, reader]);
    world.run_until(1_000);
    report::show(&mut world);
}
