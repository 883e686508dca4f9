//! A register without a leader: write to W replicas, read from R, take the newest.
//!
//! The clients coordinate their operations themselves. There is one writer; its
//! versions are 1, 2, 3, …, and a version stands for its value.

mod client;
mod replica;

use std::fmt;

use sim::{Node, NodeId, Out, Time};

pub use client::Client;
pub use replica::{HAND_OFF, Replica};

// ANCHOR: config
/// What the clients and replicas have agreed on.
#[derive(Clone, Debug)]
pub struct Config {
    /// The replicas of the register: N of them.
    pub homes: Vec<NodeId>,
    /// Nodes that may take a write for a home that doesn't answer.
    pub stand_ins: Vec<NodeId>,
    /// Answers that a read waits for.
    pub r: usize,
    /// Answers that a write waits for.
    pub w: usize,
    /// What a read does when the answers differ.
    pub repair: Repair,
    /// How long a write waits for a home before it turns to a stand-in, in ms.
    pub patience: Time,
}

/// What a read does when the answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repair {
    /// Nothing.
    Off,
    /// Returns the newest version, and sends it to the replicas that lack it.
    Background,
    /// Returns the newest version when W replicas have it.
    BeforeAnswer,
}
// ANCHOR_END: config

/// What members say to each other. `op` is the sender's number of the operation.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields say what they are")]
pub enum Message {
    /// Store this version, if it is news.
    Put { op: u64, version: u64 },
    /// Keep this version for `home`.
    Hint { op: u64, version: u64, home: NodeId },
    /// The version is stored.
    Stored { op: u64, version: u64 },
    /// Which version have you?
    Get { op: u64 },
    /// This one.
    Has { op: u64, version: u64 },
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Put { version, .. } => write!(f, "put x={version}"),
            Message::Hint { version, home, .. } => {
                write!(f, "put x={version} for n{home}")
            }
            Message::Stored { .. } => write!(f, "stored"),
            Message::Get { .. } => write!(f, "get"),
            Message::Has { version, .. } => write!(f, "x={version}"),
        }
    }
}

/// What a member waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The homes have had their time to answer this operation.
    Patience(u64),
    /// A stand-in tries again to hand over what it keeps.
    HandOff,
}

type Effects = Out<Message, Timer>;

/// A replica or a client.
#[derive(Clone, Debug)]
pub enum Member {
    /// Holds a copy.
    Replica(Replica),
    /// Reads and writes.
    Client(Client),
}

impl Member {
    /// `replicas` replicas and `clients` clients after them.
    pub fn cluster(
        config: &Config,
        replicas: usize,
        clients: usize,
    ) -> Vec<Member> {
        let replica = |_| Member::Replica(Replica::default());
        let client = |_| Member::Client(Client::new(config.clone()));
        (0..replicas).map(replica).chain((0..clients).map(client)).collect()
    }

    /// The replica that this member is.
    pub fn replica(&mut self) -> &mut Replica {
        let Member::Replica(replica) = self else { panic!("a client") };
        replica
    }

    /// The client that this member is.
    pub fn client(&mut self) -> &mut Client {
        let Member::Client(client) = self else { panic!("a replica") };
        client
    }
}

impl Node for Member {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Effects) {
        if let Member::Replica(replica) = self {
            replica.hand_off(out);
        }
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Effects) {
        match self {
            Member::Replica(replica) => replica.on_message(from, message, out),
            Member::Client(client) => client.on_message(from, message, out),
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Effects) {
        match (self, timer) {
            (Member::Replica(replica), Timer::HandOff) => replica.hand_off(out),
            (Member::Client(client), Timer::Patience(op)) => {
                client.turn_to_stand_ins(op, out);
            }
            _ => {}
        }
    }
}
