//! The four tables in memory, and what may be changed in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Number of an order.
pub type OrderId = u64;

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Idempotency key: the client's own name for this wish. A retry has the same.
    pub key: u64,
    /// What is bought.
    pub item: u32,
    /// How many.
    pub pieces: u32,
    /// What it costs altogether.
    pub cents: u64,
}

/// What the client is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The order is placed.
    Order(OrderId),
    /// There are not enough pieces.
    SoldOut,
    /// This key was used for something else.
    KeyReused,
}

// ANCHOR: change
/// A change of one table. Changes of one record happen together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the tables")]
pub enum Change {
    /// Goods have arrived.
    Received { item: u32, pieces: u32 },
    /// Stock: goods are promised to an order.
    Taken { item: u32, pieces: u32 },
    /// Orders: there is a new one.
    Order { order: OrderId, request: Request },
    /// Payments: the bank has yet to confirm it, or has.
    Payment { order: OrderId, paid: bool },
    /// Notices: the user has yet to get one, or has.
    Notice { order: OrderId, sent: bool },
    /// What a key was answered, so that a retry hears the same.
    Answered { request: Request, answer: Answer },
}
// ANCHOR_END: change

/// Pieces of one article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// All that ever arrived.
    pub received: u32,
    /// Not yet promised to anybody.
    pub left: u32,
}

/// All tables. Nothing in here is not in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Stock of each article.
    pub stock: BTreeMap<u32, Stock>,
    /// Orders by number.
    pub orders: BTreeMap<OrderId, Request>,
    /// Whether an order is paid.
    pub payments: BTreeMap<OrderId, bool>,
    /// Whether the user was told.
    pub notices: BTreeMap<OrderId, bool>,
    /// Requests and their answers, by idempotency key.
    pub answers: BTreeMap<u64, (Request, Answer)>,
}

impl State {
    // ANCHOR: decide
    /// What a new request would be answered, and all that this changes.
    pub fn decide(&self, request: Request) -> (Answer, Vec<Change>) {
        let Request { item, pieces, .. } = request;
        if self.stock.get(&item).is_none_or(|stock| stock.left < pieces) {
            let answer = Answer::SoldOut;
            return (answer, vec![Change::Answered { request, answer }]);
        }
        let order = self.orders.last_key_value().map_or(1, |(last, _)| last + 1);
        let answer = Answer::Order(order);
        let changes = vec![
            Change::Taken { item, pieces },
            Change::Order { order, request },
            Change::Payment { order, paid: false },
            Change::Notice { order, sent: false },
            Change::Answered { request, answer },
        ];
        (answer, changes)
    }
    // ANCHOR_END: decide

    /// Carries out a change. It is in the log by now, so it can't be refused.
    pub fn apply(&mut self, change: &Change) {
        match *change {
            Change::Received { item, pieces } => {
                let stock = self.stock.entry(item).or_default();
                stock.received += pieces;
                stock.left += pieces;
            }
            Change::Taken { item, pieces } => {
                self.stock.entry(item).or_default().left -= pieces;
            }
            Change::Order { order, request } => {
                self.orders.insert(order, request);
            }
            Change::Payment { order, paid } => {
                self.payments.insert(order, paid);
            }
            Change::Notice { order, sent } => {
                self.notices.insert(order, sent);
            }
            Change::Answered { request, answer } => {
                self.answers.insert(request.key, (request, answer));
            }
        }
    }

    /// Whether the tables agree with each other.
    pub fn is_consistent(&self) -> bool {
        let ordered = |item: u32| -> u32 {
            let of_item = self.orders.values().filter(|order| order.item == item);
            of_item.map(|order| order.pieces).sum()
        };
        let nothing_is_sold_twice = self
            .stock
            .iter()
            .all(|(item, stock)| stock.left + ordered(*item) == stock.received);
        let every_order_is_in_all_tables =
            self.orders.keys().eq(self.payments.keys())
                && self.orders.keys().eq(self.notices.keys());
        let every_order_was_answered = self.orders.iter().all(|(id, request)| {
            let answer = (*request, Answer::Order(*id));
            self.answers.get(&request.key) == Some(&answer)
        });
        let orders =
            |(_, answer): &&(Request, Answer)| matches!(answer, Answer::Order(_));
        nothing_is_sold_twice
            && every_order_is_in_all_tables
            && every_order_was_answered
            && self.answers.values().filter(orders).count() == self.orders.len()
    }
}
