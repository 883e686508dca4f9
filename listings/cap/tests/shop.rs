//! What each shop promises, over hundreds of seeds of a bad network.

use std::collections::BTreeSet;

use cap::{
    Answer, Book, Bug, Local, Majority, Message, Op, Order, Outcome, Plan, Reads,
    Shop, Timer, linearizable, network, run, stale,
};
use sim::{Action, Chaos, Fault, Network, Node, Out, Rng, World};

const STOCK: usize = 8;

/// 20 random requests in 600 ms, among partitions; the network is whole at the end.
fn storm(seed: u64) -> Plan {
    let mut rng = Rng::new(seed);
    let mut requests: Vec<_> = (0..20)
        .map(|_| {
            let op = if rng.chance(0.4) { Op::Read } else { Op::Sell };
            (rng.range(&(0..=600)), rng.index(3), op)
        })
        .collect();
    requests.sort_by_key(|request| request.0);
    let partition = Some((10..=150, 30..=300));
    let chaos = Chaos { until: 600, crash: None, partition };
    Plan { requests, faults: chaos.schedule(seed, 3), until: 2_000 }
}

fn bad_network() -> Network {
    let mut network = Network::reliable(1..=20);
    network.loss = 0.05;
    network.duplicate = 0.1;
    network
}

fn stormy<S: Shop>(seed: u64, replicas: Vec<S>) -> (Vec<Answer>, World<S>) {
    let named = ["n0", "n1", "n2"].into_iter().zip(replicas);
    let mut world = World::new(seed, bad_network(), named).without_trace();
    let answers = run(&mut world, &storm(seed));
    assert_eq!(answers.len(), 20, "seed {seed}: everybody hears something");
    (answers, world)
}

fn majority(reads: Reads, bug: Bug) -> Vec<Majority> {
    Majority::cluster(3, STOCK, reads, bug)
}

fn count(answers: &[Answer], outcome: Outcome) -> usize {
    answers.iter().filter(|a| a.outcome == outcome).count()
}

/// A cut that separates n2, and requests while it lasts.
fn cut(requests: Vec<(u64, usize, Op)>) -> Plan {
    let sides = vec![vec![0, 1], vec![2]];
    let faults = vec![(10, Fault::Partition(sides)), (1_000, Fault::Heal)];
    Plan { requests, faults, until: 2_000 }
}

fn calm<S: Shop>(plan: &Plan, replicas: Vec<S>) -> Vec<Answer> {
    let named = ["n0", "n1", "n2"].into_iter().zip(replicas);
    run(&mut World::new(1, network(2, 2), named), plan)
}

#[test]
fn the_majority_shop_is_linearizable_whatever_the_network_does() {
    for seed in 0..500 {
        let (answers, world) = stormy(seed, majority(Reads::Majority, Bug::None));
        assert!(linearizable(&answers, STOCK), "seed {seed}: {answers:#?}");
        // What was refused is not in any book; what was sold is not sold twice.
        let sold = count(&answers, Outcome::Sold);
        let perhaps = count(&answers, Outcome::Unknown);
        assert!(sold <= STOCK, "seed {seed}");
        let known: BTreeSet<Order> =
            world.nodes.iter().flat_map(|shop| shop.book()).copied().collect();
        assert!(known.len() <= sold + perhaps, "seed {seed}");
        let refused =
            |a: &&Answer| a.op == Op::Sell && a.outcome == Outcome::Refused;
        for answer in answers.iter().filter(refused) {
            assert!(!known.contains(&answer.order), "seed {seed}: {answer:?}");
        }
    }
}

#[test]
fn the_majority_shop_answers_again_when_the_network_is_whole() {
    for seed in 0..100 {
        let (before, mut world) =
            stormy(seed, majority(Reads::Majority, Bug::None));
        world.network = Network::reliable(1..=20);
        let reads = (0..3).map(|node| (3_000 + node as u64 * 300, node, Op::Read));
        let plan = Plan { requests: reads.collect(), faults: vec![], until: 5_000 };
        let answers = run(&mut world, &plan);
        let last = &answers[before.len()..];
        assert!(matches!(last[0].outcome, Outcome::Left(_)), "seed {seed}");
        assert!(last.iter().all(|a| a.outcome == last[0].outcome), "seed {seed}");
    }
}

#[test]
fn every_planted_bug_is_found() {
    let broken = |reads, bug| {
        (0..500).any(|seed| {
            let (answers, _) = stormy(seed, majority(reads, bug));
            !linearizable(&answers, STOCK)
        })
    };
    assert!(broken(Reads::Local, Bug::None), "local reads");
    for bug in [Bug::SmallQuorum, Bug::BreaksPromise, Bug::NoWriteBack] {
        assert!(broken(Reads::Majority, bug), "{bug:?}");
    }
}

