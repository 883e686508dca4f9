//! What the replicas of [`crate::Majority`] say to each other.

use std::fmt;

use sim::NodeId;

use crate::Book;

/// A ballot, greater than all that its maker has seen; no two nodes make the same.
pub type Ballot = (u64, NodeId);

/// What replicas say to each other. Each answer repeats the ballot it answers.
#[derive(Clone, Debug)]
pub enum Message {
    /// What do you hold?
    Query(Ballot),
    /// Promise to ignore older ballots; what do you hold?
    Prepare(Ballot),
    /// I hold this book, of that ballot (answers `Query` and `Prepare`).
    Holds(Ballot, Ballot, Book),
    /// Hold this book.
    Accept(Ballot, Book),
    /// I hold it.
    Accepted(Ballot),
    /// I have promised a newer ballot.
    Reject(Ballot, Ballot),
}

/// Why a replica wakes up. The number is the request's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The customer has waited long enough.
    Deadline(u64),
    /// Try again after a conflict.
    Retry(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Query(_) => write!(f, "Query"),
            Message::Prepare((b, _)) => write!(f, "Prepare b{b}"),
            Message::Holds(_, (b, _), book) => {
                write!(f, "Holds b{b} #{}", book.len())
            }
            Message::Accept((b, _), book) => {
                write!(f, "Accept b{b} #{}", book.len())
            }
            Message::Accepted((b, _)) => write!(f, "Accepted b{b}"),
            Message::Reject((b, _), _) => write!(f, "Reject b{b}"),
        }
    }
}
