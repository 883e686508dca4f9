//! A shopping cart with several leaders: what becomes of concurrent changes.

use std::collections::{BTreeMap, BTreeSet};

/// What is in a cart.
pub type Items = BTreeSet<&'static str>;

// ANCHOR: version
/// The cart after one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// How many changes of each leader this one has seen, itself included.
    pub seen: BTreeMap<usize, u64>,
    /// The time of the change by its leader's clock, and that leader; never used twice.
    pub stamp: (u64, usize),
    /// What was in the cart.
    pub items: Items,
}

impl Version {
    /// Whether this change was made in knowledge of the other.
    pub fn includes(&self, other: &Version) -> bool {
        let seen = |leader| self.seen.get(leader).copied().unwrap_or(0);
        other.seen.iter().all(|(leader, &changes)| seen(leader) >= changes)
    }
}
// ANCHOR_END: version

/// What a leader does with two versions of which neither includes the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolve {
    /// The larger stamp wins.
    LastWriteWins,
    /// Keeps both; a reader sees their union, and the next change joins them.
    KeepBoth,
}

/// One of the leaders; each takes changes without asking the others.
#[derive(Clone, Debug)]
pub struct Leader {
    id: usize,
    resolve: Resolve,
    /// More than one only while there is a conflict.
    pub versions: Vec<Version>,
}

impl Leader {
    /// A leader with an empty cart.
    pub fn new(id: usize, resolve: Resolve) -> Self {
        Leader { id, resolve, versions: Vec::new() }
    }

    /// What a client sees here.
    pub fn items(&self) -> Items {
        self.versions.iter().flat_map(|v| v.items.clone()).collect()
    }

    /// Changes the cart at `clock`; returns what the other leaders must learn.
    pub fn change(&mut self, clock: u64, edit: impl FnOnce(&mut Items)) -> Version {
        let mut items = self.items();
        edit(&mut items);
        let mut seen = BTreeMap::new();
        for (&leader, &changes) in self.versions.iter().flat_map(|v| &v.seen) {
            let known = seen.entry(leader).or_insert(0);
            *known = changes.max(*known);
        }
        *seen.entry(self.id).or_insert(0) += 1;
        let version = Version { seen, stamp: (clock, self.id), items };
        self.receive(version.clone());
        version
    }

    // ANCHOR: receive
    /// Learns of a change, in whatever order the changes arrive.
    pub fn receive(&mut self, new: Version) {
        match self.resolve {
            Resolve::LastWriteWins => {
                self.versions.push(new);
                let last = self.versions.iter().max_by_key(|v| v.stamp).cloned();
                self.versions = last.into_iter().collect();
            }
            Resolve::KeepBoth => {
                if !self.versions.iter().any(|old| old.includes(&new)) {
                    self.versions.retain(|old| !new.includes(old));
                    self.versions.push(new);
                }
            }
        }
    }
    // ANCHOR_END: receive
}
