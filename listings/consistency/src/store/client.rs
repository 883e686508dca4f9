//! The client: all of the protocol is here.

use std::collections::{BTreeMap, VecDeque};

use sim::{Out, Time};

use super::{Message, REPLICAS, Versioned};
use crate::{Call, Operation, Returned};

/// Whom a read asks, and when it believes the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// One replica.
    Local,
    /// One replica, and the next if it is behind what this client has seen.
    Session,
    /// A majority; the newest answer counts.
    Quorum,
    /// A majority; and the newest answer is at a majority before it counts.
    WriteBack,
}

impl Reads {
    /// All of them, the cheapest first.
    pub const ALL: [Reads; 4] =
        [Reads::Local, Reads::Session, Reads::Quorum, Reads::WriteBack];
}

/// What a client does, and how early.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The replica that the first local read asks; the others follow in turn.
    pub first: usize,
    /// The calls, none before its time.
    pub calls: VecDeque<(Time, Call)>,
}

/// A client of the store.
#[derive(Clone, Debug)]
pub struct Client {
    id: usize,
    reads: Reads,
    plan: Plan,
    /// What it has called so far; the last call may be unanswered.
    pub history: Vec<Operation>,
    /// The session's token: the newest version of each key it has written or read.
    token: BTreeMap<char, Versioned>,
    phase: Phase,
}

/// How far the call under way is.
#[derive(Clone, Copy, Debug)]
enum Phase {
    Idle,
    /// Asking: answers so far, and the newest of them.
    Asking(usize, Versioned),
    /// Storing: confirmations so far, and what is stored.
    Storing(usize, Versioned),
}

const MAJORITY: usize = REPLICAS / 2 + 1;

impl Client {
    pub(super) fn new(id: usize, reads: Reads, plan: Plan) -> Self {
        Client {
            id,
            reads,
            plan,
            history: vec![],
            token: BTreeMap::new(),
            phase: Phase::Idle,
        }
    }

    /// Waits for the time of the next call.
    pub(super) fn wait(&self, out: &mut Out<Message, ()>) {
        if let Some((at, _)) = self.plan.calls.front() {
            // At least 1 ms: then real time shows which of two calls was first.
            out.set_timer(at.saturating_sub(out.now()).max(1), ());
        }
    }

    /// The process is gone. Its session ends, its last call stays unanswered.
    pub(super) fn give_up(&mut self) {
        self.plan.calls.clear();
        self.phase = Phase::Idle;
    }

    /// The number of the call under way.
    fn number(&self) -> u32 {
        self.history.len() as u32
    }

    /// The call under way.
    fn current(&mut self) -> &mut Operation {
        self.history.last_mut().expect("answers are heard during a call only")
    }

    /// What a session has seen of a key; the other ways of reading forget it.
    fn token(&self, key: char) -> Versioned {
        match self.reads {
            Reads::Session => self.token.get(&key).copied().unwrap_or_default(),
            _ => Versioned::default(),
        }
    }

    // ANCHOR: call
    pub(super) fn call_next(&mut self, out: &mut Out<Message, ()>) {
        let Some((_, call)) = self.plan.calls.pop_front() else { return };
        let (client, invoked) = (self.id, out.now());
        self.history.push(Operation { client, call, invoked, returned: None });
        self.phase = Phase::Asking(0, Versioned::default());
        match (call, self.reads) {
            (Call::Read(_), Reads::Local | Reads::Session) => self.ask_one(out),
            _ => self.broadcast(Message::Get, out),
        }
    }

    pub(super) fn on_answer(
        &mut self,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match (message, self.phase) {
            (Message::Have(call, _, held), Phase::Asking(heard, newest))
                if call == self.number() =>
            {
                let newest = newest.max(held);
                self.phase = Phase::Asking(heard + 1, newest);
                self.heard(heard + 1, newest, out);
            }
            (Message::Stored(call), Phase::Storing(stored, what))
                if call == self.number() =>
            {
                self.phase = Phase::Storing(stored + 1, what);
                if stored + 1 == MAJORITY {
                    self.finish(what, out);
                }
            }
            _ => {} // An answer to an earlier call, or more than were needed.
        }
    }
    // ANCHOR_END: call

    // ANCHOR: heard
    /// Replicas have answered; `newest` is the newest of their answers.
    fn heard(
        &mut self,
        answers: usize,
        newest: Versioned,
        out: &mut Out<Message, ()>,
    ) {
        let (call, key) = (self.current().call, self.current().key());
        let token = self.token(key);
        match (call, self.reads) {
            (Call::Read(_), Reads::Local) => self.finish(newest, out),
            (Call::Read(_), Reads::Session) if newest < token => self.ask_one(out),
            (Call::Read(_), Reads::Session) => self.finish(newest, out),
            (Call::Read(_), Reads::Quorum) if answers == MAJORITY => {
                self.finish(newest, out);
            }
            (Call::Read(_), Reads::WriteBack) if answers == MAJORITY => {
                self.store(newest, out);
            }
            (Call::Write(_, value), _) if answers == MAJORITY => {
                // Above what a majority holds, and above what this client has seen.
                let (counter, _) = newest.max(token).0;
                self.store(((counter + 1, self.id), value), out);
            }
            _ => {}
        }
    }
    // ANCHOR_END: heard

    fn store(&mut self, what: Versioned, out: &mut Out<Message, ()>) {
        self.phase = Phase::Storing(0, what);
        self.broadcast(|call, key| Message::Put(call, key, what), out);
    }

    fn finish(&mut self, what: Versioned, out: &mut Out<Message, ()>) {
        let (version, value) = what;
        let operation = self.current();
        operation.returned = Some(Returned { at: out.now(), value, version });
        let (key, write) = (operation.key(), operation.is_write());
        self.token.insert(key, what); // Never older than the token that it replaces.
        let verb = if write { "wrote" } else { "read" };
        out.note(format!("{verb} {key}={value}"));
        self.phase = Phase::Idle;
        self.wait(out);
    }

    fn broadcast(
        &mut self,
        message: impl Fn(u32, char) -> Message,
        out: &mut Out<Message, ()>,
    ) {
        let key = self.current().key();
        for replica in 0..REPLICAS {
            out.send(replica, message(self.number(), key));
        }
    }

    fn ask_one(&mut self, out: &mut Out<Message, ()>) {
        let key = self.current().key();
        out.send(self.plan.first, Message::Get(self.number(), key));
        self.plan.first = (self.plan.first + 1) % REPLICAS;
    }
}