#[test]
fn the_minority_refuses_and_the_majority_does_not() {
    let requests =
        (0..30).map(|i| (20 + i * 20, (i % 3) as usize, Op::Sell)).collect();
    let replicas = Majority::cluster(3, 50, Reads::Majority, Bug::None);
    let answers = calm(&cut(requests), replicas);
    for answer in answers {
        let expected =
            if answer.node == 2 { Outcome::Refused } else { Outcome::Sold };
        assert_eq!(answer.outcome, expected, "{answer:?}");
    }
}

#[test]
fn one_trip_to_read_and_two_to_sell() {
    let requests = vec![(0, 0, Op::Sell), (50, 0, Op::Read), (100, 2, Op::Read)];
    let plan = Plan { requests, faults: vec![], until: 500 };
    let named = ["n0", "n1", "n2"].into_iter();
    let replicas = majority(Reads::Majority, Bug::None);
    let mut world = World::new(1, network(2, 30), named.zip(replicas));
    let answers = run(&mut world, &plan);
    let waits: Vec<_> = answers.iter().map(|a| a.end - a.begin).collect();
    assert_eq!(waits, [4, 2, 30]);
    assert_eq!(answers[2].outcome, Outcome::Left(STOCK - 1));
}

#[test]
fn a_sale_that_was_proposed_and_not_confirmed_is_unknown() {
    // n2 sends its book at 2 ms; the cut swallows it.
    let faults = vec![(3, Fault::Partition(vec![vec![0, 1], vec![2]]))];
    let plan = Plan { requests: vec![(0, 2, Op::Sell)], faults, until: 500 };
    let mut world = World::new(
        1,
        network(2, 2),
        ["n0", "n1", "n2"].into_iter().zip(majority(Reads::Majority, Bug::None)),
    );
    let answers = run(&mut world, &plan);
    assert_eq!(answers[0].outcome, Outcome::Unknown);
    assert_eq!(answers[0].end, Majority::DEADLINE);
}

/// What a replica sends when something happens to it.
fn sends(
    shop: &mut Majority,
    happens: impl FnOnce(&mut Majority, &mut Out<Message, Timer>),
) -> Vec<Message> {
    let mut out = Out::new(0);
    happens(shop, &mut out);
    let sent = |action| match action {
        Action::Send(_, message) => Some(message),
        _ => None,
    };
    out.into_actions().into_iter().filter_map(sent).collect()
}

#[test]
fn what_is_accepted_is_promised_too() {
    let mut shop = majority(Reads::Majority, Bug::None).remove(0);
    let mut accept = |ballot| {
        let message = Message::Accept(ballot, Book::new());
        sends(&mut shop, |shop, out| shop.on_message(2, message, out)).remove(0)
    };
    assert!(matches!(accept((5, 2)), Message::Accepted((5, 2))));
    assert!(matches!(accept((4, 1)), Message::Reject((4, 1), (5, 2))));
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    // Three of five are a majority: the own copy and two others.
    let mut shop = Majority::cluster(5, 1, Reads::Majority, Bug::None).remove(0);
    let mut out = Out::new(0);
    shop.request(Op::Sell, &mut out);
    for from in [1, 2] {
        let holds = Message::Holds((1, 0), (0, 0), Book::new());
        shop.on_message(from, holds, &mut out);
    }
    for (from, answered) in [(1, 0), (1, 0), (2, 1)] {
        shop.on_message(from, Message::Accepted((1, 0)), &mut out);
        assert_eq!(shop.answers().len(), answered, "from {from}");
    }
}

#[test]
fn after_a_conflict_the_ballot_is_newer_than_what_was_met() {
    let mut shop = majority(Reads::Majority, Bug::None).remove(0);
    sends(&mut shop, |shop, out| shop.request(Op::Sell, out));
    let reject = Message::Reject((1, 0), (9, 1));
    sends(&mut shop, |shop, out| shop.on_message(1, reject, out));
    let again = sends(&mut shop, |shop, out| shop.on_timer(Timer::Retry(1), out));
    assert!(matches!(again[0], Message::Prepare(ballot) if ballot > (9, 1)));
}

