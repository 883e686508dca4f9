//! The shop, a client that tries again, and a bank, in the simulator.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Node, NodeId, Out};

use crate::{Answer, Bug, Disk, OrderId, Request, Shop, Tail};

/// The client's place in the world.
pub const CLIENT: NodeId = 0;
/// The shop's place in the world.
pub const SHOP: NodeId = 1;
/// The bank's place in the world.
pub const BANK: NodeId = 2;

const FSYNC_MS: u64 = 3;
const ANSWER_MS: u64 = 2;
const RETRY_MS: u64 = 80;

/// What they say to each other.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Message {
    Place(Request),
    Answered { key: u64, answer: Answer },
    Charge(OrderId),
    Charged(OrderId),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Place(request) => write!(f, "place k{}", request.key),
            Message::Answered { key, answer: Answer::Order(order) } => {
                write!(f, "k{key} is order {order}")
            }
            Message::Answered { key, answer } => write!(f, "k{key}: {answer:?}"),
            Message::Charge(order) => write!(f, "charge order {order}"),
            Message::Charged(order) => write!(f, "order {order} charged"),
        }
    }
}

/// What a timer is for.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Timer {
    Synced,
    Speak,
    Retry,
}

/// One of the three.
#[derive(Debug)]
pub enum Peer {
    /// Asks for one order after the other.
    Client(Client),
    /// Takes orders.
    Shop(Server),
    /// Orders that were charged. The order's number is the bank's idempotency key.
    Bank(BTreeSet<OrderId>),
}

/// A client with a list of wishes.
#[derive(Debug)]
pub struct Client {
    wishes: Vec<Request>,
    /// The answers, in the order of the wishes.
    pub heard: Vec<Answer>,
}

/// A shop with a disk that takes its time.
#[derive(Debug)]
pub struct Server {
    /// The tables and the log.
    pub shop: Shop,
    bug: Option<Bug>,
    /// Where the log ended when the fsync that is under way began.
    syncing: Option<usize>,
    /// What may be said once the log is synced up to a position.
    unsaid: Vec<(NodeId, Message, usize)>,
}

impl Peer {
    /// A client that wants all of `wishes`, a shop with `pieces` of item 1, a bank.
    pub fn all(
        wishes: Vec<Request>,
        pieces: u32,
        bug: Option<Bug>,
    ) -> Vec<(&'static str, Peer)> {
        let mut shop = Shop::open(Disk::default(), bug);
        shop.receive(1, pieces);
        shop.sync_to(shop.end());
        let server = Server { shop, bug, syncing: None, unsaid: vec![] };
        vec![
            ("client", Peer::Client(Client { wishes, heard: vec![] })),
            ("shop", Peer::Shop(server)),
            ("bank", Peer::Bank(BTreeSet::new())),
        ]
    }
}

impl Client {
    fn ask(&self, out: &mut Out<Message, Timer>) {
        if let Some(wish) = self.wishes.get(self.heard.len()) {
            out.send(SHOP, Message::Place(*wish));
            out.set_timer(RETRY_MS, Timer::Retry);
        }
    }

    fn hear(&mut self, key: u64, answer: Answer, out: &mut Out<Message, Timer>) {
        if self.wishes.get(self.heard.len()).is_some_and(|wish| wish.key == key) {
            self.heard.push(answer);
            out.cancel_timer(Timer::Retry);
            self.ask(out);
        }
    }
}

impl Server {
    // ANCHOR: server
    fn place(
        &mut self,
        from: NodeId,
        request: Request,
        out: &mut Out<Message, Timer>,
    ) {
        let reply = self.shop.place(request);
        let message = Message::Answered { key: request.key, answer: reply.answer };
        self.unsaid.push((from, message, reply.after));
        self.sync(out);
        self.speak(out);
    }

    /// Begins an fsync, if there is something to sync and none is under way.
    fn sync(&mut self, out: &mut Out<Message, Timer>) {
        let end = self.shop.end();
        if self.syncing.is_none() && self.shop.disk().synced() < end {
            self.syncing = Some(end);
            out.set_timer(FSYNC_MS, Timer::Synced);
        }
    }

    fn synced(&mut self, out: &mut Out<Message, Timer>) {
        let end = self.syncing.take().expect("an fsync was under way");
        self.shop.sync_to(end);
        out.commit("log synced");
        out.set_timer(ANSWER_MS, Timer::Speak);
        self.sync(out); // What came in the meantime is the next group.
    }

    /// Says what may be said: to the client, and to the bank as well.
    fn speak(&mut self, out: &mut Out<Message, Timer>) {
        for (to, message, after) in std::mem::take(&mut self.unsaid) {
            if self.shop.may_say(after) {
                out.send(to, message);
            } else {
                self.unsaid.push((to, message, after));
            }
        }
    }
    // ANCHOR_END: server

    fn charge(&mut self, out: &mut Out<Message, Timer>) {
        for order in self.shop.unpaid() {
            self.unsaid.push((BANK, Message::Charge(order), self.shop.end()));
        }
        out.set_timer(RETRY_MS, Timer::Retry);
        self.speak(out);
    }
}

impl Node for Peer {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Out<Message, Timer>) {
        match self {
            Peer::Client(client) => client.ask(out),
            Peer::Shop(server) => {
                let disk = server.shop.disk().clone();
                server.shop = Shop::open(disk, server.bug);
                out.note(format!("orders: {}", server.shop.state.orders.len()));
                server.charge(out);
            }
            Peer::Bank(_) => {}
        }
    }

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        match (self, message) {
            (Peer::Shop(server), Message::Place(request)) => {
                server.place(from, request, out);
            }
            (Peer::Shop(server), Message::Charged(order)) => {
                server.shop.paid(order);
                server.sync(out);
            }
            (Peer::Client(client), Message::Answered { key, answer }) => {
                client.hear(key, answer, out);
            }
            (Peer::Bank(charged), Message::Charge(order)) => {
                charged.insert(order);
                out.send(from, Message::Charged(order));
            }
            (peer, message) => unreachable!("{message} came to {peer:?}"),
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        match (self, timer) {
            (Peer::Client(client), _) => client.ask(out),
            (Peer::Shop(server), Timer::Synced) => server.synced(out),
            (Peer::Shop(server), Timer::Speak) => server.speak(out),
            (Peer::Shop(server), Timer::Retry) => server.charge(out),
            (Peer::Bank(_), _) => unreachable!("the bank has no timer"),
        }
    }

    fn on_crash(&mut self) {
        if let Peer::Shop(server) = self {
            let mut disk = server.shop.disk().clone();
            disk.crash((server.shop.end() - disk.synced()) / 2, Tail::Gone);
            server.shop = Shop::open(disk, server.bug);
            server.syncing = None;
            server.unsaid.clear();
        }
    }
}
