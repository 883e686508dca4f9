//! The state of a server, and what wakes it up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use sim::{Node, NodeId, Rng, Time};

use crate::{Answer, Body, Index, Log, Message, Read, State, Term};

/// What a server is told at its birth.
#[derive(Clone, Debug)]
pub struct Config {
    /// The election timeout is drawn anew from this range each time (ms).
    pub election_timeout: RangeInclusive<Time>,
    /// A leader sends something to everybody at least this often (ms).
    pub heartbeat: Time,
    /// Whether a new leader appends an empty entry of its own term (§8).
    pub noop: bool,
    /// Whether to disregard candidates while a leader is known to be alive (§6).
    pub sticky: bool,
    /// Whether to ask around before standing in a new term (thesis, §9.6).
    pub pre_vote: bool,
    /// Whether a leader that hears no majority steps down (thesis, §6.2).
    pub check_quorum: bool,
    /// Compact the log when this many applied entries are in it.
    pub compact_after: Option<u64>,
    /// A mistake to make, to see what it breaks.
    pub bug: Option<Bug>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            election_timeout: 150..=300,
            heartbeat: 50,
            noop: true,
            sticky: false,
            pre_vote: false,
            check_quorum: false,
            compact_after: None,
            bug: None,
        }
    }
}

/// A planted bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// The vote is kept in memory only: a restart forgets it.
    VoteForgottenOnRestart,
    /// An entry of an older term is committed once a majority stores it.
    CommitOlderTermByCounting,
    /// A vote is granted without asking whether it was given away before.
    GrantsTwoVotes,
    /// Entries after the new ones are removed even if nothing conflicts.
    TruncatesWithoutConflict,
    /// A leader changes the members before it has committed an entry of its own term.
    ChangesTooEarly,
    /// A leader answers reads without asking whether it still leads.
    ReadsUnconfirmed,
    /// A leader takes reads before it has committed an entry of its own term.
    ReadsTooEarly,
}

/// What must be on disk before any message leaves: it survives a crash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disk {
    /// The latest term seen.
    pub term: Term,
    /// Who got this server's vote in that term.
    pub voted_for: Option<NodeId>,
    /// The log, with its snapshot.
    pub log: Log,
}

/// What a crash destroys, and a restart can do without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Volatile {
    /// The part that the server plays.
    pub role: Role,
    /// All entries up to this index are committed, and applied to `state`.
    pub commit: Index,
    /// The state machine.
    pub state: State,
    /// When a leader was last heard of.
    pub heard: Option<Time>,
    /// Reads that have been answered.
    pub answers: Vec<Answer>,
}

/// The part that a server plays in the current term.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Answers only.
    #[default]
    Follower,
    /// Asks whether it would get votes, still in the old term.
    PreCandidate {
        /// Who says yes, itself included.
        votes: BTreeSet<NodeId>,
    },
    /// Asks for votes.
    Candidate {
        /// Who has granted one, itself included.
        votes: BTreeSet<NodeId>,
    },
    /// Replicates its log.
    Leader {
        /// How far each other server is.
        progress: BTreeMap<NodeId, Progress>,
        /// Reads that wait until it is known that it still leads.
        reads: Vec<Read>,
    },
}

/// What a leader knows of a follower.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The next entry to send: a guess, corrected by a rejection.
    pub next: Index,
    /// The follower's log is known to equal the leader's up to here.
    pub matched: Index,
    /// When it last answered.
    pub heard: Time,
}

/// What a server waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// No sign of a leader for too long.
    Election,
    /// Time to send the next heartbeat.
    Heartbeat,
}

pub(crate) type Out = sim::Out<Message, Timer>;

/// A Raft server.
#[derive(Clone, Debug)]
pub struct Raft {
    /// This server.
    pub id: NodeId,
    /// What people call it.
    pub name: String,
    /// What survives a crash.
    pub disk: Disk,
    /// What does not.
    pub ram: Volatile,
    pub(crate) config: Config,
    pub(crate) rng: Rng,
}

