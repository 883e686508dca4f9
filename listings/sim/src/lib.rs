//! A seeded, sans-I/O discrete-event simulator.
//!
//! Nodes are state machines ([`Node`]). A [`World`] runs them on one thread, in
//! simulated milliseconds, over a [`Network`] that delays, loses, duplicates and
//! reorders messages; a [`Fault`] crashes a node or cuts the network. All chance
//! comes from one seed: the same seed gives the same run, byte for byte, on every
//! machine. What happened is recorded in a [`Trace`], which the book draws.

mod demo;
mod faults;
mod node;
mod rng;
mod trace;
mod world;

pub use demo::show;
pub use faults::{Chaos, Fault, Network};
pub use node::{Action, Node, Out};
pub use rng::Rng;
pub use trace::{Event, Mark, Reason, Record, Trace};
pub use world::World;

/// Index of a node in its [`World`].
pub type NodeId = usize;

/// Simulated time in milliseconds since the start of the run.
pub type Time = u64;
