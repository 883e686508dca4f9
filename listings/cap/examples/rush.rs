//! The shop that answers, on a network without fault: how much it oversells.

use cap::{Local, Op, Outcome, Plan, network, run};
use sim::World;

const STOCK: usize = 200;

fn main() {
    println!("no partition, {STOCK} items\n");
    println!("orders/s   round trip   confirmed   excess");
    for rate in [60, 2_000] {
        for far in [2, 30] {
            let order = |i: u64| (i * 1000 / rate, (i % 3) as usize, Op::Sell);
            let requests = (0..300).map(order).collect();
            let plan = Plan { requests, faults: vec![], until: 10_000 };
            let replicas = Local::cluster(3, STOCK);
            let named = ["n0", "n1", "n2"].into_iter().zip(replicas);
            let mut world = World::new(1, network(far, far), named).without_trace();
            let answers = run(&mut world, &plan);
            let sold =
                answers.iter().filter(|a| a.outcome == Outcome::Sold).count();
            println!("{rate:>8} {far:>9} ms {sold:>11} {:>8}", sold - STOCK);
        }
    }
}
