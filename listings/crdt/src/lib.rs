//! Conflict-free replicated data types and anti-entropy.
//!
//! A type is a [`Crdt`] if its `merge` is a least upper bound; a [`Replicated`] one
//! also says what its value must be, so that [`check`] can judge right and wrong
//! types by the same runs. [`merkle`] and [`gossip`] bring replicas together.

use std::fmt::Debug;

pub mod check;
pub mod counter;
pub mod dots;
pub mod escrow;
pub mod gossip;
pub mod lww;
pub mod merkle;
pub mod mv;
pub mod or_set;
pub mod shop;
pub mod spec;
pub mod store;
pub mod wrong;

/// The name of a replica. No two replicas may ever share one.
pub type Replica = usize;

// ANCHOR: crdt
/// A state that replicas change on their own and merge in any order.
pub trait Crdt: Clone + Default + PartialEq {
    /// Takes in all that `other` knows. Must be commutative, associative and
    /// idempotent: the least upper bound of both.
    fn merge(&mut self, other: &Self);
}
// ANCHOR_END: crdt

// ANCHOR: replicated
/// A [`Crdt`] with updates, a value, and a specification to hold it against.
pub trait Replicated: Crdt + Debug {
    /// What a client may ask for.
    type Update: Clone + Debug;
    /// What a client reads.
    type Value: PartialEq + Debug;

    /// Carries out an update at one replica. Returns the delta: a small state that
    /// does the same wherever it is merged.
    fn update(&mut self, at: Replica, update: &Self::Update) -> Self;

    /// What a client reads here and now.
    fn value(&self) -> Self::Value;

    /// What a replica must read that has seen exactly these updates.
    fn expected(seen: &spec::Seen<'_, Self::Update>) -> Self::Value;
}
// ANCHOR_END: replicated
