//! The models: who must agree on an order, and what the order must keep.

use crate::search::{Set, order, set};
use crate::{Call, Operation};

/// A consistency model, from the strongest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// One order for all; it keeps real time. Herlihy and Wing 1990.
    Linearizable,
    /// One order for all; it keeps each client's own. Lamport 1979.
    Sequential,
    /// An order for each client; it keeps causes before effects. Ahamad et al. 1995.
    Causal,
    /// An order for each client; it keeps each client's own. Lipton, Sandberg 1988.
    Pram,
}

impl Model {
    /// All of them.
    pub const ALL: [Model; 4] =
        [Model::Linearizable, Model::Sequential, Model::Causal, Model::Pram];

    // ANCHOR: allows
    /// Whether the model allows the history.
    ///
    /// For [`Model::Causal`] no value may be written twice to a register.
    pub fn allows(self, history: &[Operation]) -> bool {
        let before = self.before(history);
        match self {
            Model::Linearizable | Model::Sequential => {
                order(history, Set::MAX, &before).is_some()
            }
            Model::Causal | Model::Pram => history.iter().all(|me| {
                // A client sees all writes, and its own reads.
                let view = |o: &Operation| o.is_write() || o.client == me.client;
                order(history, set(history, view), &before).is_some()
            }),
        }
    }

    /// For each operation, those that an order must put before it.
    pub(crate) fn before(self, history: &[Operation]) -> Vec<Set> {
        let before = |keeps: fn(&Operation, &Operation) -> bool| {
            let earlier = |b: &Operation| set(history, |a| keeps(a, b));
            history.iter().map(earlier).collect()
        };
        match self {
            Model::Linearizable => before(|a, b| program(a, b) || real_time(a, b)),
            Model::Sequential | Model::Pram => before(program),
            Model::Causal => {
                closure(before(|a, b| program(a, b) || reads_from(a, b)))
            }
        }
    }
    // ANCHOR_END: allows
}

// ANCHOR: relations
/// The same client called `a`, then `b`.
pub(crate) fn program(a: &Operation, b: &Operation) -> bool {
    a.client == b.client && a.invoked < b.invoked
}

/// `a` had returned when `b` was called.
fn real_time(a: &Operation, b: &Operation) -> bool {
    a.returned.as_ref().is_some_and(|returned| returned.at < b.invoked)
}

/// `b` is a read that returned what `a` wrote.
fn reads_from(a: &Operation, b: &Operation) -> bool {
    let (Call::Write(from, wrote), Call::Read(key)) = (a.call, b.call) else {
        return false;
    };
    from == key && b.returned.as_ref().is_some_and(|read| read.value == wrote)
}
// ANCHOR_END: relations

/// Whatever comes before my predecessors comes before me.
fn closure(mut before: Vec<Set>) -> Vec<Set> {
    for via in 0..before.len() {
        for i in 0..before.len() {
            if before[i] & 1 << via != 0 {
                before[i] |= before[via];
            }
        }
    }
    before
}