impl Raft {
    /// Server `id` of a cluster with servers `0..size`. Its timeouts come from `seed`.
    /// If `id` is not one of them, it is a spare: it has no log and knows no members.
    pub fn new(id: NodeId, size: usize, config: Config, seed: u64) -> Self {
        let mut raft = Raft {
            id,
            name: format!("n{id}"),
            disk: Disk::default(),
            ram: Volatile::default(),
            config,
            // Not the world's own sequence, and a different one for each server.
            rng: Rng::new(Rng::new(seed).bits().wrapping_add(id as u64)),
        };
        if id < size {
            raft.disk.log.snapshot.members = (0..size).collect();
        }
        raft
    }

    /// Whether this server takes itself for the leader of its term.
    pub fn is_leader(&self) -> bool {
        matches!(self.ram.role, Role::Leader { .. })
    }

    pub(crate) fn send(&self, to: NodeId, body: Body, out: &mut Out) {
        out.send(to, Message { term: self.disk.term, body });
    }

    pub(crate) fn has(&self, bug: Bug) -> bool {
        self.config.bug == Some(bug)
    }
}

impl Node for Raft {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Out) {
        // The state machine starts from the snapshot; later entries are applied again
        // when a leader says that they are committed.
        let snapshot = &self.disk.log.snapshot;
        self.ram.commit = snapshot.index;
        self.ram.state = snapshot.state.clone();
        out.role("follower", format!("term {}", self.disk.term));
        self.reset_election_timer(out);
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Out) {
        let Message { term, body } = message;
        if self.disregards(&body, out.now()) {
            return;
        }
        // The question about a term that may never come changes no term.
        let just_asking = matches!(body, Body::RequestPreVote { .. });
        if term > self.disk.term && !just_asking {
            self.become_follower(term, out);
        }
        let current = term == self.disk.term;
        match body {
            Body::RequestVote { last_index, last_term } => {
                self.on_request_vote(from, current, (last_term, last_index), out);
            }
            ref request if request.is_from_a_leader() && !current => {
                // The answer's term tells the old leader to step down.
                self.send(from, Body::Rejected { retry_from: 0 }, out);
            }
            Body::AppendEntries { prev_index, prev_term, entries, commit } => {
                self.on_append(from, (prev_term, prev_index), entries, commit, out);
            }
            Body::InstallSnapshot(snapshot) => {
                self.on_snapshot(from, snapshot, out)
            }
            Body::RequestPreVote { last_index, last_term } => {
                self.on_request_pre_vote(from, term, (last_term, last_index), out);
            }
            Body::PreVote { yes_to } => self.on_pre_vote(from, yes_to, out),
            Body::Confirm { read } => self.on_confirm(from, read, out),
            Body::Confirmed { read } if current => {
                self.on_confirmed(from, read, out)
            }
            Body::Vote { granted: true } if current => self.on_vote(from, out),
            Body::Accepted { matched } if current => {
                self.on_accepted(from, matched, out);
            }
            Body::Rejected { retry_from } if current => {
                self.on_rejected(from, retry_from, out);
            }
            // A refusal, or an answer to a question of an earlier term.
            _ => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out) {
        match timer {
            // Nobody needs the vote of a server that is out.
            Timer::Election if self.is_out() => self.reset_election_timer(out),
            Timer::Election if self.config.pre_vote => self.start_pre_vote(out),
            Timer::Election => self.start_election(out),
            Timer::Heartbeat if self.has_lost_quorum(out.now()) => {
                self.become_follower(self.disk.term, out);
            }
            Timer::Heartbeat => self.broadcast(out),
        }
    }

    fn on_crash(&mut self) {
        self.ram = Volatile::default();
        if self.has(Bug::VoteForgottenOnRestart) {
            self.disk.voted_for = None;
        }
    }
}
