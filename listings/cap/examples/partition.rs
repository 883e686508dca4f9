//! Five seconds of a sale, three of them cut in two: what each shop has to answer for.

use cap::{
    Answer, Bug, Local, Majority, Op, Outcome, Plan, Reads, Shop, network, run,
};
use sim::{Fault, World};

const STOCK: usize = 200;
const CUT: std::ops::Range<u64> = 1_000..4_000;

/// 60 orders a second, at the three replicas in turn.
fn plan(cut: bool) -> Plan {
    let order = |i: u64| (i * 1000 / 60, (i % 3) as usize, Op::Sell);
    let mut plan = Plan {
        requests: (0..300).map(order).collect(),
        until: 7_000,
        faults: vec![],
    };
    if cut {
        let sides = vec![vec![0, 1], vec![2]];
        plan.faults =
            vec![(CUT.start, Fault::Partition(sides)), (CUT.end, Fault::Heal)];
    }
    plan
}

fn report<S: Shop>(
    name: &str,
    cut: bool,
    replicas: Vec<S>,
    known: impl Fn(&S) -> usize,
) -> usize {
    let names = ["n0", "n1", "n2"].into_iter().zip(replicas);
    let mut world = World::new(1, network(2, 2), names).without_trace();
    let Plan { requests, faults, until } = plan(cut);
    let (early, late) = requests.into_iter().partition(|r| r.0 < CUT.end);
    let before = Plan { requests: early, faults, until: CUT.end - 1 };
    run(&mut world, &before);
    let books: Vec<_> = world.nodes.iter().map(&known).collect();
    let after = Plan { requests: late, faults: vec![], until };
    let answers: Vec<Answer> = run(&mut world, &after);

    let count = |outcome| answers.iter().filter(|a| a.outcome == outcome).count();
    let sold = count(Outcome::Sold);
    let mut waits: Vec<_> = answers
        .iter()
        .filter(|a| a.outcome.is_answer())
        .map(|a| a.end - a.begin)
        .collect();
    waits.sort_unstable();
    println!(
        "{name:<9}{:<3}{sold:>6}{:>6}{:>9}{:>9}{:>8}{:>4} ms  {books:?}",
        if cut { "yes" } else { "no" },
        count(Outcome::SoldOut),
        count(Outcome::Refused),
        count(Outcome::Unknown),
        sold.saturating_sub(STOCK),
        waits[waits.len() * 99 / 100],
    );
    sold
}

fn main() {
    println!(
        "300 orders in 5 s, {STOCK} items; cut: n0 n1 | n2, from 1 s to 4 s\n"
    );
    println!(
        "shop     cut  sold  none  refused  unknown  excess    p99  \
         known at 3.999 s"
    );
    for cut in [false, true] {
        let replicas = Majority::cluster(3, STOCK, Reads::Majority, Bug::None);
        report("refuses", cut, replicas, |shop| shop.book().len());
    }
    for cut in [false, true] {
        report("answers", cut, Local::cluster(3, STOCK), |shop| shop.book().len());
    }
}
