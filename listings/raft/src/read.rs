//! Linearizable reads without an entry in the log: ReadIndex (thesis, §6.4).

use std::collections::BTreeSet;

use sim::NodeId;

use crate::node::Out;
use crate::{Body, Bug, Index, Raft, Role, State};

/// A read that a leader has taken and not yet answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The client's name for it.
    pub id: u64,
    /// The state must be at least as new as after this entry.
    pub index: Index,
    /// Who has confirmed, after the read came, that this server still leads.
    pub confirmed: BTreeSet<NodeId>,
}

/// The answer to a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The client's name for the read.
    pub id: u64,
    /// The entries up to this one were applied when the read was answered.
    pub index: Index,
    /// What was read. A real system would send one value.
    pub state: State,
}

impl Raft {
    /// Takes a read, if this server leads and knows what is committed. The
    /// answer comes later, or never: then the client has to ask elsewhere.
    pub fn read(&mut self, id: u64, out: &mut Out) -> bool {
        // 1. A new leader has all committed entries, but may not know which.
        if !self.own_term_committed() && !self.has(Bug::ReadsTooEarly) {
            return false;
        }
        let Role::Leader { reads, .. } = &mut self.ram.role else { return false };
        // 2. What is committed now is what the read must see at least.
        let confirmed = [self.id].into();
        reads.push(Read { id, index: self.ram.commit, confirmed });
        // 3. Does it still lead? If a majority says so, nothing had been
        // committed in a later term when the question was sent.
        self.ask_about(id, out);
        self.answer_reads(out);
        true
    }

    fn ask_about(&self, read: u64, out: &mut Out) {
        for peer in self.peers() {
            self.send(peer, Body::Confirm { read }, out);
        }
    }

    /// With each heartbeat: a question or its answer may have been lost.
    pub(crate) fn ask_again(&self, out: &mut Out) {
        let Role::Leader { reads, .. } = &self.ram.role else { return };
        for read in reads {
            self.ask_about(read.id, out);
        }
    }

    /// The current leader asks; there is nothing to store.
    pub(crate) fn on_confirm(&mut self, from: NodeId, read: u64, out: &mut Out) {
        self.follow(out);
        self.send(from, Body::Confirmed { read }, out);
    }

    pub(crate) fn on_confirmed(&mut self, from: NodeId, id: u64, out: &mut Out) {
        let Role::Leader { reads, progress } = &mut self.ram.role else { return };
        if let Some(follower) = progress.get_mut(&from) {
            follower.heard = out.now();
        }
        for read in reads.iter_mut().filter(|read| read.id == id) {
            read.confirmed.insert(from);
        }
        self.answer_reads(out);
    }

    /// Answers what a majority has confirmed, from the state machine.
    fn answer_reads(&mut self, out: &mut Out) {
        let members = self.members();
        let unconfirmed = self.has(Bug::ReadsUnconfirmed);
        let index = self.ram.commit;
        let Role::Leader { reads, .. } = &mut self.ram.role else { return };
        // 4. Is the state as new as that? Always, here: what is committed is applied.
        let ready = |read: &mut Read| {
            index >= read.index
                && (unconfirmed
                    || members.most(|server| read.confirmed.contains(&server)))
        };
        for Read { id, .. } in reads.extract_if(.., ready) {
            out.note(format!("read {id}: {}", show(&self.ram.state)));
            let state = self.ram.state.clone();
            self.ram.answers.push(Answer { id, index, state });
        }
    }
}

fn show(state: &State) -> String {
    let pairs = state.iter().map(|(key, value)| format!("{key}={value}"));
    pairs.collect::<Vec<_>>().join(" ")
}
