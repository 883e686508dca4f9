//! The shop that answers, cut in two: both sides sell the last item.

use std::fmt::Write;

use cap::{Local, Op, Plan, network, run};
use sim::{Fault, World};

fn main() {
    let names = ["n0", "n1", "n2"];
    let replicas = names.into_iter().zip(Local::cluster(3, 2));
    let mut world = World::new(1, network(2, 2), replicas);
    let plan = Plan {
        requests: vec![
            (0, 2, Op::Sell),
            (12, 0, Op::Sell),
            (14, 2, Op::Read),
            (16, 2, Op::Sell),
        ],
        faults: vec![
            (10, Fault::Partition(vec![vec![0, 1], vec![2]])),
            (50, Fault::Heal),
        ],
        until: 100,
    };
    run(&mut world, &plan);
    let mut text = world.trace.story() + "\n";
    for (name, replica) in names.iter().zip(&world.nodes) {
        let orders = |orders: &mut dyn Iterator<Item = cap::Order>| {
            let named = orders.map(|o| format!("n{}'s #{}", o.node, o.stamp));
            named.collect::<Vec<_>>().join(", ")
        };
        let known = orders(&mut replica.book().iter().copied());
        let cancelled = orders(&mut replica.cancelled());
        writeln!(text, "{name} knows {known}; cancels {cancelled}")
            .expect("a String takes all");
    }
    sim::show(&world.trace, &text);
}
