//! The order that really was: Lamport's happens-before, read from a trace.

use std::collections::{BTreeMap, BTreeSet};

use sim::{Event, Trace};

/// For each record of a trace, the records that happen before it.
///
/// This is the definition, not a clock: it keeps whole sets and needs the whole
/// trace, so it can judge the clocks.
pub struct HappensBefore {
    past: Vec<BTreeSet<usize>>,
}

impl HappensBefore {
    // ANCHOR: past
    /// Collects the past of every event.
    pub fn of(trace: &Trace) -> Self {
        let mut past: Vec<BTreeSet<usize>> = Vec::new();
        let mut last_at: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sent: BTreeMap<u64, usize> = BTreeMap::new();
        for (index, record) in trace.records.iter().enumerate() {
            let (node, message) = match &record.event {
                Event::Send { from, id, .. } => {
                    sent.insert(*id, index);
                    (from, None)
                }
                Event::Recv { to, id, .. } => (to, sent.get(id).copied()),
                Event::Local { at, .. }
                | Event::State { at, .. }
                | Event::Crash { at }
                | Event::Restart { at } => (at, None),
                _ => {
                    past.push(BTreeSet::new()); // Not an event of a node.
                    continue;
                }
            };
            let on_node = last_at.insert(node, index);
            let mut before = BTreeSet::new();
            for cause in on_node.into_iter().chain(message) {
                before.extend(&past[cause]);
                before.insert(cause);
            }
            past.push(before);
        }
        HappensBefore { past }
    }
    // ANCHOR_END: past

    /// Whether record `a` happens before record `b`.
    pub fn holds(&self, a: usize, b: usize) -> bool {
        self.past[b].contains(&a)
    }

    /// Whether neither happens before the other.
    pub fn concurrent(&self, a: usize, b: usize) -> bool {
        a != b && !self.holds(a, b) && !self.holds(b, a)
    }

    /// The records that happen before record `b`.
    pub fn past(&self, b: usize) -> impl Iterator<Item = usize> + '_ {
        self.past[b].iter().copied()
    }
}
