//! Dots name updates; a context remembers which ones were seen, without keeping them.

use std::collections::{BTreeMap, BTreeSet};

use crate::Replica;

/// The n-th update of a replica, counted from 1.
pub type Dot = (Replica, u64);

// ANCHOR: context
/// The dots that a replica has seen: a version vector, and dots beyond a gap.
///
/// Always compact, so that equal contexts are equal in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// All dots of a replica up to this number.
    up_to: BTreeMap<Replica, u64>,
    /// Dots that came before their predecessors, as deltas may.
    beyond: BTreeSet<Dot>,
}

impl Context {
    /// Whether this dot was seen, be it still there or removed since.
    pub fn contains(&self, dot: &Dot) -> bool {
        dot.1 <= self.last(dot.0) || self.beyond.contains(dot)
    }

    /// A dot that nobody has used, if nobody else uses the name `at`.
    pub fn next(&self, at: Replica) -> Dot {
        (at, self.last(at) + 1)
    }

    /// Marks dots as seen.
    pub fn extend(&mut self, dots: impl IntoIterator<Item = Dot>) {
        self.beyond.extend(dots);
        let up_to = &mut self.up_to;
        // In ascending order: a filled gap lets the dots behind it follow.
        self.beyond.retain(|&(replica, n)| {
            let last = up_to.get(&replica).copied().unwrap_or(0);
            if n == last + 1 {
                up_to.insert(replica, n);
            }
            n > last + 1
        });
    }

    /// Marks all as seen that `other` has seen.
    pub fn merge(&mut self, other: &Self) {
        for (&replica, &n) in &other.up_to {
            self.up_to.insert(replica, n.max(self.last(replica)));
        }
        self.extend(other.beyond.iter().copied());
    }

    /// How many numbers it takes to write this down.
    pub fn size(&self) -> usize {
        self.up_to.len() + self.beyond.len()
    }

    fn last(&self, replica: Replica) -> u64 {
        self.up_to.get(&replica).copied().unwrap_or(0)
    }
}
// ANCHOR_END: context
