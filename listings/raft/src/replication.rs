//! Log replication (§5.3) and the rule of when an entry is committed (§5.4.2).

use sim::NodeId;

use crate::node::Out;
use crate::{
    Body, Bug, Command, Entry, Index, Members, Progress, Raft, Role, Term, Timer,
};

impl Raft {
    /// A client's command. Only a leader takes it; the index says where it will be
    /// if it is ever committed. A change of members has rules of its own.
    pub fn propose(&mut self, command: Command, out: &mut Out) -> Option<Index> {
        if !self.is_leader() {
            return None;
        }
        if let Command::Members(new) = command {
            if !self.may_change_to(new) {
                return None;
            }
            self.track(new, out);
        }
        out.note(format!("propose {command}"));
        self.disk.log.push(Entry { term: self.disk.term, command });
        self.advance_commit(out);
        self.broadcast(out);
        Some(self.disk.log.last_index())
    }

    /// Starts to keep an eye on new members; what is known of the others stays.
    fn track(&mut self, new: Members, out: &Out) {
        let Role::Leader { progress, .. } = &mut self.ram.role else { return };
        let next = self.disk.log.last_index() + 1;
        for server in new.iter().filter(|&server| server != self.id) {
            let unknown = Progress { next, matched: 0, heard: out.now() };
            progress.entry(server).or_insert(unknown);
        }
    }

    /// Sends everybody what it lacks; who lacks nothing gets a heartbeat.
    pub(crate) fn broadcast(&mut self, out: &mut Out) {
        for peer in self.peers() {
            self.replicate(peer, out);
        }
        self.ask_again(out);
        out.set_timer(self.config.heartbeat, Timer::Heartbeat);
    }

    fn replicate(&self, to: NodeId, out: &mut Out) {
        let Role::Leader { progress, .. } = &self.ram.role else { return };
        let log = &self.disk.log;
        let next = progress[&to].next;
        let prev_index = next - 1;
        let body = match log.term_at(prev_index) {
            Some(prev_term) => Body::AppendEntries {
                prev_index,
                prev_term,
                entries: log.since(next).to_vec(),
                commit: self.ram.commit,
            },
            // What the follower lacks has been compacted away.
            None => Body::InstallSnapshot(log.snapshot.clone()),
        };
        self.send(to, body, out);
    }

    /// A follower takes entries only if it has the one before them. Thus two logs that
    /// agree on the term at an index agree on all before it (Log Matching).
    pub(crate) fn on_append(
        &mut self,
        from: NodeId,
        (prev_term, prev_index): (Term, Index),
        entries: Vec<Entry>,
        leader_commit: Index,
        out: &mut Out,
    ) {
        self.follow(out);
        if !self.contains(prev_index, prev_term) {
            let retry_from = self.retry_from(prev_index);
            return self.send(from, Body::Rejected { retry_from }, out);
        }
        let matched = prev_index + entries.len() as u64;
        self.store(prev_index, &entries);
        // Only what this message has proved equal may be taken as committed.
        self.commit_up_to(leader_commit.min(matched), out);
        self.send(from, Body::Accepted { matched }, out);
    }

    /// Whether the log has the leader's entry at `index`. What is in the snapshot is
    /// committed, so every leader has it.
    fn contains(&self, index: Index, term: Term) -> bool {
        let log = &self.disk.log;
        index <= log.snapshot.index || log.term_at(index) == Some(term)
    }

    /// Adds `entries` after `prev_index`. Removes only what conflicts: the message may
    /// be old, and what follows may be acknowledged already.
    fn store(&mut self, prev_index: Index, entries: &[Entry]) {
        let careless = self.has(Bug::TruncatesWithoutConflict);
        let log = &mut self.disk.log;
        if careless && prev_index >= log.snapshot.index {
            log.truncate(prev_index + 1);
        }
        for (index, entry) in (prev_index + 1..).zip(entries) {
            if index <= log.snapshot.index || log.term_at(index) == Some(entry.term)
            {
                continue;
            }
            if index <= log.last_index() {
                log.truncate(index);
            }
            log.push(*entry);
        }
    }

    /// Where the leader should try next: skips a whole conflicting term (end of §5.3).
    fn retry_from(&self, prev_index: Index) -> Index {
        let log = &self.disk.log;
        if prev_index > log.last_index() {
            log.last_index() + 1
        } else {
            log.start_of_term(prev_index)
        }
    }

    pub(crate) fn on_accepted(
        &mut self,
        from: NodeId,
        matched: Index,
        out: &mut Out,
    ) {
        let last = self.disk.log.last_index();
        let Role::Leader { progress, .. } = &mut self.ram.role else { return };
        let Some(follower) = progress.get_mut(&from) else { return };
        follower.heard = out.now();
        // Answers may be reordered: never step back.
        follower.matched = follower.matched.max(matched);
        follower.next = follower.next.max(follower.matched + 1);
        if follower.next <= last {
            self.replicate(from, out);
        }
        self.advance_commit(out);
    }

    pub(crate) fn on_rejected(
        &mut self,
        from: NodeId,
        retry: Index,
        out: &mut Out,
    ) {
        let Role::Leader { progress, .. } = &mut self.ram.role else { return };
        let Some(follower) = progress.get_mut(&from) else { return };
        follower.heard = out.now();
        let next = retry.min(follower.next - 1).max(follower.matched + 1);
        // An old answer teaches nothing new.
        if next < follower.next {
            follower.next = next;
            self.replicate(from, out);
        }
    }

    /// Commits the highest entry that a majority stores, but only if it is of the
    /// current term; all before it are committed with it (§5.4.2). The majority is one
    /// of the configuration in force.
    fn advance_commit(&mut self, out: &mut Out) {
        let Role::Leader { progress, .. } = &self.ram.role else { return };
        let log = &self.disk.log;
        let members = self.members();
        let matched = |server| match server == self.id {
            true => log.last_index(),
            false => progress[&server].matched,
        };
        let mut stored: Vec<Index> = members.iter().map(matched).collect();
        stored.sort_unstable_by(|a, b| b.cmp(a));
        let on_majority = stored[members.majority() - 1];

        let own_term = log.term_at(on_majority) == Some(self.disk.term);
        if own_term || self.has(Bug::CommitOlderTermByCounting) {
            self.commit_up_to(on_majority, out);
        }
        if !members.contains(self.id) && self.is_out() {
            // It has led the others to a configuration without it (thesis, §4.2.2).
            self.become_follower(self.disk.term, out);
        }
    }

    /// Whether this leader knows all that is committed: it has committed an entry of
    /// its own term, if only the no-op.
    pub(crate) fn own_term_committed(&self) -> bool {
        self.disk.log.term_at(self.ram.commit) == Some(self.disk.term)
    }

    /// Applies all entries up to `index` to the state machine.
    pub(crate) fn commit_up_to(&mut self, index: Index, out: &mut Out) {
        while self.ram.commit < index {
            let next = self.ram.commit + 1;
            let Some(entry) = self.disk.log.get(next) else { break };
            if let Command::Set(key, value) = entry.command {
                self.ram.state.insert(key, value);
            }
            self.ram.commit = next;
            out.commit(format!("commit {next}: {}", entry.command));
        }
        self.compact_if_long();
    }
}
