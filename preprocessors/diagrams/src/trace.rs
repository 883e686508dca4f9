//! A run of a distributed program: what happened where and when.
//!
//! The simulator writes it as JSON, an author writes it by hand ([`crate::spacetime::parse`]); both end up
//! here and are held to the same rules.

mod check;
mod json;

pub use check::check;
pub(crate) use check::unknown_node;
pub use json::from_json;

use std::ops::Range;

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The nodes, in the order of their lanes.
    pub nodes: Vec<String>,
    /// What happened, in the order of time.
    pub events: Vec<Event>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, in simulated milliseconds.
    pub t: u64,
    /// The node's Lamport clock after it, if the run kept one.
    pub clock: Option<u64>,
    /// What.
    pub kind: Kind,
    /// Where it is written, in bytes of the fence.
    pub span: Range<usize>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A message leaves.
    Send(Envelope),
    /// A message arrives; twice if the network doubled it.
    Recv(Envelope),
    /// A message is lost on its way.
    Drop(Envelope, Reason),
    /// The network makes a second copy of a message.
    Duplicate(Envelope),
    /// Something that a node does by itself.
    Local {
        /// The node.
        at: String,
        /// What it does.
        label: String,
        /// What it means for the reader.
        mark: Option<Mark>,
    },
    /// A node takes a role.
    State {
        /// The node.
        at: String,
        /// `leader`, `candidate`, `follower`, or any other word.
        role: String,
        /// More about it, such as the term.
        label: String,
    },
    /// A node stops.
    Crash {
        /// The node.
        at: String,
    },
    /// A stopped node starts again.
    Restart {
        /// The node.
        at: String,
    },
    /// From now on only nodes of the same group hear each other.
    Partition {
        /// The groups.
        groups: Vec<Vec<String>>,
    },
    /// All nodes hear each other again.
    Heal,
}

/// Who sends what to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// The sender.
    pub from: String,
    /// The receiver.
    pub to: String,
    /// Joins the events of one message.
    pub id: u64,
    /// What the message says; empty where the event leaves it to the send.
    pub label: String,
}

/// Why a message is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The network lost it.
    Loss,
    /// A partition is in its way.
    Partition,
    /// The receiver is down.
    Crashed,
}

/// What a local event means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Something is decided.
    Commit,
    /// An invariant is broken.
    Error,
}
