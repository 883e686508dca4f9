//! Leader election (§5.2) and the restriction that makes it safe (§5.4.1).

use sim::{NodeId, Time};

use crate::node::Out;
use crate::{Body, Bug, Command, Index, Progress, Raft, Role, Term, Timer};

impl Raft {
    /// The election timer has expired: stand for leader in a new term.
    pub(crate) fn start_election(&mut self, out: &mut Out) {
        self.disk.term += 1;
        self.disk.voted_for = Some(self.id);
        self.ram.role = Role::Candidate { votes: [self.id].into() };
        out.role("candidate", format!("term {}", self.disk.term));
        // Drawn anew: two candidates that split the votes won't meet again.
        self.reset_election_timer(out);
        let last_index = self.disk.log.last_index();
        let last_term = self.disk.log.last_term();
        for peer in self.peers() {
            self.send(peer, Body::RequestVote { last_index, last_term }, out);
        }
        self.lead_if_elected(out);
    }

    /// Grants a vote at most once a term, and only to a log that is at least as
    /// up-to-date as its own: later last term first, then greater length.
    pub(crate) fn on_request_vote(
        &mut self,
        from: NodeId,
        current: bool,
        candidate_last: (Term, Index),
        out: &mut Out,
    ) {
        let own_last = (self.disk.log.last_term(), self.disk.log.last_index());
        let free = self.disk.voted_for.is_none_or(|voted| voted == from)
            || self.has(Bug::GrantsTwoVotes);
        let granted = current && free && candidate_last >= own_last;
        if granted {
            self.disk.voted_for = Some(from);
            self.reset_election_timer(out);
        }
        self.send(from, Body::Vote { granted }, out);
    }

    /// Whether the message is a candidate's, and there is no need for one: this server
    /// leads, or has heard of a leader within the shortest election timeout (§6).
    /// It must not even take over the candidate's term.
    pub(crate) fn disregards(&self, body: &Body, now: Time) -> bool {
        self.config.sticky
            && matches!(body, Body::RequestVote { .. })
            && self.has_leader(now)
    }

    /// Whether it leads, or has heard of a leader within the shortest election timeout.
    pub(crate) fn has_leader(&self, now: Time) -> bool {
        let shortest = *self.config.election_timeout.start();
        let fresh = |heard| now < heard + shortest;
        self.is_leader() || self.ram.heard.is_some_and(fresh)
    }

    pub(crate) fn on_vote(&mut self, from: NodeId, out: &mut Out) {
        if let Role::Candidate { votes } = &mut self.ram.role {
            // A set: a duplicated message must not count twice.
            votes.insert(from);
            self.lead_if_elected(out);
        }
    }

    fn lead_if_elected(&mut self, out: &mut Out) {
        let Role::Candidate { votes } = &self.ram.role else { return };
        // Its own vote counts only if it is a member (thesis, §4.2.2).
        if !self.members().most(|server| votes.contains(&server)) {
            return;
        }
        let next = self.disk.log.last_index() + 1;
        let unknown = Progress { next, matched: 0, heard: out.now() };
        let progress = self.peers().map(|peer| (peer, unknown)).collect();
        self.ram.role = Role::Leader { progress, reads: Vec::new() };
        out.role("leader", format!("term {}", self.disk.term));
        out.cancel_timer(Timer::Election);
        if self.config.noop {
            self.propose(Command::Noop, out);
        } else {
            self.broadcast(out);
        }
    }

    /// Goes back to following, in its own term or in a newer one.
    pub(crate) fn become_follower(&mut self, term: Term, out: &mut Out) {
        if term > self.disk.term {
            self.disk.term = term;
            self.disk.voted_for = None;
        }
        if self.ram.role != Role::Follower {
            self.ram.role = Role::Follower;
            out.role("follower", format!("term {term}"));
            out.cancel_timer(Timer::Heartbeat);
            self.reset_election_timer(out);
        }
    }

    /// A message of the current leader has arrived.
    pub(crate) fn follow(&mut self, out: &mut Out) {
        self.become_follower(self.disk.term, out);
        self.ram.heard = Some(out.now());
        self.reset_election_timer(out);
    }

    pub(crate) fn reset_election_timer(&mut self, out: &mut Out) {
        let delay: Time = self.rng.range(&self.config.election_timeout);
        out.set_timer(delay, Timer::Election);
    }
}
