//! A client with the promises that it would like to be kept.

use std::collections::BTreeMap;

use sim::{NodeId, Time};

use super::{Effects, Message};
use crate::history::{Kind, Operation};

/// Sends orders and reads, and remembers what came of them.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Whether reads carry how far this client has written or seen.
    pub token: bool,
    /// What this client did, as far as it was answered.
    pub history: Vec<Operation>,
    /// Orders that were confirmed.
    pub confirmed: Vec<u64>,
    writing: BTreeMap<u64, Time>,
    reading: Option<Time>,
    written: u64,
    seen: u64,
}

impl Client {
    /// Sends an order to the leader.
    pub fn write(&mut self, leader: NodeId, order: u64, out: &mut Effects) {
        self.writing.insert(order, out.now());
        out.send(leader, Message::Write(order));
    }

    // ANCHOR: session
    /// Asks a replica, unless the answer to an earlier question is still open.
    pub fn read(&mut self, replica: NodeId, out: &mut Effects) {
        if self.reading.is_none() {
            self.reading = Some(out.now());
            let at_least = if self.token { self.written.max(self.seen) } else { 0 };
            out.send(replica, Message::Read { at_least });
        }
    }

    pub(super) fn on_orders(&mut self, version: u64, out: &mut Effects) {
        let Some(start) = self.reading.take() else { return };
        if version < self.written {
            out.error(format!("own order missing: {version} < {}", self.written));
        }
        if version < self.seen {
            out.error(format!("went back: {} → {version}", self.seen));
        }
        self.seen = self.seen.max(version);
        let end = out.now();
        self.history.push(Operation { kind: Kind::Read, version, start, end });
    }
    // ANCHOR_END: session

    pub(super) fn on_done(&mut self, order: u64, version: u64, out: &mut Effects) {
        let Some(start) = self.writing.remove(&order) else { return };
        self.written = self.written.max(version);
        self.confirmed.push(order);
        out.commit(format!("order {order} confirmed"));
        let end = out.now();
        self.history.push(Operation { kind: Kind::Write, version, start, end });
    }
}
