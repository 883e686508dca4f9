//! A partition moves to another node while clients write.
//!
//! The store is a set of order numbers, so a write can be repeated. Nodes don't
//! crash here: what must be on disk before each answer is the subject of the
//! chapter on consensus.

mod client;
mod scenes;
mod server;

use std::fmt;

use sim::{Node, NodeId, Out};

pub use client::Client;
pub use scenes::{C1, C2, N0, N1, Outcome, cluster, run, scene};
pub use server::Server;

/// When the old owner stops serving the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handover {
    /// Never: a server serves whatever it is asked.
    Trusting,
    /// Once all is copied and acknowledged; writes meanwhile are not copied.
    FenceAfterCopy,
    /// Before the first key is copied.
    FenceFirst,
    /// Before the last batch; writes meanwhile are copied as well.
    FenceLast,
}

/// Who owns the partition. The larger epoch is the later truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Grows by one with each move.
    pub epoch: u64,
    /// The owner in this epoch.
    pub owner: NodeId,
}

/// Which batch of which move. Later ones are larger, also when the partition comes
/// back to a server that had it before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct BatchId {
    /// The epoch that the move begins.
    pub epoch: u64,
    /// Counted from 1 in each move.
    pub number: u64,
}

/// What is said.
#[derive(Clone, Debug)]
pub enum Message {
    /// Client: save an order. The epoch is that of the client's table.
    Write(u32, u64),
    /// Client: is the order there?
    Read(u32, u64),
    /// Server: the order is saved.
    Saved(u32),
    /// Server: whether the order is there.
    Found(u32, bool),
    /// Server: not mine; this is all that I know.
    Moved(Route),
    /// Old owner to new: some orders, and with the last batch the new route.
    Batch(Vec<u32>, BatchId, Option<Route>),
    /// New owner: the batch is stored.
    BatchOk(BatchId),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Write(order, epoch) => write!(f, "write {order} (e{epoch})"),
            Message::Read(order, epoch) => write!(f, "read {order} (e{epoch})"),
            Message::Saved(order) => write!(f, "saved {order}"),
            Message::Found(order, true) => write!(f, "found {order}"),
            Message::Found(order, false) => write!(f, "no order {order}"),
            Message::Moved(Route { epoch, owner }) => {
                write!(f, "moved: n{owner} (e{epoch})")
            }
            Message::Batch(orders, _, Some(route)) => {
                write!(f, "copy {orders:?}, yours (e{})", route.epoch)
            }
            Message::Batch(orders, _, None) => write!(f, "copy {orders:?}"),
            Message::BatchOk(_) => write!(f, "copied"),
        }
    }
}

/// What a timer is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Say again what was not answered.
    Repeat,
    /// The client's next write.
    Next,
}

/// What a step of a node asks for.
pub type Effects = Out<Message, Timer>;

/// A server or a client.
pub enum Actor {
    /// Keeps orders.
    Server(Server),
    /// Writes and reads them.
    Client(Client),
}

impl Node for Actor {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, _: &mut Effects) {}

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Effects) {
        match self {
            Actor::Server(server) => server.on_message(from, message, out),
            Actor::Client(client) => client.on_message(message, out),
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Effects) {
        match (self, timer) {
            (Actor::Server(server), _) => server.send_batch(out),
            (Actor::Client(client), Timer::Repeat) => client.ask(out),
            (Actor::Client(client), Timer::Next) => client.next(out),
        }
    }
}
