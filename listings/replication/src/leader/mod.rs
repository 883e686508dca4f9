//! One leader, followers that copy its log, and clients that read from either.

mod client;
mod replica;

use std::fmt;

use sim::{Node, NodeId, Out, Time};

pub use client::Client;
pub use replica::{REPEAT, Replica};

// ANCHOR: policy
/// When a leader tells the client that its write is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// At once.
    Async,
    /// When one follower has it.
    SemiSync,
    /// When one follower has it; after that many ms without, at once.
    SemiSyncFor(Time),
    /// When all followers have it.
    Sync,
}
// ANCHOR_END: policy

/// What members say to each other.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the fields say what they are")]
pub enum Message {
    /// A client wants its order stored.
    Write(u64),
    /// The order is stored, at this position of the log.
    Done { order: u64, position: u64 },
    /// The leader's whole log. (A real one sends only what is missing.)
    Copy { epoch: u64, log: Vec<u64> },
    /// A follower has that many orders.
    Have { epoch: u64, position: u64 },
    /// A client wants to know the orders; a replica with fewer must wait.
    Read { at_least: u64 },
    /// The number of orders.
    Orders(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write(order) => write!(f, "order {order}"),
            Message::Done { .. } => write!(f, "done"),
            Message::Copy { log, .. } => write!(f, "copy {log:?}"),
            Message::Have { position, .. } => write!(f, "have {position}"),
            Message::Read { at_least: 0 } => write!(f, "read"),
            Message::Read { at_least } => write!(f, "read ≥{at_least}"),
            Message::Orders(n) => write!(f, "orders: {n}"),
        }
    }
}

/// `Some(position)`: the followers took too long to confirm the log up to there;
/// `None`: it is time to repeat the copies.
pub type GiveUp = Option<u64>;

type Effects = Out<Message, GiveUp>;

/// A replica or a client.
#[derive(Clone, Debug)]
pub enum Member {
    /// Holds a copy.
    Replica(Replica),
    /// Uses the copies.
    Client(Client),
}

impl Member {
    /// Replicas `0..replicas`, of which 0 leads, and `clients` clients after them.
    pub fn cluster(policy: Policy, replicas: usize, clients: usize) -> Vec<Member> {
        let replica = |id| Replica::new(policy, id, replicas);
        let client = |_| Member::Client(Client::default());
        let replicas = (0..replicas).map(replica).map(Member::Replica);
        replicas.chain((0..clients).map(client)).collect()
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
    type Timer = GiveUp;

    fn on_start(&mut self, out: &mut Effects) {
        if let Member::Replica(replica) = self {
            replica.on_start(out);
        }
    }

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Effects) {
        match (self, message) {
            (Member::Replica(replica), message) => {
                replica.on_message(from, message, out);
            }
            (Member::Client(client), Message::Done { order, position }) => {
                client.on_done(order, position, out);
            }
            (Member::Client(client), Message::Orders(n)) => {
                client.on_orders(n, out);
            }
            (Member::Client(_), _) => {}
        }
    }

    fn on_timer(&mut self, timer: GiveUp, out: &mut Effects) {
        if let Member::Replica(replica) = self {
            replica.on_timer(timer, out);
        }
    }

    fn on_crash(&mut self) {
        if let Member::Replica(replica) = self {
            replica.on_crash();
        }
    }
}
