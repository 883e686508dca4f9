//! What a client may expect of its own session, whatever the others do.
//!
//! Terry et al. 1994, for a store that gives each value of a key a version.

use crate::Operation;
use crate::model::program;

/// The four session guarantees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guarantee {
    /// A read sees my earlier writes.
    ReadYourWrites,
    /// A read sees what my earlier reads saw.
    MonotonicReads,
    /// A write comes after my earlier writes.
    MonotonicWrites,
    /// A write comes after the writes that I have read.
    WritesFollowReads,
}

impl Guarantee {
    /// All of them.
    pub const ALL: [Guarantee; 4] = [
        Guarantee::ReadYourWrites,
        Guarantee::MonotonicReads,
        Guarantee::MonotonicWrites,
        Guarantee::WritesFollowReads,
    ];

    // ANCHOR: broken
    /// The first two operations on one key of one client whose versions go back.
    pub fn broken(self, history: &[Operation]) -> Option<[&Operation; 2]> {
        let (first_writes, then_writes) = match self {
            Guarantee::ReadYourWrites => (true, false),
            Guarantee::MonotonicReads => (false, false),
            Guarantee::MonotonicWrites => (true, true),
            Guarantee::WritesFollowReads => (false, true),
        };
        let pairs =
            history.iter().flat_map(|b| history.iter().map(move |a| [a, b]));
        pairs.into_iter().find(|[a, b]| {
            let same = program(a, b) && a.key() == b.key();
            let kinds = (a.is_write(), b.is_write()) == (first_writes, then_writes);
            let back = match (&a.returned, &b.returned) {
                (Some(a), Some(b)) => b.version < a.version,
                _ => false,
            };
            same && kinds && back
        })
    }
    // ANCHOR_END: broken
}
