//! One copy of the register. All of it is on disk.

use sim::{NodeId, Time};

use super::{Effects, Message, Timer};

/// How often a stand-in tries to hand over what it keeps for others, in ms.
pub const HAND_OFF: Time = 100;

/// One copy of the register, and what this node keeps for other replicas.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    /// The newest version that has arrived.
    pub version: u64,
    /// Versions that belong on another node. Reads don't see them.
    pub hints: Vec<(NodeId, u64)>,
}

impl Replica {
    // ANCHOR: replica
    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Effects,
    ) {
        match message {
            Message::Put { op, version } => {
                self.version = self.version.max(version);
                out.send(from, Message::Stored { op, version });
            }
            Message::Get { op } => {
                out.send(from, Message::Has { op, version: self.version });
            }
            Message::Hint { op, version, home } => {
                self.hints.push((home, version));
                out.set_timer(HAND_OFF, Timer::HandOff);
                out.send(from, Message::Stored { op, version });
            }
            // A home has what was kept for it.
            Message::Stored { version, .. } => {
                self.hints.retain(|hint| *hint != (from, version));
            }
            Message::Has { .. } => {}
        }
    }

    pub(super) fn hand_off(&mut self, out: &mut Effects) {
        for &(home, version) in &self.hints {
            out.send(home, Message::Put { op: 0, version });
            out.set_timer(HAND_OFF, Timer::HandOff);
        }
    }
    // ANCHOR_END: replica
}
