//! No partition at all: what each choice costs in ms, and what it lets slip.

use cap::{
    Answer, Bug, Local, Majority, Op, Outcome, Plan, Reads, Shop, network, run,
    stale,
};
use sim::{Time, World};

const STOCK: usize = 1_000;
const CYCLES: u64 = 999;

/// Every 300 ms one replica sells one item; the two others are read four times. The
/// reads begin a little later in each cycle.
fn plan() -> Plan {
    let mut plan = Plan { until: (CYCLES + 1) * 300, ..Plan::default() };
    for cycle in 0..CYCLES {
        let seller = (cycle % 3) as usize;
        plan.requests.push((cycle * 300, seller, Op::Sell));
        let readers = (0..3).filter(|&node| node != seller);
        plan.requests.extend(readers.flat_map(|node| {
            [1, 51, 101, 151]
                .map(|at| (cycle * 300 + at + cycle % 47, node, Op::Read))
        }));
    }
    plan.requests.sort_by_key(|&(at, node, _)| (at, node));
    plan
}

fn answers<S: Shop>(far: Time, replicas: Vec<S>) -> Vec<Answer> {
    let names = ["n0", "n1", "n2"].into_iter().zip(replicas);
    let mut world = World::new(1, network(2, far), names).without_trace();
    run(&mut world, &plan())
}

/// Median and 99th percentile of the answers to customers at some replicas.
fn latency(answers: &[Answer], nodes: &[usize], op: Op) -> String {
    let mut waits: Vec<_> = answers
        .iter()
        .filter(|a| nodes.contains(&a.node) && a.op == op)
        .map(|a| a.end - a.begin)
        .collect();
    waits.sort_unstable();
    format!("{} / {}", waits[waits.len() / 2], waits[waits.len() * 99 / 100])
}

fn main() {
    println!("ms, median / 99th percentile   read       sale       stale reads");
    for (layout, far) in [("3 rooms, 2 ms", 2), ("2 regions, 30 ms", 30)] {
        let majority =
            |reads| answers(far, Majority::cluster(3, STOCK, reads, Bug::None));
        for (choice, answers) in [
            ("local, local", answers(far, Local::cluster(3, STOCK))),
            ("local, majority", majority(Reads::Local)),
            ("majority, majority", majority(Reads::Majority)),
        ] {
            assert!(answers.iter().all(|a| a.outcome != Outcome::Refused));
            let reads = answers.iter().filter(|a| a.op == Op::Read).count();
            let stale = stale(&answers, STOCK) as f64 * 100.0 / reads as f64;
            let places: &[(&str, &[usize])] = match far {
                2 => &[("", &[0, 1, 2])],
                _ => &[("near", &[0, 1]), ("far", &[2])],
            };
            for (place, nodes) in places {
                println!(
                    "{layout:<17} {choice:<19} {place:<5} {:<9}  {:<9}  {stale:>5.2} %",
                    latency(&answers, nodes, Op::Read),
                    latency(&answers, nodes, Op::Sell),
                );
            }
        }
    }
}
