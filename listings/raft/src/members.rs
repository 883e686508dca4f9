//! Who has a say: the configuration of the cluster (thesis, §4.1).

use std::fmt;

use sim::NodeId;

use crate::{Bug, Raft};

/// A set of servers, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Members(u32);

impl Members {
    /// Whether the server belongs to the set.
    pub fn contains(self, server: NodeId) -> bool {
        self.0 & (1 << server) != 0
    }

    /// The set with the server in it if it was not, and else without it: one step of
    /// a membership change.
    pub fn toggle(self, server: NodeId) -> Self {
        Members(self.0 ^ (1 << server))
    }

    /// All of them, lowest first.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        (0..u32::BITS as NodeId).filter(move |&server| self.contains(server))
    }

    /// How many are more than half.
    pub fn majority(self) -> usize {
        self.0.count_ones() as usize / 2 + 1
    }

    /// Whether `agrees` holds for a majority. Who is not a member does not count.
    pub fn most(self, agrees: impl Fn(NodeId) -> bool) -> bool {
        self.iter().filter(|&server| agrees(server)).count() >= self.majority()
    }

    fn differ_by_one(self, other: Self) -> bool {
        (self.0 ^ other.0).is_power_of_two()
    }
}

impl FromIterator<NodeId> for Members {
    fn from_iter<I: IntoIterator<Item = NodeId>>(servers: I) -> Self {
        servers.into_iter().fold(Members::default(), Members::toggle)
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers: Vec<_> =
            self.iter().map(|server| server.to_string()).collect();
        write!(f, "{{{}}}", servers.join(" "))
    }
}

impl Raft {
    /// The configuration in force: the last one in the log, committed or not.
    pub fn members(&self) -> Members {
        self.disk.log.members_at(self.disk.log.last_index()).1
    }

    /// Whom to talk to: all other members.
    pub(crate) fn peers(&self) -> impl Iterator<Item = NodeId> + use<> {
        let id = self.id;
        self.members().iter().filter(move |&server| server != id)
    }

    /// Whether a leader may put `new` into its log.
    pub(crate) fn may_change_to(&self, new: Members) -> bool {
        let log = &self.disk.log;
        let (since, old) = log.members_at(log.last_index());
        // One more or less: all majorities of old and new share a server.
        let one_server = old.differ_by_one(new) && new != Members::default();
        // One change at a time: the last one is committed.
        let settled = since <= self.ram.commit;
        // The rule of 2015: an older leader may have left another change
        // behind. An entry committed in this term keeps it from coming back.
        let alone = self.own_term_committed() || self.has(Bug::ChangesTooEarly);
        one_server && settled && alone
    }

    /// Whether this server knows for sure that it is no member. A server that is on
    /// its way out, but not yet out, may still be needed as a leader (§4.2.2).
    pub(crate) fn is_out(&self) -> bool {
        let log = &self.disk.log;
        let (since, members) = log.members_at(log.last_index());
        !members.contains(self.id) && since <= self.ram.commit
    }
}
