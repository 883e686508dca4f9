//! The five safety properties of Figure 3, checked from outside after every step.

use std::collections::BTreeMap;
use std::fmt;

use crate::{Answer, Command, Entry, Index, Log, Raft, State, Term};

/// A property that Raft promises at all times, whatever is lost or crashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Property {
    /// At most one leader can be elected in a given term.
    ElectionSafety,
    /// A leader never overwrites or deletes entries in its log, it only appends.
    LeaderAppendOnly,
    /// Logs that have an entry with the same index and term are identical up to it.
    LogMatching,
    /// An entry committed in a term is in the logs of the leaders of all later terms.
    LeaderCompleteness,
    /// No two servers apply different commands at the same index.
    StateMachineSafety,
    /// A read sees all that was committed before it began. Not in Figure 3: Raft
    /// promises it only of reads that go through [`Raft::read`].
    CurrentReads,
}

/// A broken promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which property does not hold.
    pub property: Property,
    /// Where: servers, terms and indexes.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.property, self.detail)
    }
}

impl std::error::Error for Violation {}

/// An observer who sees all servers at once, which no server can.
#[derive(Debug)]
pub struct Safety {
    leaders: BTreeMap<Term, String>,
    before: Vec<Seen>,
    committed: Vec<Committed>,
    /// `states[i]` is the state after the first `i` committed entries.
    states: Vec<State>,
}

/// A server at the previous check.
#[derive(Clone, Debug, Default)]
struct Seen {
    leader_in: Option<Term>,
    /// How many committed entries this leader is known to have.
    complete: usize,
    commit: Index,
    log: Log,
}

/// An entry when a server first said that it is committed.
#[derive(Debug)]
struct Committed {
    entry: Entry,
    in_term: Term,
}

impl Safety {
    /// Checks all properties. Call it after every step: it compares with the last call.
    pub fn check(&mut self, servers: &[Raft]) -> Result<(), Violation> {
        self.before.resize_with(servers.len(), Seen::default);
        for server in servers {
            let changed = self.before[server.id].log != server.disk.log;
            self.election_safety(server)?;
            if changed {
                self.leader_append_only(server)?;
            }
            self.state_machine_safety(server)?;
            self.leader_completeness(server)?;
            let before = &mut self.before[server.id];
            before.leader_in = server.is_leader().then_some(server.disk.term);
            before.complete = self.committed.len();
            before.commit = server.ram.commit;
            if changed {
                before.log = server.disk.log.clone();
                self.snapshot_members(server)?;
                for other in servers {
                    log_matching(server, other)?;
                }
            }
        }
        Ok(())
    }

    /// Checks the answer to a read that began when `committed` entries were committed.
    pub fn check_read(
        &self,
        committed: usize,
        answer: &Answer,
    ) -> Result<(), Violation> {
        let Answer { id, index, state } = answer;
        let stale = *index < committed as Index;
        if stale || *state != self.states[*index as usize] {
            let detail = format!(
                "read {id} saw the state at {index} when {committed} were committed"
            );
            return broken(Property::CurrentReads, detail);
        }
        Ok(())
    }

    /// How many terms have had a leader.
    pub fn elections(&self) -> usize {
        self.leaders.len()
    }

    /// How many entries have been committed.
    pub fn commits(&self) -> usize {
        self.committed.len()
    }

    /// How many of them have changed the members.
    pub fn changes(&self) -> usize {
        let change =
            |c: &&Committed| matches!(c.entry.command, Command::Members(_));
        self.committed.iter().filter(change).count()
    }

    fn election_safety(&mut self, server: &Raft) -> Result<(), Violation> {
        if !server.is_leader() {
            return Ok(());
        }
        let (name, term) = (&server.name, server.disk.term);
        let first = self.leaders.entry(term).or_insert_with(|| name.clone());
        if first == name {
            return Ok(());
        }
        let detail = format!("{first} and {name} both lead term {term}");
        broken(Property::ElectionSafety, detail)
    }

    fn leader_append_only(&self, server: &Raft) -> Result<(), Violation> {
        let Raft { id, name, disk, .. } = server;
        let before = &self.before[*id];
        if !server.is_leader() || before.leader_in != Some(disk.term) {
            return Ok(());
        }
        let mut kept = disk.log.snapshot.index + 1..=before.log.last_index();
        match kept.find(|&index| disk.log.get(index) != before.log.get(index)) {
            None => Ok(()),
            Some(index) => {
                let detail = format!("leader {name} changed its entry {index}");
                broken(Property::LeaderAppendOnly, detail)
            }
        }
    }

