//! The shop that answers: each replica decides alone, and they settle up later.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Node, NodeId, Out, Time};

use crate::{Answer, Book, Op, Order, Outcome, Request, Shop};

/// What replicas say to each other.
#[derive(Clone, Debug)]
pub enum Gossip {
    /// All orders that I know of.
    Book(Book),
    /// I now know the orders that you sent: so many.
    Seen(usize),
}

/// A replica of the shop that answers.
#[derive(Clone, Debug)]
pub struct Local {
    id: NodeId,
    nodes: usize,
    stock: usize,
    /// All orders that this replica knows of, its own and those of others.
    book: Book,
    /// Who hasn't confirmed the book as it is now.
    behind: BTreeSet<NodeId>,
    answers: Vec<Answer>,
}

impl Local {
    /// What was not confirmed is sent again after so many ms.
    pub const RESEND: Time = 50;

    /// `nodes` replicas with `stock` items to sell.
    pub fn cluster(nodes: usize, stock: usize) -> Vec<Self> {
        let (book, behind, answers) = (Book::new(), BTreeSet::new(), Vec::new());
        let first = Local { id: 0, nodes, stock, book, behind, answers };
        (0..nodes).map(|id| Local { id, ..first.clone() }).collect()
    }

    /// The orders that this replica knows of.
    pub fn book(&self) -> &Book {
        &self.book
    }

    // ANCHOR: cancelled
    /// Confirmed, yet without goods: what the customers of this node's book are
    /// told once the books agree. All replicas choose the same ones.
    pub fn cancelled(&self) -> impl Iterator<Item = Order> {
        self.book.iter().copied().skip(self.stock)
    }
    // ANCHOR_END: cancelled

    fn spread(&mut self, out: &mut Out<Gossip, ()>) {
        for &node in &self.behind {
            out.send(node, Gossip::Book(self.book.clone()));
        }
        if !self.behind.is_empty() {
            out.set_timer(Self::RESEND, ());
        }
    }
}

impl Shop for Local {
    // ANCHOR: request
    fn request(&mut self, op: Op, out: &mut Out<Gossip, ()>) {
        // A Lamport stamp: later than every order that this replica knows of.
        let stamp = self.book.last().map_or(1, |order| order.stamp + 1);
        let order = Order { stamp, node: self.id };
        let begin = out.now();
        let request = Request { op, order, begin };
        let outcome = request.execute(&mut self.book, self.stock);
        let answer =
            Answer { node: self.id, op, order, begin, end: begin, outcome };
        self.answers.push(answer); // Answered before anybody else was asked.
        match outcome {
            Outcome::Sold => out.commit(outcome.to_string()),
            _ => out.note(outcome.to_string()),
        }
        if outcome == Outcome::Sold {
            self.behind = (0..self.nodes).filter(|&n| n != self.id).collect();
            self.spread(out);
        }
    }
    // ANCHOR_END: request

    fn answers(&self) -> &[Answer] {
        &self.answers
    }
}

impl Node for Local {
    type Message = Gossip;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Gossip, ()>) {
        self.spread(out);
    }

    // ANCHOR: merge
    fn on_message(
        &mut self,
        from: NodeId,
        message: Gossip,
        out: &mut Out<Gossip, ()>,
    ) {
        match message {
            Gossip::Book(book) => {
                let before = self.book.len();
                let size = book.len();
                self.book.extend(book); // A union: order and repetition don't matter.
                let excess = self.cancelled().count();
                if excess > 0 && self.book.len() > before {
                    out.error(format!("{excess} oversold"));
                }
                out.send(from, Gossip::Seen(size));
            }
            Gossip::Seen(size) if size == self.book.len() => {
                self.behind.remove(&from);
            }
            Gossip::Seen(_) => {} // Of an older book.
        }
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Gossip, ()>) {
        self.spread(out);
    }
    // ANCHOR_END: merge
}

impl fmt::Display for Gossip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gossip::Book(book) => write!(f, "Book #{}", book.len()),
            Gossip::Seen(size) => write!(f, "Seen #{size}"),
        }
    }
}
