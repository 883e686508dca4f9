//! A replicated store without a leader, and clients that read it in four ways.
//!
//! Writes always go to a majority: the multi-writer register of Attiya, Bar-Noy and
//! Dolev (1995) as Lynch and Shvartsman extended it (1997). The four ways of
//! reading differ in what they cost and in what a client can see.

mod client;
mod workload;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;

use sim::{Network, Node, NodeId, Out, Time, World};

pub use client::{Client, Plan, Reads};
pub use workload::workload;

use crate::{Operation, Version};

/// A value with its version. The higher version wins.
pub type Versioned = (Version, u32);

/// What clients and replicas say to each other; the number is the client's call.
#[derive(Clone, Debug)]
pub enum Message {
    /// What do you hold?
    Get(u32, char),
    /// This.
    Have(u32, char, Versioned),
    /// Hold this, unless you have something newer.
    Put(u32, char, Versioned),
    /// I do.
    Stored(u32),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Get(_, key) => write!(f, "get {key}"),
            Message::Have(_, key, (_, value)) => write!(f, "{key}={value}"),
            Message::Put(_, key, (_, value)) => write!(f, "put {key}={value}"),
            Message::Stored(_) => write!(f, "ok"),
        }
    }
}

/// A server: it keeps the newest version that it has been told. Its map is on disk.
#[derive(Clone, Debug, Default)]
pub struct Replica(BTreeMap<char, Versioned>);

impl Replica {
    // ANCHOR: replica
    /// What it answers to a client.
    pub fn answer(&mut self, message: Message) -> Option<Message> {
        match message {
            Message::Get(call, key) => {
                let held = self.0.get(&key).copied().unwrap_or_default();
                Some(Message::Have(call, key, held))
            }
            Message::Put(call, key, new) => {
                let held = self.0.entry(key).or_default();
                *held = new.max(*held); // An old message must not undo a new one.
                Some(Message::Stored(call))
            }
            Message::Have(..) | Message::Stored(_) => None,
        }
    }
    // ANCHOR_END: replica
}

/// A node of the simulated world.
#[derive(Clone, Debug)]
pub enum Peer {
    /// Holds data.
    Replica(Replica),
    /// Uses it.
    Client(Client),
}

impl Node for Peer {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Message, ()>) {
        if let Peer::Client(client) = self {
            client.wait(out);
        }
    }

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match self {
            Peer::Replica(replica) => {
                if let Some(answer) = replica.answer(message) {
                    out.send(from, answer);
                }
            }
            Peer::Client(client) => client.on_answer(message, out),
        }
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Message, ()>) {
        if let Peer::Client(client) = self {
            client.call_next(out);
        }
    }

    fn on_crash(&mut self) {
        if let Peer::Client(client) = self {
            client.give_up();
        }
    }
}

/// The replicas are nodes 0, 1 and 2; the clients come after them.
pub const REPLICAS: usize = 3;

/// Three replicas, and one client for each plan.
pub fn world(
    seed: u64,
    network: Network,
    reads: Reads,
    plans: Vec<Plan>,
) -> World<Peer> {
    let replicas =
        (0..REPLICAS).map(|n| (format!("n{n}"), Peer::Replica(Replica::default())));
    let clients = plans.into_iter().enumerate().map(|(c, plan)| {
        (format!("c{c}"), Peer::Client(Client::new(c, reads, plan)))
    });
    World::new(seed, network, replicas.chain(clients))
}

/// What all clients saw, in the order of their calls.
pub fn history(world: &World<Peer>) -> Vec<Operation> {
    let mut history: Vec<Operation> = vec![];
    for node in &world.nodes {
        if let Peer::Client(client) = node {
            history.extend(client.history.iter().cloned());
        }
    }
    history.sort_by_key(|operation| (operation.invoked, operation.client));
    history
}

/// A network with one given delay for some links, and `usual` for the others (ms).
pub fn network(
    usual: u64,
    links: impl IntoIterator<Item = (NodeId, NodeId, RangeInclusive<Time>)>,
) -> Network {
    let mut network = Network::reliable(usual..=usual);
    network.links =
        links.into_iter().map(|(a, b, delay)| ((a, b), delay)).collect();
    network
}
