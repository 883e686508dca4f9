//! Last write wins: a register, and a map of such registers.

use std::collections::BTreeMap;
use std::fmt::Debug;

use crate::spec::{self, Seen};
use crate::{Crdt, Replica, Replicated};

// ANCHOR: lww
/// When a write was made. Unique: ties of time are broken by the replica's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// The clock of the replica, or more, if it had seen a later write.
    pub time: u64,
    /// Who wrote.
    pub replica: Replica,
}

/// A register that keeps the write with the largest stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lww<V> {
    written: Option<(Stamp, V)>,
}

impl<V: Clone> Lww<V> {
    /// Writes at replica `at`, whose clock says `clock`.
    pub fn write(&mut self, at: Replica, clock: u64, value: V) {
        // A write must not lose to one that its author had read.
        let time = self.stamp().map_or(clock, |seen| clock.max(seen.time + 1));
        self.written = Some((Stamp { time, replica: at }, value));
    }

    /// The stamp of the value, if there was a write.
    pub fn stamp(&self) -> Option<Stamp> {
        self.written.as_ref().map(|(stamp, _)| *stamp)
    }

    /// The value, if there was a write.
    pub fn get(&self) -> Option<&V> {
        self.written.as_ref().map(|(_, value)| value)
    }
}

impl<V: Clone + PartialEq> Crdt for Lww<V> {
    fn merge(&mut self, other: &Self) {
        if other.stamp() > self.stamp() {
            self.written.clone_from(&other.written);
        }
    }
}
// ANCHOR_END: lww

impl<V> Default for Lww<V> {
    fn default() -> Self {
        Lww { written: None }
    }
}

impl<V: Clone + PartialEq + Debug> Replicated for Lww<V> {
    /// Reading of the clock, and the value to write.
    type Update = (u64, V);
    type Value = Option<V>;

    fn update(&mut self, at: Replica, (clock, value): &(u64, V)) -> Self {
        self.write(at, *clock, value.clone());
        self.clone()
    }

    fn value(&self) -> Option<V> {
        self.get().cloned()
    }

    fn expected(seen: &Seen<'_, (u64, V)>) -> Option<V> {
        spec::last_write(seen, |(clock, _)| (*clock, ())).map(|(_, value)| value)
    }
}

/// A map whose keys are registers. A removed key keeps its stamp: a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LwwMap<K, V> {
    registers: BTreeMap<K, Lww<Option<V>>>,
}

impl<K: Ord + Clone, V: Clone + PartialEq> LwwMap<K, V> {
    /// Writes a key, or removes it (`None`). The delta is that one register.
    pub fn write(
        &mut self,
        at: Replica,
        clock: u64,
        key: K,
        value: Option<V>,
    ) -> Self {
        let register = self.registers.entry(key.clone()).or_default();
        register.write(at, clock, value);
        LwwMap { registers: [(key, register.clone())].into() }
    }

    /// The value of a key that is not removed.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.registers.get(key)?.get()?.as_ref()
    }
}

impl<K, V> Default for LwwMap<K, V> {
    fn default() -> Self {
        LwwMap { registers: BTreeMap::new() }
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> Crdt for LwwMap<K, V> {
    fn merge(&mut self, other: &Self) {
        for (key, theirs) in &other.registers {
            self.registers.entry(key.clone()).or_default().merge(theirs);
        }
    }
}

impl<K, V> Replicated for LwwMap<K, V>
where
    K: Ord + Clone + Debug,
    V: Clone + PartialEq + Debug,
{
    /// Reading of the clock, key, and the value (`None` to remove).
    type Update = (u64, K, Option<V>);
    type Value = BTreeMap<K, V>;

    fn update(&mut self, at: Replica, update: &Self::Update) -> Self {
        let (clock, key, value) = update;
        self.write(at, *clock, key.clone(), value.clone())
    }

    fn value(&self) -> BTreeMap<K, V> {
        let live = |key: &K| Some((key.clone(), self.get(key)?.clone()));
        self.registers.keys().filter_map(live).collect()
    }

    fn expected(seen: &Seen<'_, Self::Update>) -> BTreeMap<K, V> {
        let keys = seen.updates().map(|(_, key, _)| key.clone());
        keys.filter_map(|key| {
            let only = |update: &Self::Update| (update.0, update.1.clone());
            let of_key = seen.only(|(_, k, _)| *k == key);
            let (_, _, value) = spec::last_write(&of_key, only)?;
            Some((key, value?))
        })
        .collect()
    }
}
