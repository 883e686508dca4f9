//! What both shops have in common: orders, requests, answers.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Node, NodeId, Out, Time};

/// One order. The order of orders settles who keeps the goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order {
    /// Grows along causality in [`crate::Local`]; a serial number elsewhere.
    pub stamp: u64,
    /// The replica that took the order.
    pub node: NodeId,
}

/// All orders that a replica knows of; what is left follows from it.
pub type Book = BTreeSet<Order>;

/// What a customer wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// How many are left?
    Read,
    /// One, please.
    Sell,
}

/// What the customer hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So many are left.
    Left(usize),
    /// The order is confirmed.
    Sold,
    /// Nothing is left.
    SoldOut,
    /// An error: certainly not done.
    Refused,
    /// An error: perhaps done, perhaps not.
    Unknown,
}

impl Outcome {
    /// Whether CAP's availability would count it as a response.
    pub fn is_answer(self) -> bool {
        !matches!(self, Outcome::Refused | Outcome::Unknown)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Left(left) => write!(f, "{left} left"),
            Outcome::Sold => write!(f, "sold"),
            Outcome::SoldOut => write!(f, "sold out"),
            Outcome::Refused => write!(f, "refused"),
            Outcome::Unknown => write!(f, "unknown"),
        }
    }
}

/// A request that is not answered yet.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// What is wanted.
    pub op: Op,
    /// The order it becomes, if it is a sale. Its stamp is unique on the node.
    pub order: Order,
    /// When it came.
    pub begin: Time,
}

impl Request {
    /// Does it to the book, once however often it is called; says what to answer.
    pub fn execute(&self, book: &mut Book, stock: usize) -> Outcome {
        if self.op == Op::Read {
            return Outcome::Left(stock.saturating_sub(book.len()));
        }
        if book.contains(&self.order) || book.len() < stock {
            book.insert(self.order);
            return Outcome::Sold;
        }
        Outcome::SoldOut
    }
}

/// A request with its answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    /// The replica that was asked.
    pub node: NodeId,
    /// What was wanted.
    pub op: Op,
    /// The order that it became or would have become, if it was a sale.
    pub order: Order,
    /// When the request came.
    pub begin: Time,
    /// When the answer left.
    pub end: Time,
    /// The answer.
    pub outcome: Outcome,
}

/// A replica that serves customers.
pub trait Shop: Node {
    /// A customer asks.
    fn request(&mut self, op: Op, out: &mut Out<Self::Message, Self::Timer>);
    /// All that customers were told, in order.
    fn answers(&self) -> &[Answer];
}
