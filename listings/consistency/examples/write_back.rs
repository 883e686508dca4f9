//! The same bad luck as in `inversion`, but a read stores what it returns.

use consistency::Call::{Read, Write};
use consistency::report;
use consistency::store::{Plan, Reads, network, world};

fn main() {
    // Nodes 3 and 4 are c0 and c1. A write of c0 is slow to reach n1 and n2, and
    // answers of n0 to c1 take a varying time.
    let links = [(3, 1, 60..=60), (3, 2, 70..=70), (0, 4, 10..=40)];
    let writer = Plan { first: 0, calls: [(0, Write('x', 1))].into() };
    let reader =
        Plan { first: 0, calls: [(78, Read('x')), (78, Read('x'))].into() };
    let plans = vec![writer, reader];
    let mut world = world(17, network(10, links), Reads::WriteBack, plans);
    world.run_until(1_000);
    report::show(&mut world);
}
