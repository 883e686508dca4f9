//! "Topology doesn't change": the service moves while clients know its address.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Fault, Network, Node, NodeId, Out, Time, World};

use crate::Program;

const CLIENT: NodeId = 0;
const REGISTRY: NodeId = 1;
const OLD: NodeId = 2;
const NEW: NodeId = 3;
const TIMEOUT: Time = 100;

/// What is said.
#[derive(Clone, Debug)]
pub enum Message {
    /// Place this order.
    Order(u64),
    /// It is placed.
    Done(u64),
    /// Where is the order service?
    Where,
    /// There.
    There(NodeId),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Order(id) => write!(f, "order {id}"),
            Message::Done(id) => write!(f, "done {id}"),
            Message::Where => write!(f, "where?"),
            Message::There(node) => write!(f, "at {node}"),
        }
    }
}

/// The client, the registry or one of the two servers.
pub struct Party {
    program: Program,
    /// The client's: as it was when the client started. The registry's: as it is.
    address: NodeId,
    unanswered: BTreeSet<u64>,
}

impl Node for Party {
    type Message = Message;
    type Timer = u64;

    fn on_start(&mut self, _: &mut Out<Message, u64>) {}

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, u64>,
    ) {
        match message {
            Message::Order(id) => out.send(from, Message::Done(id)),
            Message::Done(id) => {
                self.unanswered.remove(&id);
                out.cancel_timer(id);
            }
            Message::Where => out.send(from, Message::There(self.address)),
            Message::There(address) => self.address = address,
        }
    }

    // ANCHOR: timeout
    /// No answer to an order: the address may be the reason.
    fn on_timer(&mut self, id: u64, out: &mut Out<Message, u64>) {
        if self.program == Program::Cured {
            out.send(REGISTRY, Message::Where); // The answer serves the next try.
        }
        self.order(id, out);
    }
    // ANCHOR_END: timeout
}

impl Party {
    fn order(&mut self, id: u64, out: &mut Out<Message, u64>) {
        self.unanswered.insert(id);
        out.send(self.address, Message::Order(id));
        out.set_timer(TIMEOUT, id);
    }
}

/// Orders without an answer ten seconds after the last.
pub fn run(program: Program) -> u64 {
    let party = || Party { program, address: OLD, unanswered: BTreeSet::new() };
    let names = ["client", "registry", "old", "new"];
    let nodes = names.map(|name| (name, party()));
    let mut world = World::new(1, Network::reliable(5..=20), nodes);
    for id in 0..100 {
        world.run_until(id * 20);
        if id == 50 {
            world.apply(Fault::Crash(OLD));
            world.nodes[REGISTRY].address = NEW;
        }
        world.call(CLIENT, |client, out| client.order(id, out));
    }
    world.run_until(12_000);
    world.nodes[CLIENT].unanswered.len() as u64
}
