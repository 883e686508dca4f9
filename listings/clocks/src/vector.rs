//! Vector clocks: one counter for each node, so that concurrency shows.

use std::cmp::Ordering;
use std::fmt;

use sim::{NodeId, Time};

use crate::Clock;

/// How many events of each node this node knows of, itself included.
#[derive(Clone, Debug)]
pub struct Vector {
    me: NodeId,
    known: VectorStamp,
}

impl Vector {
    /// The clock of node `me` of `nodes` nodes.
    pub fn new(me: NodeId, nodes: usize) -> Self {
        Vector { me, known: VectorStamp(vec![0; nodes]) }
    }
}

// ANCHOR: clock
impl Clock for Vector {
    type Stamp = VectorStamp;

    fn tick(&mut self, _: Time) -> VectorStamp {
        self.known.0[self.me] += 1;
        self.known.clone()
    }

    fn receive(&mut self, pt: Time, seen: &VectorStamp) -> VectorStamp {
        for (mine, theirs) in self.known.0.iter_mut().zip(&seen.0) {
            *mine = (*mine).max(*theirs);
        }
        self.tick(pt)
    }
}
// ANCHOR_END: clock

/// The stamp of an event: how many events of each node lie in its past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VectorStamp(Vec<u64>);

// ANCHOR: compare
impl PartialOrd for VectorStamp {
    /// `None` means that the events are concurrent.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let pairs = || self.0.iter().zip(&other.0);
        let no_larger = pairs().all(|(a, b)| a <= b);
        let no_smaller = pairs().all(|(a, b)| a >= b);
        match (no_larger, no_smaller) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }
}
// ANCHOR_END: compare

impl fmt::Display for VectorStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
