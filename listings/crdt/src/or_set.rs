//! The observed-remove set without tombstones.
//!
//! After Bieniusa et al., *An Optimized Conflict-free Replicated Set*, 2012, and
//! Almeida, Shoker, Baquero, *Delta State Replicated Data Types*, 2018.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use crate::dots::{Context, Dot};
use crate::spec::{self, Seen};
use crate::{Crdt, Replica, Replicated};

/// What can be done to a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetUpdate<E> {
    /// Put the element in.
    Add(E),
    /// Take the element out, as far as it is seen here.
    Remove(E),
}

// ANCHOR: or-set
/// A set in which a remove takes away only the adds that it has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrSet<E> {
    /// For each element the adds that are still in force.
    entries: BTreeMap<E, BTreeSet<Dot>>,
    /// All adds ever seen, in force or not.
    context: Context,
}

impl<E: Ord + Clone> OrSet<E> {
    /// Adds an element under a new dot, which replaces the dots it had here.
    pub fn add(&mut self, at: Replica, element: E) -> Self {
        let dot = self.context.next(at);
        let old = self.entries.insert(element.clone(), [dot].into());
        let mut delta = OrSet::default();
        delta.entries.insert(element, [dot].into());
        delta.context.extend(old.into_iter().flatten().chain([dot]));
        self.context.extend([dot]);
        delta
    }

    /// Removes an element. Nothing of it stays; its dots are in the context already.
    pub fn remove(&mut self, element: &E) -> Self {
        let mut delta = OrSet::default();
        delta.context.extend(self.entries.remove(element).into_iter().flatten());
        delta
    }
}

impl<E: Ord + Clone> Crdt for OrSet<E> {
    fn merge(&mut self, other: &Self) {
        // Mine stays if the other has it too, or has never seen it.
        for (element, dots) in &mut self.entries {
            let theirs = other.entries.get(element);
            dots.retain(|dot| {
                theirs.is_some_and(|theirs| theirs.contains(dot))
                    || !other.context.contains(dot)
            });
        }
        // Theirs comes in if I have never seen it.
        for (element, dots) in &other.entries {
            let new = dots.iter().filter(|dot| !self.context.contains(dot));
            self.entries.entry(element.clone()).or_default().extend(new);
        }
        self.entries.retain(|_, dots| !dots.is_empty());
        self.context.merge(&other.context);
    }
}
// ANCHOR_END: or-set

impl<E: Ord> OrSet<E> {
    /// How many dots and numbers the state holds.
    pub fn size(&self) -> usize {
        self.entries.values().map(BTreeSet::len).sum::<usize>()
            + self.context.size()
    }
}

impl<E> Default for OrSet<E> {
    fn default() -> Self {
        OrSet { entries: BTreeMap::new(), context: Context::default() }
    }
}

impl<E: Ord + Clone + Debug> Replicated for OrSet<E> {
    type Update = SetUpdate<E>;
    type Value = BTreeSet<E>;

    fn update(&mut self, at: Replica, update: &SetUpdate<E>) -> Self {
        match update {
            SetUpdate::Add(element) => self.add(at, element.clone()),
            SetUpdate::Remove(element) => self.remove(element),
        }
    }

    fn value(&self) -> BTreeSet<E> {
        self.entries.keys().cloned().collect()
    }

    fn expected(seen: &Seen<'_, SetUpdate<E>>) -> BTreeSet<E> {
        spec::observed_remove(seen)
    }
}
