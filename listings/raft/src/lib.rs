//! A teaching Raft: leader election, log replication, persistence, snapshots.
//!
//! It follows Figure 2 of Ongaro and Ousterhout, *In Search of an Understandable
//! Consensus Algorithm (Extended Version)*, 2014; "§" in comments is a section of
//! that paper. The algorithm is sans-I/O: [`Raft`] is a [`sim::Node`], a state
//! machine that takes messages and timers and returns messages and timers.
//! [`Safety`] checks the five properties of Figure 3 after every step.

mod campaign;
mod election;
mod figure8;
mod log;
mod message;
mod node;
mod replication;
mod safety;
mod sessions;
mod snapshot;

pub use campaign::{Plan, Stats, cluster};
pub use figure8::{Ending, Scene, figure8, logs};
pub use log::{Command, Entry, Log, Snapshot, State};
pub use message::{Body, Message};
pub use node::{Bug, Config, Disk, Progress, Raft, Role, Timer, Volatile};
pub use safety::{Property, Safety, Violation};
pub use sessions::{Inventory, Request};

/// A term: a logical period with at most one leader (§5.1). Terms start at 1.
pub type Term = u64;

/// A position in the log. The first entry has index 1; 0 means "before it".
pub type Index = u64;
