//! Two ways to keep the peace: PreVote (thesis, §9.6) and CheckQuorum (thesis, §6.2;
//! the name is etcd's).

use sim::{NodeId, Time};

use crate::node::Out;
use crate::{Body, Index, Raft, Role, Term};

impl Raft {
    /// Asks whether it would win, before it stands: its term stays what it is.
    pub(crate) fn start_pre_vote(&mut self, out: &mut Out) {
        self.ram.role = Role::PreCandidate { votes: [self.id].into() };
        out.role("candidate", format!("pre-vote, term {}", self.disk.term));
        self.reset_election_timer(out);
        let last_index = self.disk.log.last_index();
        let last_term = self.disk.log.last_term();
        for peer in self.peers() {
            self.send(peer, Body::RequestPreVote { last_index, last_term }, out);
        }
        self.stand_if_promising(out);
    }

    /// Says whether it would vote for the candidate, which binds nobody: no
    /// vote is given away, no term is taken over, no timer is set.
    pub(crate) fn on_request_pre_vote(
        &self,
        from: NodeId,
        asked_in: Term,
        candidate_last: (Term, Index),
        out: &mut Out,
    ) {
        let own_last = (self.disk.log.last_term(), self.disk.log.last_index());
        let granted = asked_in >= self.disk.term
            && candidate_last >= own_last
            && !self.has_leader(out.now());
        self.send(from, Body::PreVote { yes_to: granted.then_some(asked_in) }, out);
    }

    pub(crate) fn on_pre_vote(
        &mut self,
        from: NodeId,
        yes_to: Option<Term>,
        out: &mut Out,
    ) {
        if let Role::PreCandidate { votes } = &mut self.ram.role
            && yes_to == Some(self.disk.term)
        {
            votes.insert(from);
            self.stand_if_promising(out);
        }
    }

    fn stand_if_promising(&mut self, out: &mut Out) {
        let Role::PreCandidate { votes } = &self.ram.role else { return };
        if self.members().most(|server| votes.contains(&server)) {
            self.start_election(out);
        }
    }

    /// Whether a leader has had no answer from a majority for an election
    /// timeout. It may still be heard, and keep all from electing another.
    pub(crate) fn has_lost_quorum(&self, now: Time) -> bool {
        let Role::Leader { progress, .. } = &self.ram.role else { return false };
        let longest = *self.config.election_timeout.end();
        let fresh =
            |server| server == self.id || now <= progress[&server].heard + longest;
        self.config.check_quorum && !self.members().most(fresh)
    }
}
