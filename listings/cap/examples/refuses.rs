//! The shop that refuses, cut in two: the smaller side answers nobody.

use cap::{Bug, Majority, Op, Plan, Reads, network, run};
use sim::{Fault, World};

fn main() {
    let replicas = Majority::cluster(3, 2, Reads::Majority, Bug::None);
    let names = ["n0", "n1", "n2"];
    let mut world = World::new(1, network(2, 2), names.into_iter().zip(replicas));
    let plan = Plan {
        requests: vec![
            (0, 2, Op::Sell),
            (12, 0, Op::Sell),
            (14, 2, Op::Sell),
            (16, 2, Op::Read),
            (224, 2, Op::Sell),
        ],
        faults: vec![
            (10, Fault::Partition(vec![vec![0, 1], vec![2]])),
            (220, Fault::Heal),
        ],
        until: 240,
    };
    run(&mut world, &plan);
    sim::show(&world.trace, &world.trace.story());
}
