//! The coordinator of reads and writes.

use std::collections::BTreeMap;

use sim::{NodeId, Time};

use super::{Config, Effects, Message, Repair, Timer};
use crate::history::{Kind, Operation};

/// Reads and writes, and remembers what came of it.
#[derive(Clone, Debug)]
pub struct Client {
    config: Config,
    /// What this client did, as far as it was finished.
    pub history: Vec<Operation>,
    ops: u64,
    running: BTreeMap<u64, Running>,
    versions: u64,
}

/// An operation that waits for answers.
#[derive(Clone, Debug)]
struct Running {
    kind: Kind,
    start: Time,
    /// The version that is being written, also by a read that writes back.
    writing: Option<u64>,
    /// Who answered, and the version that it has.
    answers: BTreeMap<NodeId, u64>,
}

impl Client {
    pub(super) fn new(config: Config) -> Self {
        let (history, running) = (Vec::new(), BTreeMap::new());
        Client { config, history, ops: 0, running, versions: 0 }
    }

    /// Writes the next version. Only one client may do so.
    pub fn write(&mut self, out: &mut Effects) {
        // A version is never used twice, whatever became of the earlier write.
        self.versions += 1;
        let version = self.versions;
        let op = self.begin(Kind::Write, Some(version), out.now());
        self.to_all(Message::Put { op, version }, out);
        out.set_timer(self.config.patience, Timer::Patience(op));
    }

    /// Reads the newest version that R replicas know of.
    pub fn read(&mut self, out: &mut Effects) {
        let op = self.begin(Kind::Read, None, out.now());
        self.to_all(Message::Get { op }, out);
    }

    // ANCHOR: answers
    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Effects,
    ) {
        let (Message::Stored { op, version } | Message::Has { op, version }) =
            message
        else {
            return;
        };
        let Some(running) = self.running.get_mut(&op) else { return };
        let known = running.answers.entry(from).or_default();
        *known = version.max(*known);

        let Config { r, w, repair, .. } = self.config;
        match running.writing {
            // A write, or the second half of a read.
            Some(version) if running.having(version) >= w => {
                self.finish(op, version, out);
            }
            None if running.answers.len() >= r => {
                let newest = running.newest();
                let spread = running.having(newest) >= w;
                if repair != Repair::Off && !spread {
                    running.writing = Some(newest);
                    self.repair(op, newest, out);
                }
                if repair != Repair::BeforeAnswer || spread {
                    self.finish(op, newest, out);
                }
            }
            _ => {} // Not enough answers yet.
        }
    }
    // ANCHOR_END: answers

    /// Sends the version to the replicas that are not known to have it.
    fn repair(&self, op: u64, version: u64, out: &mut Effects) {
        let answers = &self.running[&op].answers;
        for home in &self.config.homes {
            if answers.get(home) < Some(&version) {
                out.send(*home, Message::Put { op, version });
            }
        }
    }

    // ANCHOR: stand-ins
    /// For each home that has not answered a write, asks a stand-in.
    pub(super) fn turn_to_stand_ins(&self, op: u64, out: &mut Effects) {
        let Some(running) = self.running.get(&op) else { return };
        let Some(version) = running.writing else { return };
        let silent = |home: &&NodeId| !running.answers.contains_key(home);
        let homes = self.config.homes.iter().filter(silent);
        for (&home, &stand_in) in homes.zip(&self.config.stand_ins) {
            out.send(stand_in, Message::Hint { op, version, home });
        }
    }
    // ANCHOR_END: stand-ins

    fn begin(&mut self, kind: Kind, writing: Option<u64>, start: Time) -> u64 {
        self.ops += 1;
        let answers = BTreeMap::new();
        self.running.insert(self.ops, Running { kind, start, writing, answers });
        self.ops
    }

    fn finish(&mut self, op: u64, version: u64, out: &mut Effects) {
        let Some(Running { kind, start, .. }) = self.running.remove(&op) else {
            return;
        };
        match kind {
            Kind::Write => out.commit(format!("wrote x={version}")),
            Kind::Read => out.note(format!("read x={version}")),
        }
        let end = out.now();
        self.history.push(Operation { kind, version, start, end });
    }

    fn to_all(&self, message: Message, out: &mut Effects) {
        for &home in &self.config.homes {
            out.send(home, message.clone());
        }
    }
}

impl Running {
    fn newest(&self) -> u64 {
        self.answers.values().copied().max().unwrap_or(0)
    }

    /// How many replicas are known to have this version or a newer one.
    fn having(&self, version: u64) -> usize {
        self.answers.values().filter(|&&has| has >= version).count()
    }
}
