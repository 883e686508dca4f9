//! The replicated log. Its prefix may have been replaced by a snapshot.

use std::collections::BTreeMap;
use std::fmt;

use crate::{Index, Members, Term};

/// What the state machine can be told to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Nothing: a new leader's first entry (§8).
    Noop,
    /// Set a key to a value.
    Set(char, u64),
    /// Change the configuration (thesis, §4.1). In force once it is in the log.
    Members(Members),
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Noop => write!(f, "noop"),
            Command::Set(key, value) => write!(f, "{key}={value}"),
            Command::Members(members) => write!(f, "{members}"),
        }
    }
}

/// One log entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The term of the leader that created it. It never changes.
    pub term: Term,
    /// What to apply to the state machine once the entry is committed.
    pub command: Command,
}

/// The state machine's state: a small key-value store.
pub type State = BTreeMap<char, u64>;

/// The state after all entries up to and including `index`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// Index of the last entry that it stands for.
    pub index: Index,
    /// Term of that entry.
    pub term: Term,
    /// The state machine's state after that entry.
    pub state: State,
    /// The configuration after that entry. With index 0: the one of the beginning.
    pub members: Members,
}

/// A snapshot, and the entries after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Stands for the entries that have been compacted away.
    pub snapshot: Snapshot,
    entries: Vec<Entry>,
}

impl Log {
    /// Index of the last entry, 0 if there has never been one.
    pub fn last_index(&self) -> Index {
        self.snapshot.index + self.entries.len() as u64
    }

    /// Term of the last entry.
    pub fn last_term(&self) -> Term {
        self.entries.last().map_or(self.snapshot.term, |e| e.term)
    }

    /// Term of the entry at `index`. `None` if it is not there or compacted away.
    pub fn term_at(&self, index: Index) -> Option<Term> {
        if index == self.snapshot.index {
            return Some(self.snapshot.term);
        }
        self.get(index).map(|entry| entry.term)
    }

    /// The entry at `index`. `None` if it is not there or compacted away.
    pub fn get(&self, index: Index) -> Option<Entry> {
        let offset = index.checked_sub(self.snapshot.index + 1)?;
        self.entries.get(offset as usize).copied()
    }

    /// The last configuration up to `index`, and where it is. It is derived
    /// from the log and kept nowhere else: what appends an entry, or takes
    /// it back, need not know of it.
    pub fn members_at(&self, index: Index) -> (Index, Members) {
        let compacted = (self.snapshot.index, self.snapshot.members);
        let config = |index| match self.get(index)?.command {
            Command::Members(members) => Some((index, members)),
            _ => None,
        };
        let mut newest_first = (compacted.0 + 1..=index).rev();
        newest_first.find_map(config).unwrap_or(compacted)
    }

    /// All entries from `index` on.
    pub fn since(&self, index: Index) -> &[Entry] {
        let offset = index.saturating_sub(self.snapshot.index + 1) as usize;
        self.entries.get(offset..).unwrap_or(&[])
    }

    /// Adds an entry at the end.
    pub fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Removes the entry at `index`, which is after the snapshot, and all later ones.
    pub fn truncate(&mut self, index: Index) {
        self.entries.truncate((index - self.snapshot.index - 1) as usize);
    }

    /// The first index of the term that the entry at `index` has.
    pub fn start_of_term(&self, index: Index) -> Index {
        let term = self.term_at(index);
        let before = |i: &Index| *i > 0 && self.term_at(*i) == term;
        (0..=index).rev().take_while(before).last().unwrap_or(index)
    }

    /// Puts `snapshot` in place of the entries that it stands for (§7). Entries after
    /// it are kept if the log agrees with it, else the log is the snapshot alone.
    pub fn install(&mut self, snapshot: Snapshot) {
        let agrees = self.term_at(snapshot.index) == Some(snapshot.term);
        let kept =
            if agrees { self.since(snapshot.index + 1).to_vec() } else { vec![] };
        *self = Log { snapshot, entries: kept };
    }
}
