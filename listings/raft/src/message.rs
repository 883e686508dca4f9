//! What servers send to each other.

use std::fmt;

use crate::{Entry, Index, Snapshot, Term};

/// A message. Each carries the sender's term (§5.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The sender's current term.
    pub term: Term,
    /// The rest.
    pub body: Body,
}

/// The RPCs of Figure 2 and Figure 13 of the paper; an answer is a message too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A candidate asks for a vote; says how far its log reaches.
    RequestVote {
        /// Index of the candidate's last entry.
        last_index: Index,
        /// Term of the candidate's last entry.
        last_term: Term,
    },
    /// The answer to a `RequestVote`.
    Vote {
        /// Whether the candidate got the vote.
        granted: bool,
    },
    /// A server asks whether it would get a vote in the next term (thesis, §9.6).
    RequestPreVote {
        /// Index of its last entry.
        last_index: Index,
        /// Term of its last entry.
        last_term: Term,
    },
    /// The answer to a `RequestPreVote`.
    PreVote {
        /// The term of a question to which the answer is yes.
        yes_to: Option<Term>,
    },
    /// A leader asks whether it still leads, for the sake of a read (thesis, §6.4).
    Confirm {
        /// Which read.
        read: u64,
    },
    /// It does.
    Confirmed {
        /// Which read.
        read: u64,
    },
    /// A leader replicates entries; without entries, a heartbeat.
    AppendEntries {
        /// Index of the entry before the new ones.
        prev_index: Index,
        /// Term of the entry before the new ones.
        prev_term: Term,
        /// The new entries.
        entries: Vec<Entry>,
        /// The leader's commit index.
        commit: Index,
    },
    /// A leader sends its snapshot to a follower that is too far behind (§7).
    InstallSnapshot(Snapshot),
    /// The follower's log equals the leader's up to this index.
    Accepted {
        /// The last index that is known to be equal.
        matched: Index,
    },
    /// The follower's log does not contain the entry before the new ones.
    Rejected {
        /// Where the leader should try next.
        retry_from: Index,
    },
}

impl Body {
    /// Whether only the leader of a term sends this.
    pub(crate) fn is_from_a_leader(&self) -> bool {
        use Body::{AppendEntries, Confirm, InstallSnapshot};
        matches!(self, AppendEntries { .. } | InstallSnapshot(_) | Confirm { .. })
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let term = self.term;
        match &self.body {
            Body::RequestVote { .. } => write!(f, "RequestVote t{term}"),
            Body::Vote { granted: true } => write!(f, "Vote t{term} yes"),
            Body::Vote { granted: false } => write!(f, "Vote t{term} no"),
            Body::RequestPreVote { .. } => write!(f, "PreVote? t{term}"),
            Body::PreVote { yes_to: Some(_) } => write!(f, "PreVote t{term} yes"),
            Body::PreVote { yes_to: None } => write!(f, "PreVote t{term} no"),
            Body::Confirm { read } => write!(f, "Confirm t{term} r{read}"),
            Body::Confirmed { read } => write!(f, "Yes t{term} r{read}"),
            Body::AppendEntries { entries, commit, .. } if entries.is_empty() => {
                write!(f, "Heartbeat t{term} c{commit}")
            }
            Body::AppendEntries { entries, commit, .. } => {
                let commands: Vec<_> =
                    entries.iter().map(|e| e.command.to_string()).collect();
                write!(f, "Append t{term} [{}] c{commit}", commands.join(" "))
            }
            Body::InstallSnapshot(s) => write!(f, "Snapshot t{term} i{}", s.index),
            Body::Accepted { matched } => write!(f, "Ok t{term} i{matched}"),
            Body::Rejected { .. } => write!(f, "No t{term}"),
        }
    }
}
