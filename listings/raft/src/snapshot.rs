//! Log compaction (§7).

use sim::NodeId;

use crate::node::Out;
use crate::{Body, Raft, Snapshot};

impl Raft {
    /// Replaces applied entries by the state they led to, if there are many.
    pub(crate) fn compact_if_long(&mut self) {
        let log = &mut self.disk.log;
        let index = self.ram.commit;
        let applied = index - log.snapshot.index;
        let enough =
            self.config.compact_after.is_some_and(|limit| applied >= limit);
        if let (true, Some(term)) = (enough, log.term_at(index)) {
            let state = self.ram.state.clone();
            // As of that entry: a newer configuration may not be committed yet.
            let (_, members) = log.members_at(index);
            log.install(Snapshot { index, term, state, members });
        }
    }

    /// Takes the leader's snapshot, unless it knows as much already.
    pub(crate) fn on_snapshot(
        &mut self,
        from: NodeId,
        new: Snapshot,
        out: &mut Out,
    ) {
        self.follow(out);
        let matched = new.index;
        if matched > self.ram.commit {
            out.commit(format!("snapshot up to {matched}"));
            self.ram.commit = matched;
            self.ram.state = new.state.clone();
            self.disk.log.install(new);
        }
        self.send(from, Body::Accepted { matched }, out);
    }
}
