//! Immutability: a row that is overwritten, and facts that are only added.

use std::collections::BTreeMap;

/// Something that happened to the stock of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Goods arrived.
    Received(i64),
    /// Goods were sold.
    Sold(i64),
    /// A customer sent goods back.
    Returned(i64),
    /// An earlier fact was wrong.
    Cancelled(u64),
}

// ANCHOR: before
/// A copy of the stock that is told the new value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What the last message said.
    pub stock: i64,
}

impl Row {
    /// The last word wins, whichever was spoken last.
    pub fn accept(&mut self, stock: i64) {
        self.stock = stock;
    }
}
// ANCHOR_END: before

// ANCHOR: after
/// A copy of the stock that is told what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    facts: BTreeMap<u64, Fact>,
}

impl Facts {
    /// A fact has a number: order and repetition don't matter.
    pub fn accept(&mut self, number: u64, fact: Fact) {
        self.facts.entry(number).or_insert(fact);
    }

    /// Derived: another question is another fold.
    pub fn stock(&self, returns_count: bool) -> i64 {
        let facts = self.facts.iter();
        let valid = facts.filter(|(number, _)| !self.cancelled(**number));
        valid.map(|(_, fact)| fact.effect(returns_count)).sum()
    }
}
// ANCHOR_END: after

impl Facts {
    fn cancelled(&self, number: u64) -> bool {
        self.facts.values().any(|fact| *fact == Fact::Cancelled(number))
    }
}

impl Fact {
    fn effect(self, returns_count: bool) -> i64 {
        match self {
            Fact::Received(n) => n,
            Fact::Sold(n) => -n,
            Fact::Returned(n) if returns_count => n,
            Fact::Returned(_) | Fact::Cancelled(_) => 0,
        }
    }
}
