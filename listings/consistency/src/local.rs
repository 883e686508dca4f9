//! Linearizability is local: each register can be checked by itself.

use std::collections::BTreeSet;

use crate::{Model, Operation};

/// What of a history is about one register.
pub fn only(key: char, history: &[Operation]) -> Vec<Operation> {
    history.iter().filter(|operation| operation.key() == key).cloned().collect()
}

// ANCHOR: by_key
/// Whether a history is linearizable: one short search for each register.
pub fn linearizable_by_key(history: &[Operation]) -> bool {
    let keys: BTreeSet<char> = history.iter().map(Operation::key).collect();
    keys.into_iter().all(|key| Model::Linearizable.allows(&only(key, history)))
}
// ANCHOR_END: by_key
