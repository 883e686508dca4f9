//! Three data centres that sell from one stock, each on its own.

use std::fmt;

use sim::{Node, NodeId, Out, Time};

use crate::Crdt;
use crate::escrow::{Escrow, Rule};

/// Milliseconds between two rounds of gossip.
pub const EVERY: Time = 100;

/// What data centres say to each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// What the sender knows.
    State(Escrow),
    /// The sender has no rights left.
    Ask,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::State(stock) => write!(f, "left {}", stock.left()),
            Message::Ask => write!(f, "ask"),
        }
    }
}

/// One data centre. All of it is on disk: rights must survive a crash.
#[derive(Clone, Debug)]
pub struct Shop {
    id: NodeId,
    shops: usize,
    rule: Rule,
    /// What this shop knows of the stock.
    pub stock: Escrow,
    /// Pieces that it has sold.
    pub sold: u64,
    /// Customers that it has sent away.
    pub refused: u64,
}

impl Shop {
    /// One shop for each share of the stock.
    pub fn chain(rule: Rule, shares: &[u64]) -> Vec<(String, Shop)> {
        let stock = Escrow::new(shares);
        let shop = |id| Shop {
            id,
            shops: shares.len(),
            rule,
            stock: stock.clone(),
            sold: 0,
            refused: 0,
        };
        (0..shares.len()).map(|id| (format!("dc{id}"), shop(id))).collect()
    }

    // ANCHOR: buy
    /// A customer wants one piece, and is answered before anyone else is asked.
    pub fn buy(&mut self, out: &mut Out<Message, ()>) {
        if self.stock.take(self.id, 1, self.rule) {
            self.sold += 1;
            return;
        }
        self.refused += 1;
        if self.rule == Rule::Rights {
            self.others().for_each(|shop| out.send(shop, Message::Ask));
        }
    }
    // ANCHOR_END: buy

    fn others(&self) -> impl Iterator<Item = NodeId> + use<> {
        let id = self.id;
        (0..self.shops).filter(move |&shop| shop != id)
    }
}

impl Node for Shop {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Message, ()>) {
        out.set_timer(EVERY, ());
    }

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match message {
            Message::State(stock) => self.stock.merge(&stock),
            Message::Ask => {
                // Half, rounded up: the last piece must not stay out of reach.
                let half = self.stock.rights(self.id).div_ceil(2);
                self.stock.give(self.id, from, half);
                out.send(from, Message::State(self.stock.clone()));
            }
        }
    }

    fn on_timer(&mut self, (): (), out: &mut Out<Message, ()>) {
        for shop in self.others() {
            out.send(shop, Message::State(self.stock.clone()));
        }
        out.set_timer(EVERY, ());
    }
}