#[test]
fn the_local_shop_always_answers_at_once_and_the_books_converge() {
    let mut oversold = 0;
    for seed in 0..500 {
        let (answers, world) = stormy(seed, Local::cluster(3, STOCK));
        for answer in &answers {
            assert!(answer.outcome.is_answer(), "seed {seed}: {answer:?}");
            assert_eq!(answer.begin, answer.end, "seed {seed}");
        }
        let books: BTreeSet<_> = world.nodes.iter().map(|s| s.book()).collect();
        assert_eq!(books.len(), 1, "seed {seed}: the books differ");
        // Nothing confirmed is forgotten, and all agree on whom to disappoint.
        let sold = count(&answers, Outcome::Sold);
        assert_eq!(world.nodes[0].book().len(), sold, "seed {seed}");
        let cancelled: BTreeSet<Vec<Order>> =
            world.nodes.iter().map(|s| s.cancelled().collect()).collect();
        assert_eq!(cancelled.len(), 1, "seed {seed}");
        let excess = sold.saturating_sub(STOCK);
        assert_eq!(world.nodes[0].cancelled().count(), excess, "seed {seed}");
        oversold += usize::from(excess > 0);
    }
    assert!(oversold > 50, "oversold in {oversold} of 500 runs");
}

#[test]
fn the_local_shop_is_not_linearizable() {
    let plan = cut(vec![(20, 0, Op::Sell), (30, 2, Op::Read)]);
    let answers = calm(&plan, Local::cluster(3, STOCK));
    assert_eq!(stale(&answers, STOCK), 1);
    assert!(!linearizable(&answers, STOCK));
}

// ANCHOR: proof
/// The proof of CAP, run: to the one who is cut off, both runs look the same.
fn what_n2_says<S: Shop>(replicas: Vec<S>, sold_elsewhere: bool) -> Vec<Outcome> {
    let mut requests = vec![(30, 2, Op::Read)];
    if sold_elsewhere {
        requests.insert(0, (20, 0, Op::Sell));
    }
    let answers = calm(&cut(requests), replicas);
    answers.iter().filter(|a| a.node == 2).map(|a| a.outcome).collect()
}

#[test]
fn a_node_that_is_cut_off_cannot_know() {
    let local = |sold| what_n2_says(Local::cluster(3, STOCK), sold);
    assert_eq!(local(true), local(false)); // So one of the two is wrong.
    assert_eq!(local(true), [Outcome::Left(STOCK)]);

    let shop = || majority(Reads::Majority, Bug::None);
    assert_eq!(what_n2_says(shop(), true), what_n2_says(shop(), false));
    assert_eq!(what_n2_says(shop(), true), [Outcome::Refused]);
}
// ANCHOR_END: proof

fn answer(op: Op, (begin, end): (u64, u64), outcome: Outcome) -> Answer {
    let order = Order { stamp: 0, node: 0 };
    Answer { node: 0, op, order, begin, end, outcome }
}

#[test]
fn the_checker_tells_good_from_bad() {
    let sold = answer(Op::Sell, (0, 10), Outcome::Sold);
    let read = |span, left| answer(Op::Read, span, Outcome::Left(left));
    // After the sale its effect must be seen; during it, it may be.
    assert!(linearizable(&[sold, read((11, 12), 1)], 2));
    assert!(!linearizable(&[sold, read((11, 12), 2)], 2));
    assert!(linearizable(&[sold, read((5, 12), 2)], 2));
    assert!(linearizable(&[sold, read((5, 12), 1)], 2));
    // In the same millisecond means at the same time.
    assert!(linearizable(&[sold, read((10, 12), 2)], 2));
    // Once seen, always seen.
    assert!(!linearizable(&[sold, read((2, 3), 1), read((4, 5), 2)], 2));
    assert!(linearizable(&[sold, read((2, 3), 2), read((4, 5), 1)], 2));
    // Not more than there is, and "sold out" only when nothing is left.
    assert!(!linearizable(&[sold, sold], 1));
    let none = answer(Op::Sell, (20, 30), Outcome::SoldOut);
    assert!(linearizable(&[sold, none], 1));
    assert!(!linearizable(&[sold, none], 2));
    // What is unknown may happen late, or never, but not before its time.
    let unknown = answer(Op::Sell, (0, 10), Outcome::Unknown);
    assert!(linearizable(&[unknown, read((20, 21), 2), read((30, 31), 1)], 2));
    assert!(linearizable(&[unknown, read((20, 21), 2)], 2));
    let later = answer(Op::Sell, (20, 30), Outcome::Unknown);
    assert!(!linearizable(&[later, read((5, 6), 1)], 2));
    // What was refused has no effect.
    let refused = answer(Op::Sell, (0, 10), Outcome::Refused);
    assert!(!linearizable(&[refused, read((20, 21), 1)], 2));
}

#[test]
fn stale_means_that_a_confirmed_sale_is_missing() {
    let sold = answer(Op::Sell, (0, 10), Outcome::Sold);
    let read = |span, left| answer(Op::Read, span, Outcome::Left(left));
    assert_eq!(stale(&[sold, read((11, 12), 2)], 2), 1);
    assert_eq!(stale(&[sold, read((11, 12), 1)], 2), 0);
    assert_eq!(stale(&[sold, read((9, 12), 2)], 2), 0, "at the same time");
}
