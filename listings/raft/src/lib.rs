//! A teaching Raft: leader election, log replication, persistence, snapshots,
//! membership changes, linearizable reads.
//!
//! It follows Figure 2 of Ongaro and Ousterhout, *In Search of an Understandable
//! Consensus Algorithm (Extended Version)*, 2014; "§" in comments is a section of
//! that paper, or of Ongaro's thesis where that is said. The algorithm is sans-I/O: [`Raft`] is a [`sim::Node`], a state
//! machine that takes messages and timers and returns messages and timers.
//! [`Safety`] checks the five properties of Figure 3 after every step.

mod campaign;
mod clients;
mod election;
mod figure8;
mod log;
mod members;
mod message;
mod node;
mod pre_vote;
mod read;
mod replication;
mod safety;
mod scene;
mod sessions;
mod snapshot;
mod split;

pub use campaign::{Plan, Stats, cluster, cluster_and_spares};
pub use figure8::{Ending, figure8};
pub use log::{Command, Entry, Log, Snapshot, State};
pub use members::Members;
pub use message::{Body, Message};
pub use node::{Bug, Config, Disk, Progress, Raft, Role, Timer, Volatile};
pub use read::{Answer, Read};
pub use safety::{Property, Safety, Violation};
pub use scene::{Scene, logs};
pub use sessions::{Inventory, Request};
pub use split::{Change, split};

/// A term: a logical period with at most one leader (§5.1). Terms start at 1.
pub type Term = u64;

/// A position in the log. The first entry has index 1; 0 means "before it".
pub type Index = u64;
