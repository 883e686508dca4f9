//! A register that keeps all values nobody has overwritten knowingly.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::dots::{Context, Dot};
use crate::spec::Seen;
use crate::{Crdt, Replica, Replicated};

// ANCHOR: mv
/// A multi-value register: what Dynamo and Riak call siblings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MvRegister<V> {
    values: BTreeMap<Dot, V>,
    context: Context,
}

impl<V: Clone> MvRegister<V> {
    /// Writes a value in place of all that are seen here.
    pub fn write(&mut self, at: Replica, value: V) -> Self {
        let dot = self.context.next(at);
        let mut delta = MvRegister::default();
        delta.context.extend(self.values.keys().copied().chain([dot]));
        delta.values.insert(dot, value);
        self.values.clone_from(&delta.values);
        self.context.extend([dot]);
        delta
    }
}

impl<V: Clone + PartialEq> Crdt for MvRegister<V> {
    fn merge(&mut self, other: &Self) {
        self.values.retain(|dot, _| {
            other.values.contains_key(dot) || !other.context.contains(dot)
        });
        for (dot, value) in &other.values {
            if !self.context.contains(dot) {
                self.values.insert(*dot, value.clone());
            }
        }
        self.context.merge(&other.context);
    }
}
// ANCHOR_END: mv

impl<V> Default for MvRegister<V> {
    fn default() -> Self {
        MvRegister { values: BTreeMap::new(), context: Context::default() }
    }
}

impl<V: Ord + Clone + Debug> Replicated for MvRegister<V> {
    type Update = V;
    type Value = BTreeSet<V>;

    fn update(&mut self, at: Replica, value: &V) -> Self {
        self.write(at, value.clone())
    }

    fn value(&self) -> BTreeSet<V> {
        self.values.values().cloned().collect()
    }

    /// The writes that came before no other write.
    fn expected(seen: &Seen<'_, V>) -> BTreeSet<V> {
        let overwritten =
            |id| seen.ids.iter().any(|&by| seen.history[by].after.contains(id));
        let last = seen.ids.iter().filter(|id| !overwritten(id));
        last.map(|&id| seen.history[id].update.clone()).collect()
    }
}
