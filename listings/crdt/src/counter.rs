//! Counters: one slot a replica, the larger number wins.

use std::collections::BTreeMap;

use crate::spec::{self, Seen};
use crate::{Crdt, Replica, Replicated};

// ANCHOR: g-counter
/// A counter that only grows. Each replica writes its own slot only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GCounter {
    slots: BTreeMap<Replica, u64>,
}

impl GCounter {
    /// Counts `by` more at replica `at`. The delta is that one slot.
    pub fn add(&mut self, at: Replica, by: u64) -> Self {
        let slot = self.slots.entry(at).or_default();
        *slot += by;
        GCounter { slots: [(at, *slot)].into() }
    }

    /// What has been counted at one replica.
    pub fn slot(&self, at: Replica) -> u64 {
        self.slots.get(&at).copied().unwrap_or(0)
    }

    /// What has been counted everywhere, as far as this replica knows.
    pub fn total(&self) -> u64 {
        self.slots.values().sum()
    }
}

impl Crdt for GCounter {
    fn merge(&mut self, other: &Self) {
        for (&replica, &count) in &other.slots {
            let slot = self.slots.entry(replica).or_default();
            *slot = (*slot).max(count);
        }
    }
}
// ANCHOR_END: g-counter

impl Replicated for GCounter {
    type Update = u64;
    type Value = u64;

    fn update(&mut self, at: Replica, by: &u64) -> Self {
        self.add(at, *by)
    }

    fn value(&self) -> u64 {
        self.total()
    }

    fn expected(seen: &Seen<'_, u64>) -> u64 {
        seen.updates().sum()
    }
}

/// A counter that goes up and down: the difference of two that only grow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PnCounter {
    up: GCounter,
    down: GCounter,
}

impl Crdt for PnCounter {
    fn merge(&mut self, other: &Self) {
        self.up.merge(&other.up);
        self.down.merge(&other.down);
    }
}

impl Replicated for PnCounter {
    type Update = i64;
    type Value = i64;

    fn update(&mut self, at: Replica, by: &i64) -> Self {
        let mut delta = PnCounter::default();
        if *by < 0 {
            delta.down = self.down.add(at, by.unsigned_abs());
        } else {
            delta.up = self.up.add(at, by.unsigned_abs());
        }
        delta
    }

    fn value(&self) -> i64 {
        self.up.total() as i64 - self.down.total() as i64
    }

    fn expected(seen: &Seen<'_, i64>) -> i64 {
        spec::sum(seen)
    }
}
