//! The application server: it alone knows the protocol.

use sim::{Out, Rng, Time};

use super::{Body, CACHE, DATABASE, Guard, Message, Protocol, Timer, Version};

/// The cache is asked again if it has not answered after this time in ms.
const PATIENCE: Time = 300;

/// A read or a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Show the value to a customer.
    Read,
    /// Change the value.
    Write,
}

/// A finished operation.
#[derive(Clone, Copy, Debug)]
pub struct Done {
    /// What was done.
    pub kind: Kind,
    /// When it was asked for, in ms.
    pub start: Time,
    /// When it was answered, in ms.
    pub end: Time,
    /// The version that was read or written.
    pub version: Version,
}

/// Random operations, one after the other.
pub struct Workload {
    /// Where the chance comes from.
    pub rng: Rng,
    /// How many operations are left.
    pub left: usize,
    /// The share of writes.
    pub writes: f64,
}

/// An application server that does one operation at a time.
pub struct App {
    /// All that it has finished.
    pub history: Vec<Done>,
    protocol: Protocol,
    workload: Option<Workload>,
    current: Option<Operation>,
    operations: u64,
    newest: Version,
}

struct Operation {
    id: u64,
    kind: Kind,
    start: Time,
    lease: u64,
    written: Version,
    unanswered: Option<Message>,
}

impl App {
    /// A server that does what it is told, and the workload, if there is one.
    pub fn new(protocol: Protocol, workload: Option<Workload>) -> Self {
        Self {
            history: Vec::new(),
            protocol,
            workload,
            current: None,
            operations: 0,
            newest: 0,
        }
    }

    /// Begins to read.
    pub fn read(&mut self, out: &mut Out<Message, Timer>) {
        out.note("read");
        self.begin(Kind::Read, out);
        self.ask_cache(Body::Get, out);
    }

    /// Begins to write the next version.
    pub fn write(&mut self, out: &mut Out<Message, Timer>) {
        out.note("write");
        self.begin(Kind::Write, out);
        if self.protocol == Protocol::DeleteThenUpdate {
            self.ask_cache(Body::Delete, out);
        } else {
            self.send(Body::Update, out);
        }
    }

    // ANCHOR: protocol
    pub(super) fn on_message(
        &mut self,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        let Some(op) = self.current.as_mut().filter(|op| op.id == message.op)
        else {
            return; // an answer to an operation that is finished
        };
        op.unanswered = None;
        match message.body {
            Body::Hit(version) => self.finish(version, out),
            Body::Miss(lease) => {
                op.lease = lease;
                self.send(Body::Select, out);
            }
            Body::Row(version) => {
                let guard = match self.protocol {
                    Protocol::Lease => Guard::Lease(op.lease),
                    Protocol::Versioned => Guard::IfNewer,
                    _ => Guard::Always,
                };
                self.send(Body::Set(version, guard), out);
                self.finish(version, out);
            }
            Body::Updated(version) => {
                op.written = version;
                match self.protocol {
                    Protocol::DeleteThenUpdate => self.finish(version, out),
                    Protocol::UpdateThenSet => {
                        self.ask_cache(Body::Set(version, Guard::Always), out);
                    }
                    Protocol::Versioned => {
                        self.ask_cache(Body::Set(version, Guard::IfNewer), out);
                    }
                    _ => self.ask_cache(Body::Delete, out),
                }
            }
            Body::Deleted if self.protocol == Protocol::DeleteThenUpdate => {
                self.send(Body::Update, out);
            }
            Body::Deleted | Body::SetDone => {
                let version = op.written;
                if let Protocol::DoubleDelete(after) = self.protocol {
                    out.set_timer(after, Timer::SecondDelete);
                }
                self.finish(version, out);
            }
            _ => {}
        }
    }
    // ANCHOR_END: protocol

    pub(super) fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        match timer {
            Timer::NextOperation => self.next_operation(out),
            Timer::SecondDelete => {
                // It belongs to no operation: nobody waits for the answer.
                out.send(CACHE, Message { op: 0, body: Body::Delete });
            }
            Timer::Unanswered(message) => {
                let waits = |op: &Operation| op.unanswered == Some(message);
                if self.current.as_ref().is_some_and(waits) {
                    self.ask_cache(message.body, out);
                }
            }
        }
    }

    pub(super) fn on_start(&mut self, out: &mut Out<Message, Timer>) {
        self.plan(out);
    }

    fn begin(&mut self, kind: Kind, out: &Out<Message, Timer>) {
        self.operations += 1;
        self.current = Some(Operation {
            id: self.operations,
            kind,
            start: out.now(),
            lease: 0,
            written: 0,
            unanswered: None,
        });
    }

    fn finish(&mut self, version: Version, out: &mut Out<Message, Timer>) {
        let Some(op) = self.current.take() else { return };
        let Operation { kind, start, .. } = op;
        let what = if kind == Kind::Read { "got" } else { "wrote" };
        if version < self.newest {
            out.error(format!("{what} v{version} after v{}", self.newest));
        } else {
            out.note(format!("{what} v{version}"));
        }
        self.newest = self.newest.max(version);
        self.history.push(Done { kind, start, end: out.now(), version });
        self.plan(out);
    }

    /// Sends to the database, or to the cache what needs no answer.
    fn send(&self, body: Body, out: &mut Out<Message, Timer>) {
        let to = if matches!(body, Body::Set(..)) { CACHE } else { DATABASE };
        out.send(to, Message { op: self.operations, body });
    }

    fn ask_cache(&mut self, body: Body, out: &mut Out<Message, Timer>) {
        let message = Message { op: self.operations, body };
        if let Some(op) = &mut self.current {
            op.unanswered = Some(message);
        }
        out.send(CACHE, message);
        out.set_timer(PATIENCE, Timer::Unanswered(message));
    }

    fn plan(&mut self, out: &mut Out<Message, Timer>) {
        if let Some(workload) = &mut self.workload {
            out.set_timer(workload.rng.range(&(1..=40)), Timer::NextOperation);
        }
    }

    fn next_operation(&mut self, out: &mut Out<Message, Timer>) {
        let Some(workload) = self.workload.as_mut().filter(|w| w.left > 0) else {
            return;
        };
        workload.left -= 1;
        if workload.rng.chance(workload.writes) {
            self.write(out);
        } else {
            self.read(out);
        }
    }
}
