//! Each client keeps a token for each key: every key is right, the two are not.

use consistency::Call::{Read, Write};
use consistency::store::{Plan, Reads, history, network, world};
use consistency::{Model, only, report};

fn main() {
    // c0 is node 3 and far from n2; c1 is node 4 and far from n0.
    let network = network(10, [(3, 2, 70..=70), (4, 0, 70..=70)]);
    let first =
        Plan { first: 0, calls: [(0, Write('x', 1)), (0, Read('y'))].into() };
    let second =
        Plan { first: 2, calls: [(0, Write('y', 1)), (0, Read('x'))].into() };
    let mut world = world(1, network, Reads::Session, vec![first, second]);
    world.run_until(1_000);
    let history = history(&world);
    for key in ['x', 'y'] {
        let sequential = Model::Sequential.allows(&only(key, &history));
        assert!(sequential, "{key} by itself");
    }
    report::show(&mut world);
}
