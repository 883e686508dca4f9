//! A copy of the log.

use std::collections::BTreeMap;

use sim::{NodeId, Time};

use super::{Effects, GiveUp, Message, Policy};

/// How often a leader repeats what a follower has not confirmed, in ms.
pub const REPEAT: Time = 100;

/// A copy of the log; one of the replicas leads.
#[derive(Clone, Debug)]
pub struct Replica {
    policy: Policy,
    others: Vec<NodeId>,
    /// Survives a crash: how many failovers the log has seen.
    pub epoch: u64,
    /// Survives a crash: the orders.
    pub log: Vec<u64>,
    /// Whether this replica takes writes.
    pub leads: bool,
    /// The leader's view of its followers: how many orders each has.
    have: BTreeMap<NodeId, u64>,
    /// Writes without an answer, by position: client and order.
    unanswered: BTreeMap<u64, (NodeId, u64)>,
    /// The followers are too slow: don't wait for them until one has caught up.
    degraded: bool,
    /// Reads that wait until the log is long enough.
    parked: Vec<(u64, NodeId)>,
}

impl Replica {
    pub(super) fn new(policy: Policy, id: NodeId, replicas: usize) -> Self {
        Replica {
            policy,
            others: (0..replicas).filter(|&other| other != id).collect(),
            epoch: 0,
            log: Vec::new(),
            leads: id == 0,
            have: BTreeMap::new(),
            unanswered: BTreeMap::new(),
            degraded: false,
            parked: Vec::new(),
        }
    }

    // ANCHOR: write
    fn on_write(&mut self, client: NodeId, order: u64, out: &mut Effects) {
        self.log.push(order);
        self.unanswered.insert(self.position(), (client, order));
        self.send_copies(out);
        self.answer(out);
        if let Policy::SemiSyncFor(patience) = self.policy {
            out.set_timer(patience, Some(self.position()));
        }
    }

    /// Answers, oldest first, all writes that enough followers have.
    fn answer(&mut self, out: &mut Effects) {
        let needed = match self.policy {
            Policy::Async => 0,
            Policy::SemiSyncFor(_) if self.degraded => 0,
            Policy::SemiSync | Policy::SemiSyncFor(_) => 1,
            Policy::Sync => self.others.len(),
        };
        while let Some((&position, &(client, order))) =
            self.unanswered.first_key_value()
        {
            let stored = self.have.values().filter(|&&n| n >= position).count();
            if stored < needed {
                break;
            }
            out.send(client, Message::Done { order, position });
            self.unanswered.pop_first();
        }
    }
    // ANCHOR_END: write

    fn send_copies(&mut self, out: &mut Effects) {
        for &other in &self.others {
            if self.have.get(&other) < Some(&self.position()) {
                let (epoch, log) = (self.epoch, self.log.clone());
                out.send(other, Message::Copy { epoch, log });
                out.set_timer(REPEAT, None);
            }
        }
    }

    // ANCHOR: copy
    /// Takes over the leader's log, if it is news.
    fn on_copy(
        &mut self,
        leader: NodeId,
        epoch: u64,
        log: Vec<u64>,
        out: &mut Effects,
    ) {
        if epoch < self.epoch {
            return; // A deposed leader. (It learns so from the new one's copy.)
        }
        if epoch > self.epoch {
            let lost = self.log.iter().filter(|order| !log.contains(order));
            for order in lost {
                out.error(format!("drops order {order}"));
            }
            self.step_down(out);
        }
        if (epoch, log.len()) > (self.epoch, self.log.len()) {
            (self.epoch, self.log) = (epoch, log);
        }
        let position = self.position();
        out.send(leader, Message::Have { epoch, position });
        for (at_least, client) in std::mem::take(&mut self.parked) {
            self.on_read(client, at_least, out);
        }
    }
    // ANCHOR_END: copy

    /// The failover: an operator (or a program) makes this replica the leader.
    pub fn promote(&mut self, out: &mut Effects) {
        self.epoch += 1;
        self.leads = true;
        out.role("leader", format!("{:?}", self.log));
        self.send_copies(out);
    }

    // ANCHOR: read
    /// Answers at once if this replica is far enough, and otherwise when it is.
    fn on_read(&mut self, client: NodeId, at_least: u64, out: &mut Effects) {
        if self.position() < at_least {
            self.parked.push((at_least, client));
        } else {
            out.send(client, Message::Orders(self.position()));
        }
    }
    // ANCHOR_END: read

    fn position(&self) -> u64 {
        self.log.len() as u64
    }

    /// Tells its role, as it is at the start and after a crash.
    pub(super) fn on_start(&self, out: &mut Effects) {
        let role = if self.leads { "leader" } else { "follower" };
        out.role(role, format!("{:?}", self.log));
    }

    fn step_down(&mut self, out: &mut Effects) {
        if self.leads {
            out.role("follower", "");
        }
        self.forget();
    }

    /// Gives up what only a leader has.
    fn forget(&mut self) {
        self.leads = false;
        self.have.clear();
        self.unanswered.clear();
        self.degraded = false;
    }

    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Effects,
    ) {
        match message {
            Message::Write(order) if self.leads => self.on_write(from, order, out),
            Message::Copy { epoch, log } => self.on_copy(from, epoch, log, out),
            Message::Have { epoch, position }
                if epoch == self.epoch && self.leads =>
            {
                let known = self.have.entry(from).or_default();
                *known = position.max(*known);
                self.degraded &= *known < self.position();
                self.answer(out);
            }
            Message::Read { at_least } => self.on_read(from, at_least, out),
            _ => {} // A write for a follower, a late confirmation.
        }
    }

    pub(super) fn on_timer(&mut self, timer: GiveUp, out: &mut Effects) {
        match timer {
            Some(position) if self.unanswered.contains_key(&position) => {
                self.degraded = true;
                self.answer(out);
            }
            Some(_) => {}
            None => self.send_copies(out),
        }
    }

    pub(super) fn on_crash(&mut self) {
        self.forget();
        self.parked.clear();
    }
}
