//! A crash after every step, at every byte: what does the shop still know?

use sim::Rng;

use crate::{Answer, Bug, Disk, Request, Shop, Tail};

/// Steps of one explored life.
const STEPS: usize = 20;

/// What the shop has said to somebody, and may not take back.
#[derive(Clone, Copy, Debug)]
enum Promise {
    Answer(Request, Answer),
    Paid(u64),
}

/// How many crashes were tried, and after how many of them what was wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Crashes tried.
    pub crashes: usize,
    /// The tables contradict each other.
    pub torn: usize,
    /// An answer was given, or a payment confirmed, of which nothing is known.
    pub lost: usize,
    /// Retries with the old keys made new orders.
    pub doubled: usize,
    /// An order confirmed after the recovery did not survive a second crash.
    pub lost_later: usize,
}

/// Lives one random life, and crashes it at every byte that is not yet synced.
pub fn explore(seed: u64, bug: Option<Bug>) -> Report {
    let mut rng = Rng::new(seed);
    let mut shop = Shop::open(Disk::default(), bug);
    let mut promises: Vec<(Promise, usize)> = Vec::new();
    let mut report = Report::default();
    let mut requests = 0;
    for _ in 0..STEPS {
        match rng.range(&(0..=9)) {
            0 => {
                shop.receive(1, 5);
            }
            1..=4 => {
                requests += 1;
                let pieces = rng.range(&(1..=3)) as u32;
                let request =
                    Request { key: requests, item: 1, pieces, cents: 100 };
                let reply = shop.place(request);
                let promise = Promise::Answer(request, reply.answer);
                promises.push((promise, reply.after));
            }
            5..=6 => {
                if let Some(order) = shop.unpaid().first().copied() {
                    let after = shop.paid(order);
                    promises.push((Promise::Paid(order), after));
                }
            }
            _ => shop.sync_to(shop.end()),
        }
        let said = promises.iter().filter(|(_, after)| shop.may_say(*after));
        let said: Vec<Promise> = said.map(|(promise, _)| *promise).collect();
        // ANCHOR: every-byte
        let unsynced = shop.end() - shop.disk().synced();
        for kept in 0..=unsynced {
            for tail in [Tail::Gone, Tail::Zeros] {
                let mut disk = shop.disk().clone();
                disk.crash(kept, tail);
                report.judge(Shop::open(disk, bug), &said);
            }
        }
        // ANCHOR_END: every-byte
    }
    report
}

impl Report {
    fn judge(&mut self, mut shop: Shop, said: &[Promise]) {
        self.crashes += 1;
        self.torn += usize::from(!shop.state.is_consistent());
        let kept = |promise: &Promise| match *promise {
            Promise::Answer(request, Answer::Order(order)) => {
                shop.state.orders.get(&order) == Some(&request)
            }
            Promise::Answer(request, answer) => {
                shop.state.answers.get(&request.key) == Some(&(request, answer))
            }
            Promise::Paid(order) => shop.state.payments.get(&order) == Some(&true),
        };
        self.lost += usize::from(!said.iter().all(kept));

        let orders = shop.state.orders.len();
        let requests: Vec<Request> = shop.state.orders.values().copied().collect();
        for request in requests {
            shop.place(request);
        }
        self.doubled += usize::from(shop.state.orders.len() > orders);

        let key = u64::MAX;
        shop.receive(2, 1);
        shop.place(Request { key, item: 2, pieces: 1, cents: 100 });
        shop.sync_to(shop.end());
        let mut disk = shop.disk().clone();
        disk.crash(0, Tail::Gone);
        let again = Shop::open(disk, None);
        self.lost_later += usize::from(!again.state.answers.contains_key(&key));
    }
}
