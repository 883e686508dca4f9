//! Client, shop and bank on a bad network, with crashes.

use std::collections::BTreeSet;

use orders::{
    Answer, BANK, Bug, CLIENT, Message, OrderId, Peer, Request, SHOP, Shop, State,
    Tail,
};
use sim::{Chaos, Event, Network, Node, Time, World};

struct Ending {
    heard: Vec<Answer>,
    books: State,
    charged: BTreeSet<OrderId>,
}

/// Five wishes, the last of which is too many; faults end after two seconds.
fn run(seed: u64, bug: Option<Bug>) -> Ending {
    let wish = |key| Request { key, item: 1, pieces: 2, cents: 100 };
    let mut network = Network::reliable(1..=20);
    network.loss = 0.1;
    network.duplicate = 0.1;
    let nodes = Peer::all((1..=5).map(wish).collect(), 9, bug);
    let mut world = World::new(seed, network, nodes).without_trace();
    let chaos =
        Chaos { until: 2_000, crash: Some((5..=60, 5..=60)), partition: None };
    for (at, fault) in chaos.schedule(seed, 3) {
        world.schedule(at, fault);
    }
    world.run_until(2_500);
    world.network = Network::reliable(1..=20);
    world.run_until(10_000);
    let mut nodes = world.nodes.into_iter();
    let (
        Some(Peer::Client(client)),
        Some(Peer::Shop(server)),
        Some(Peer::Bank(charged)),
    ) = (nodes.next(), nodes.next(), nodes.next())
    else {
        panic!("{CLIENT}, {SHOP} and {BANK} are the client, the shop and the bank")
    };
    // What only memory knows does not count.
    let mut disk = server.shop.disk().clone();
    disk.crash(0, Tail::Gone);
    let books = Shop::open(disk, None).state;
    Ending { heard: client.heard, books, charged }
}

impl Ending {
    fn is_right(&self) -> bool {
        let known = |(key, answer): (u64, &Answer)| {
            self.books.answers.get(&key).is_some_and(|(_, known)| known == answer)
        };
        self.heard.len() == 5
            && (1..).zip(&self.heard).all(known)
            && self.books.is_consistent()
            && self.books.orders.len() == 4
            && self.books.orders.keys().eq(self.charged.iter())
            && self.books.payments.values().all(|paid| *paid)
    }
}

fn wrong(bug: Option<Bug>) -> usize {
    (0..500).filter(|&seed| !run(seed, bug).is_right()).count()
}

#[test]
fn client_shop_and_bank_agree_in_the_end_whatever_crashed() {
    assert_eq!(wrong(None), 0);
}

#[test]
fn answering_before_the_fsync_breaks_the_agreement() {
    assert!(wrong(Some(Bug::AnswersBeforeSync)) > 0);
}

#[test]
fn a_shop_that_forgets_keys_takes_goods_for_one_wish_twice() {
    let twice = |seed| {
        let orders = run(seed, Some(Bug::ForgetsKeys)).books.orders;
        let keys: BTreeSet<u64> =
            orders.values().map(|request| request.key).collect();
        keys.len() < orders.len()
    };
    assert!((0..100).any(twice));
}

/// A shop that hears of wishes at certain times; when it said what.
fn said(wishes: &[(Time, u64)]) -> Vec<(Time, String)> {
    let mut world =
        World::new(1, Network::reliable(5..=5), Peer::all(vec![], 9, None));
    for &(at, key) in wishes {
        world.run_until(at);
        let place = Message::Place(Request { key, item: 1, pieces: 1, cents: 100 });
        world.call(SHOP, |shop, out| shop.on_message(CLIENT, place, out));
    }
    world.run_until(150);
    let sent = |record: &sim::Record| match &record.event {
        Event::Send { from, label, .. } if from == "shop" => {
            Some((record.t, label.clone()))
        }
        _ => None,
    };
    world.trace.records.iter().filter_map(sent).take(wishes.len()).collect()
}

#[test]
fn an_order_waits_for_an_fsync_that_began_after_it_was_written() {
    // The fsync of order 1 ends at 13; orders 2 and 3 share the next one.
    let answers = said(&[(10, 1), (11, 2), (12, 3)]);
    let expected =
        [(15, "k1 is order 1"), (18, "k2 is order 2"), (18, "k3 is order 3")];
    assert_eq!(answers, expected.map(|(t, label)| (t, label.to_owned())));
}

#[test]
fn the_bank_hears_of_no_order_that_is_not_yet_synced() {
    // At 80 the shop looks for unpaid orders and finds one that the disk has not.
    let first = said(&[(79, 1), (79, 1)]);
    let expected = [(84, "k1 is order 1"), (84, "k1 is order 1")];
    assert_eq!(first, expected.map(|(t, label)| (t, label.to_owned())));
}
