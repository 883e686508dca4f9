//! A counter with a floor: who may take how much is agreed on beforehand.
//!
//! After Balegas et al., *Extending Eventually Consistent Cloud Databases for
//! Enforcing Numeric Invariants*, 2015.

use std::collections::BTreeMap;

use crate::counter::GCounter;
use crate::{Crdt, Replica};

/// What a replica looks at before it takes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Its own rights.
    Rights,
    /// The planted mistake: what is left as far as it knows, as with a PN-counter.
    Estimate,
}

// ANCHOR: escrow
/// Rights to take pieces, divided among the replicas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Escrow {
    /// Rights that one replica gave to another; to itself: that it began with.
    /// Only the giver writes an entry, and entries only grow.
    granted: BTreeMap<(Replica, Replica), u64>,
    /// Rights that were used up. Only the owner writes its slot.
    used: GCounter,
}

impl Escrow {
    /// A stock that is divided like this. All replicas must begin with the same.
    pub fn new(shares: &[u64]) -> Self {
        let own = |(at, &pieces)| ((at, at), pieces);
        let granted = shares.iter().enumerate().map(own).collect();
        Escrow { granted, used: GCounter::default() }
    }

    /// What `at` may still take. At `at` itself this is at most the truth: nobody
    /// else spends its rights, and a gift that is under way only adds to them.
    pub fn rights(&self, at: Replica) -> u64 {
        let sum = |wanted: fn(Replica, (Replica, Replica)) -> bool| -> u64 {
            let grants = self.granted.iter().filter(|(pair, _)| wanted(at, **pair));
            grants.map(|(_, pieces)| pieces).sum()
        };
        let received = sum(|at, (_, to)| to == at);
        let given = sum(|at, (from, to)| from == at && to != at);
        received - given - self.used.slot(at)
    }

    /// Takes pieces at replica `at`, or refuses.
    pub fn take(&mut self, at: Replica, pieces: u64, rule: Rule) -> bool {
        let allowed = match rule {
            Rule::Rights => self.rights(at) >= pieces,
            Rule::Estimate => self.left() >= pieces as i64,
        };
        if allowed {
            self.used.add(at, pieces);
        }
        allowed
    }

    /// Gives rights of `from` away, as far as it has them. Called at `from` only.
    pub fn give(&mut self, from: Replica, to: Replica, pieces: u64) {
        let pieces = pieces.min(self.rights(from));
        *self.granted.entry((from, to)).or_default() += pieces;
    }

    /// What is left, as far as this replica knows.
    pub fn left(&self) -> i64 {
        let began = |(&(from, to), &pieces)| if from == to { pieces } else { 0 };
        let stock: u64 = self.granted.iter().map(began).sum();
        stock as i64 - self.used.total() as i64
    }
}

impl Crdt for Escrow {
    fn merge(&mut self, other: &Self) {
        for (&pair, &pieces) in &other.granted {
            let mine = self.granted.entry(pair).or_default();
            *mine = (*mine).max(pieces);
        }
        self.used.merge(&other.used);
    }
}
// ANCHOR_END: escrow