    fn leader_completeness(&self, server: &Raft) -> Result<(), Violation> {
        let Raft { name, disk, .. } = server;
        if !server.is_leader() {
            return Ok(());
        }
        // What the leader of this term had before, it has: it only appends.
        let before = &self.before[server.id];
        let same = before.leader_in == Some(disk.term);
        let known = if same { before.complete } else { 0 };
        let committed = (1..).zip(&self.committed).skip(known);
        for (index, Committed { entry, in_term }) in committed {
            let compacted = index <= disk.log.snapshot.index;
            let there = compacted || disk.log.get(index) == Some(*entry);
            if *in_term < disk.term && !there {
                let term = disk.term;
                let detail = format!(
                    "{name} leads term {term} without entry {index} ({}), \
                     committed in term {in_term}",
                    entry.command
                );
                return broken(Property::LeaderCompleteness, detail);
            }
        }
        Ok(())
    }

    fn state_machine_safety(&mut self, server: &Raft) -> Result<(), Violation> {
        let Raft { id, name, disk, ram, .. } = server;
        let before = &self.before[*id];
        let known = before.commit.min(ram.commit);
        for index in known + 1..=ram.commit {
            // An entry may have been applied and compacted in one step.
            let entry = disk.log.get(index).or_else(|| before.log.get(index));
            let Some(first) = self.committed.get(index as usize - 1) else {
                let Some(entry) = entry else {
                    let detail =
                        format!("{name} applied entry {index} out of nothing");
                    return broken(Property::StateMachineSafety, detail);
                };
                self.committed.push(Committed { entry, in_term: disk.term });
                self.states.push(after(&self.states[index as usize - 1], entry));
                continue;
            };
            let differs = |entry: Entry| entry != first.entry;
            if index > disk.log.snapshot.index && entry.is_some_and(differs) {
                let detail = format!("{name} applied another entry {index}");
                return broken(Property::StateMachineSafety, detail);
            }
        }
        // This covers what came in a snapshot.
        if ram.commit != before.commit
            && ram.state != self.states[ram.commit as usize]
        {
            let detail =
                format!("{name} has another state at index {}", ram.commit);
            return broken(Property::StateMachineSafety, detail);
        }
        Ok(())
    }

    /// The configuration is not part of the state, but of the snapshot.
    fn snapshot_members(&self, server: &Raft) -> Result<(), Violation> {
        let Raft { name, disk, .. } = server;
        let snapshot = &disk.log.snapshot;
        let covered = &self.committed[..snapshot.index as usize];
        let config = |c: &Committed| match c.entry.command {
            Command::Members(members) => Some(members),
            _ => None,
        };
        let members = covered.iter().rev().find_map(config);
        if members.is_some_and(|members| members != snapshot.members) {
            let detail = format!("{name} has other members in its snapshot");
            return broken(Property::StateMachineSafety, detail);
        }
        Ok(())
    }
}

impl Default for Safety {
    fn default() -> Self {
        Safety {
            leaders: BTreeMap::new(),
            before: Vec::new(),
            committed: Vec::new(),
            states: vec![State::new()],
        }
    }
}

fn broken(property: Property, detail: String) -> Result<(), Violation> {
    Err(Violation { property, detail })
}

fn after(state: &State, entry: Entry) -> State {
    let mut state = state.clone();
    if let Command::Set(key, value) = entry.command {
        state.insert(key, value);
    }
    state
}

fn log_matching(a: &Raft, b: &Raft) -> Result<(), Violation> {
    let (left, right) = (&a.disk.log, &b.disk.log);
    // What a snapshot has swallowed cannot be compared here.
    let first = left.snapshot.index.max(right.snapshot.index) + 1;
    let last = left.last_index().min(right.last_index());
    let agree = |&i: &Index| left.term_at(i) == right.term_at(i);
    let Some(agreed) = (first..=last).rev().find(agree) else { return Ok(()) };
    match (first..=agreed).find(|&i| left.get(i) != right.get(i)) {
        None => Ok(()),
        Some(index) => {
            let detail = format!(
                "{} and {} agree at {agreed} but differ at {index}",
                a.name, b.name
            );
            broken(Property::LogMatching, detail)
        }
    }
}
