//! Types that look right. Each breaks another law; `check` finds them all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::or_set::SetUpdate;
use crate::spec::{self, Seen};
use crate::{Crdt, Replica, Replicated};

/// A counter that adds what it is told: a message that comes twice counts twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddingCounter {
    slots: BTreeMap<Replica, i64>,
}

impl Crdt for AddingCounter {
    fn merge(&mut self, other: &Self) {
        for (&replica, &count) in &other.slots {
            *self.slots.entry(replica).or_default() += count;
        }
    }
}

impl Replicated for AddingCounter {
    type Update = i64;
    type Value = i64;

    fn update(&mut self, at: Replica, by: &i64) -> Self {
        *self.slots.entry(at).or_default() += by;
        AddingCounter { slots: [(at, *by)].into() }
    }

    fn value(&self) -> i64 {
        self.slots.values().sum()
    }

    fn expected(seen: &Seen<'_, i64>) -> i64 {
        spec::sum(seen)
    }
}

// ANCHOR: union
/// A set that is merged by union, like the shopping cart in Dynamo's paper.
///
/// Union obeys all laws of `merge`. It is `remove` that breaks one: it makes the
/// state smaller, and a union with anything older brings the element back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnionSet {
    elements: BTreeSet<&'static str>,
}

impl Crdt for UnionSet {
    fn merge(&mut self, other: &Self) {
        self.elements.extend(&other.elements);
    }
}
// ANCHOR_END: union

impl Replicated for UnionSet {
    type Update = SetUpdate<&'static str>;
    type Value = BTreeSet<&'static str>;

    fn update(&mut self, _: Replica, update: &Self::Update) -> Self {
        let mut delta = UnionSet::default();
        match update {
            SetUpdate::Add(element) => {
                self.elements.insert(element);
                delta.elements.insert(element);
            }
            SetUpdate::Remove(element) => {
                self.elements.remove(element);
            }
        }
        delta
    }

    fn value(&self) -> Self::Value {
        self.elements.clone()
    }

    fn expected(seen: &Seen<'_, Self::Update>) -> Self::Value {
        spec::observed_remove(seen)
    }
}

/// Two sets that only grow, the added and the removed: removed is removed for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoPhaseSet<E> {
    added: BTreeSet<E>,
    removed: BTreeSet<E>,
}

impl<E> TwoPhaseSet<E> {
    /// How many elements the state holds, living and dead.
    pub fn size(&self) -> usize {
        self.added.len() + self.removed.len()
    }
}

impl<E> Default for TwoPhaseSet<E> {
    fn default() -> Self {
        TwoPhaseSet { added: BTreeSet::new(), removed: BTreeSet::new() }
    }
}

impl<E: Ord + Clone> Crdt for TwoPhaseSet<E> {
    fn merge(&mut self, other: &Self) {
        self.added.extend(other.added.iter().cloned());
        self.removed.extend(other.removed.iter().cloned());
    }
}

impl<E: Ord + Clone + Debug> Replicated for TwoPhaseSet<E> {
    type Update = SetUpdate<E>;
    type Value = BTreeSet<E>;

    fn update(&mut self, _: Replica, update: &SetUpdate<E>) -> Self {
        let mut delta = TwoPhaseSet::default();
        match update {
            SetUpdate::Add(element) => delta.added.insert(element.clone()),
            SetUpdate::Remove(element) if self.added.contains(element) => {
                delta.removed.insert(element.clone())
            }
            SetUpdate::Remove(_) => false,
        };
        self.merge(&delta);
        delta
    }

    fn value(&self) -> BTreeSet<E> {
        self.added.difference(&self.removed).cloned().collect()
    }

    fn expected(seen: &Seen<'_, SetUpdate<E>>) -> BTreeSet<E> {
        spec::observed_remove(seen)
    }
}

/// A register that compares times only: of two equal ones each side keeps its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieRegister {
    written: Option<(u64, char)>,
}

impl Crdt for TieRegister {
    fn merge(&mut self, other: &Self) {
        let time = |register: &Self| register.written.map(|(time, _)| time);
        if time(other) > time(self) {
            *self = other.clone();
        }
    }
}

impl Replicated for TieRegister {
    type Update = (u64, char);
    type Value = Option<char>;

    fn update(&mut self, _: Replica, &(clock, value): &Self::Update) -> Self {
        let time = self.written.map_or(clock, |(seen, _)| clock.max(seen + 1));
        self.written = Some((time, value));
        self.clone()
    }

    fn value(&self) -> Option<char> {
        self.written.map(|(_, value)| value)
    }

    fn expected(seen: &Seen<'_, Self::Update>) -> Option<char> {
        spec::last_write(seen, |(clock, _)| (*clock, ())).map(|(_, value)| value)
    }
}
