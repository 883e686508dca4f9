//! A client that orders and a server that places the orders: four protocols, each
//! right in some models and wrong in the next.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sim::{Chaos, Network, Node, NodeId, Out, Time, World};

/// The server's place in the world.
pub const SERVER: NodeId = 0;
/// The client's.
pub const CLIENT: NodeId = 1;
/// When the client asks again (ms).
pub const TIMEOUT: Time = 100;
/// What the server still does between placing an order and answering (ms).
pub const WORK: Time = 10;

// ANCHOR: protocol
/// How an order is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Once.
    Once,
    /// Again and again until there is an answer.
    Retry,
    /// The same, and the server remembers the keys of the orders it has placed.
    KeyInMemory,
    /// The same, and writes the key together with the order.
    KeyOnDisk,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Model {
    /// A message takes 5 to 20 ms; nothing is lost, nobody crashes.
    Synchronous,
    /// It may take up to 300 ms, longer than the client waits.
    Asynchronous,
    /// One message in ten is lost.
    FairLoss,
    /// Nothing is lost on the way, but the server crashes and comes back.
    CrashRecovery,
}
// ANCHOR_END: protocol

impl Model {
    /// All of them.
    pub const ALL: [Model; 4] = [
        Model::Synchronous,
        Model::Asynchronous,
        Model::FairLoss,
        Model::CrashRecovery,
    ];

    fn network(self) -> Network {
        let delay = if self == Model::Asynchronous { 5..=300 } else { 5..=20 };
        let mut network = Network::reliable(delay);
        network.loss = if self == Model::FairLoss { 0.1 } else { 0.0 };
        network
    }

    fn chaos(self) -> Chaos {
        let crash = (100..=500, 20..=60);
        let crash = (self == Model::CrashRecovery).then_some(crash);
        Chaos { until: ORDERS * EVERY, crash, partition: None }
    }
}

/// What is said. Without a key the server would not see the number; we do.
#[derive(Clone, Debug)]
pub enum Message {
    /// Place this order.
    Order(u64),
    /// It is placed.
    Done(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Order(id) => write!(f, "order {id}"),
            Message::Done(id) => write!(f, "done {id}"),
        }
    }
}

/// What timers are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Timer {
    /// The client has waited long enough.
    Retry(u64),
    /// The server has done the rest of its work.
    Answer(u64),
}

/// The client or the server.
pub struct Party {
    protocol: Protocol,
    waiting: BTreeSet<u64>,
    /// On the server's disk: the orders, and how often each was placed.
    pub placed: BTreeMap<u64, u64>,
    seen: BTreeSet<u64>,
}

impl Party {
    /// A server and a client.
    pub fn pair(protocol: Protocol) -> [(&'static str, Party); 2] {
        let party = || Party {
            protocol,
            waiting: BTreeSet::new(),
            placed: BTreeMap::new(),
            seen: BTreeSet::new(),
        };
        [("server", party()), ("client", party())]
    }

    /// The client orders.
    pub fn order(&mut self, id: u64, out: &mut Out<Message, Timer>) {
        self.waiting.insert(id);
        self.ask(id, out);
    }

    // ANCHOR: party
    fn ask(&mut self, id: u64, out: &mut Out<Message, Timer>) {
        out.send(SERVER, Message::Order(id));
        if self.protocol != Protocol::Once {
            out.set_timer(TIMEOUT, Timer::Retry(id));
        }
    }

    fn place(&mut self, id: u64, out: &mut Out<Message, Timer>) {
        let keyed =
            matches!(self.protocol, Protocol::KeyInMemory | Protocol::KeyOnDisk);
        if keyed && !self.seen.insert(id) {
            out.note("known: answer only");
        } else {
            let times = self.placed.entry(id).or_default();
            *times += 1;
            match times {
                1 => out.commit("stock -1"),
                _ => out.error("stock -1 again"),
            }
        }
        out.set_timer(WORK, Timer::Answer(id));
    }
    // ANCHOR_END: party
}

impl Node for Party {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, _: &mut Out<Message, Timer>) {}

    fn on_message(
        &mut self,
        _: NodeId,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        match message {
            Message::Order(id) => self.place(id, out),
            Message::Done(id) => {
                self.waiting.remove(&id);
                out.cancel_timer(Timer::Retry(id));
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        match timer {
            Timer::Retry(id) => self.ask(id, out),
            Timer::Answer(id) => out.send(CLIENT, Message::Done(id)),
        }
    }

    // ANCHOR: crash
    fn on_crash(&mut self) {
        if self.protocol != Protocol::KeyOnDisk {
            self.seen.clear();
        }
    }
    // ANCHOR_END: crash
}

/// How many orders a run has.
pub const ORDERS: u64 = 1000;
const EVERY: Time = 50;

/// What became of the orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Never placed.
    pub lost: u64,
    /// Placed more than once.
    pub doubled: u64,
    /// Without an answer at the end.
    pub unanswered: u64,
}

/// A thousand orders.
pub fn run(protocol: Protocol, model: Model, seed: u64) -> Tally {
    let mut world =
        World::new(seed, model.network(), Party::pair(protocol)).without_trace();
    for (at, fault) in model.chaos().schedule(seed, 1) {
        world.schedule(at, fault);
    }
    for id in 0..ORDERS {
        world.run_until(id * EVERY);
        world.call(CLIENT, |client, out| client.order(id, out));
    }
    world.run_until(ORDERS * EVERY + 60_000);
    let placed = &world.nodes[SERVER].placed;
    Tally {
        lost: ORDERS - placed.len() as u64,
        doubled: placed.values().filter(|&&times| times > 1).count() as u64,
        unanswered: world.nodes[CLIENT].waiting.len() as u64,
    }
}
