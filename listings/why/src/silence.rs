//! A client asks shops to reserve an item, and some of them stay silent.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Network, Node, NodeId, Out, Time, World};

/// The client's place in the [`World`]; the shops follow it.
pub const CLIENT: NodeId = 0;

/// What happens to the first request to a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Nothing goes wrong.
    Answered,
    /// The network loses the request.
    RequestLost,
    /// The network loses the reply.
    ReplyLost,
    /// Both arrive, but the shop takes longer than the client waits.
    Slow,
}

/// What the client does with a shop that has not answered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// It believes that nothing was reserved.
    GiveUp,
    /// It asks again until there is an answer.
    Retry,
    /// It asks again; all requests carry one key, and the shop knows it.
    RetryWithKey,
}

/// The times of a run, in ms.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// One way to the first shop; each further shop is 5 ms further away, so
    /// that no two replies leave at the same time.
    pub link: Time,
    /// How long the client waits.
    pub timeout: Time,
    /// How long a slow shop works on a request.
    pub work: Time,
}

impl Default for Times {
    fn default() -> Self {
        Times { link: 20, timeout: 100, work: 150 }
    }
}

/// All that a client can know about a shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It has sent a request.
    Asked,
    /// An answer has arrived.
    Answer,
    /// None has arrived in time.
    Timeout,
}

/// One request to reserve the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    attempt: u32,
    key: Option<u32>,
}

/// What client and shops say.
#[derive(Clone, Copy, Debug)]
pub enum Message {
    /// Reserve one item.
    Reserve(Request),
    /// It is reserved.
    Ok,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Message::Reserve(_) => "reserve",
            Message::Ok => "ok",
        })
    }
}

/// What client and shops wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The client has waited long enough.
    Timeout,
    /// The slow shop has worked long enough.
    Work(Request),
}

/// The client or a shop.
#[derive(Clone, Debug)]
pub enum Party {
    /// Asks all shops once, and then as its [`Reaction`] says.
    Client {
        /// What it does after a timeout.
        reaction: Reaction,
        /// How long it waits.
        timeout: Time,
        /// How often it has asked.
        attempt: u32,
        /// The shops that it waits for.
        open: BTreeSet<NodeId>,
        /// All that it has observed.
        log: Vec<(Time, NodeId, Seen)>,
    },
    /// Reserves an item for each request, or for each key.
    Shop {
        /// How long it works on a request.
        work: Time,
        /// The keys that it has served.
        done: BTreeSet<u32>,
        /// How many items it has reserved.
        reserved: u32,
    },
}

type Output = Out<Message, Timer>;

impl Party {
    /// The client asks a shop.
    fn ask(&mut self, shop: NodeId, out: &mut Output) {
        let Party::Client { reaction, timeout, attempt, open, log } = self else {
            return;
        };
        let key = (*reaction == Reaction::RetryWithKey).then_some(7);
        out.send(shop, Message::Reserve(Request { attempt: *attempt, key }));
        out.set_timer(*timeout, Timer::Timeout);
        open.insert(shop);
        log.push((out.now(), shop, Seen::Asked));
    }

    // ANCHOR: reserve
    /// The shop reserves an item and says so.
    fn reserve(&mut self, request: Request, out: &mut Output) {
        let Party::Shop { done, reserved, .. } = self else { return };
        // Without a key, every request is a new one.
        if request.key.is_none_or(|key| done.insert(key)) {
            *reserved += 1;
            out.commit("reserved");
        }
        out.send(CLIENT, Message::Ok);
    }
    // ANCHOR_END: reserve

    /// What the client has observed.
    pub fn log(&self) -> &[(Time, NodeId, Seen)] {
        match self {
            Party::Client { log, .. } => log,
            Party::Shop { .. } => &[],
        }
    }

    /// How many items the shop has reserved.
    pub fn reserved(&self) -> u32 {
        match self {
            Party::Client { .. } => 0,
            Party::Shop { reserved, .. } => *reserved,
        }
    }
}

impl Node for Party {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, _: &mut Output) {}

    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Output) {
        match (&mut *self, message) {
            (Party::Client { open, log, .. }, _) => {
                open.remove(&from);
                log.push((out.now(), from, Seen::Answer));
            }
            (Party::Shop { work: 0, .. }, Message::Reserve(request)) => {
                self.reserve(request, out);
            }
            (Party::Shop { work, .. }, Message::Reserve(request)) => {
                out.set_timer(*work, Timer::Work(request));
            }
            (Party::Shop { .. }, Message::Ok) => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Output) {
        if let Timer::Work(request) = timer {
            return self.reserve(request, out);
        }
        let Party::Client { reaction, attempt, open, log, .. } = self else {
            return;
        };
        let silent = std::mem::take(open);
        if silent.is_empty() {
            return;
        }
        out.note("timeout");
        *attempt += 1;
        log.extend(silent.iter().map(|&shop| (out.now(), shop, Seen::Timeout)));
        if *reaction != Reaction::GiveUp {
            silent.into_iter().for_each(|shop| self.ask(shop, out));
        }
    }
}

/// Asks one shop for each of `fates` at time 0, and runs to the end.
pub fn run(fates: &[Fate], reaction: Reaction, times: Times) -> World<Party> {
    let Times { link, timeout, work } = times;
    let mut network = Network::reliable(link..=link);
    let (open, log) = (BTreeSet::new(), Vec::new());
    let client = Party::Client { reaction, timeout, attempt: 1, open, log };
    let mut parties = vec![("client".to_owned(), client)];
    let away = |shop: NodeId| link + 5 * (shop as Time - 1);
    for (shop, fate) in (1..).zip(fates) {
        let work = if *fate == Fate::Slow { work } else { 0 };
        let party = Party::Shop { work, done: BTreeSet::new(), reserved: 0 };
        parties.push((format!("shop{shop}"), party));
        for pair in [(CLIENT, shop), (shop, CLIENT)] {
            network.links.insert(pair, away(shop)..=away(shop));
        }
    }
    let mut world = World::new(1, network, parties);
    let lose = |world: &mut World<Party>, all: bool| {
        world.network.loss = if all { 1.0 } else { 0.0 };
    };
    for (shop, fate) in (1..).zip(fates) {
        lose(&mut world, *fate == Fate::RequestLost);
        world.call(CLIENT, |client, out| client.ask(shop, out));
    }
    for (shop, fate) in (1..).zip(fates) {
        // The only message that leaves until then is the reply of this shop.
        lose(&mut world, *fate == Fate::ReplyLost);
        world.run_until(away(shop));
    }
    lose(&mut world, false);
    while world.step() {}
    world
}
