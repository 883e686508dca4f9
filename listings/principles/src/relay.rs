//! End to end, and once: a shop sends orders to a store through a relay.
//!
//! The relay checks what it takes, acknowledges it, and repeats it to the store
//! until that answers. It is the same in all [`Style`]s; only the ends differ.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sim::{Fault, Network, Node, NodeId, Out, Rng, World};

const SHOP: NodeId = 0;
const RELAY: NodeId = 1;
const STORE: NodeId = 2;

/// The relay forwards what it holds every so often (ms).
const FORWARD_EVERY: u64 = 20;
/// The shop repeats what is not settled (ms).
const RETRY_AFTER: u64 = 60;

/// What the ends rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// On the check and the acknowledgement of each hop.
    EachHop,
    /// On a check and a confirmation of their own.
    EndToEnd,
    /// The same, and the store books an order once however often it comes.
    Once,
}

/// An order under way.
#[derive(Clone, Debug)]
pub struct Parcel {
    id: u64,
    amount: u64,
    /// Written anew by each sender on the way.
    hop_check: u64,
    /// Written by the shop.
    own_check: u64,
}

/// What the nodes say to each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// Please book this.
    Order(Parcel),
    /// The relay has the order.
    Taken(u64),
    /// The store has booked the order.
    Booked(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Order(parcel) => write!(f, "order {}", parcel.id),
            Message::Taken(id) => write!(f, "taken {id}"),
            Message::Booked(id) => write!(f, "booked {id}"),
        }
    }
}

fn check(id: u64, amount: u64) -> u64 {
    Rng::new(id ^ amount.rotate_left(32)).bits()
}

mod each_hop {
    use super::*;

    // ANCHOR: ends-before
    /// Whether the store believes a parcel.
    pub(super) fn sound(parcel: &Parcel) -> bool {
        parcel.hop_check == check(parcel.id, parcel.amount)
    }

    /// The order that the shop need not remember any longer.
    pub(super) fn settled(answer: &Message) -> Option<u64> {
        match answer {
            Message::Taken(id) => Some(*id),
            _ => None,
        }
    }
    // ANCHOR_END: ends-before
}

mod end_to_end {
    use super::*;

    // ANCHOR: ends-after
    /// Whether the store believes a parcel.
    pub(super) fn sound(parcel: &Parcel) -> bool {
        parcel.own_check == check(parcel.id, parcel.amount)
    }

    /// The order that the shop need not remember any longer.
    pub(super) fn settled(answer: &Message) -> Option<u64> {
        match answer {
            Message::Booked(id) => Some(*id),
            _ => None,
        }
    }
    // ANCHOR_END: ends-after
}

/// One of the three nodes.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each variant says what its fields are")]
pub enum Hop {
    /// Remembers the amount of each order until it is settled.
    Shop { style: Style, open: BTreeMap<u64, u64>, settled: BTreeSet<u64> },
    /// Holds parcels in memory, which may be faulty.
    Relay { held: BTreeMap<u64, Parcel>, memory: Rng, flips: f64 },
    /// Books orders: the ledger is on its disk.
    Store { style: Style, ledger: Vec<(u64, u64)> },
}

impl Hop {
    /// A shop, a relay that corrupts a share `flips` of what it holds, a store.
    pub fn line(style: Style, seed: u64, flips: f64) -> Vec<(&'static str, Hop)> {
        let (open, settled) = (BTreeMap::new(), BTreeSet::new());
        let memory = Rng::new(!seed);
        vec![
            ("shop", Hop::Shop { style, open, settled }),
            ("relay", Hop::Relay { held: BTreeMap::new(), memory, flips }),
            ("store", Hop::Store { style, ledger: Vec::new() }),
        ]
    }

    /// A customer orders.
    pub fn order(&mut self, id: u64, amount: u64, out: &mut Out<Message, ()>) {
        let Hop::Shop { open, .. } = self else { return };
        open.insert(id, amount);
        out.send(RELAY, parcel(id, amount));
        out.set_timer(RETRY_AFTER, ());
    }
}

fn parcel(id: u64, amount: u64) -> Message {
    let check = check(id, amount);
    Message::Order(Parcel { id, amount, hop_check: check, own_check: check })
}

impl Node for Hop {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Message, ()>) {}

    fn on_message(
        &mut self,
        _: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match self {
            Hop::Shop { style, open, settled } => {
                let id = match style {
                    Style::EachHop => each_hop::settled(&message),
                    _ => end_to_end::settled(&message),
                };
                if let Some(id) = id.filter(|id| open.remove(id).is_some()) {
                    settled.insert(id);
                    out.note(format!("forgets {id}"));
                }
            }
            Hop::Relay { held, memory, flips } => match message {
                Message::Order(mut parcel) if each_hop::sound(&parcel) => {
                    out.send(SHOP, Message::Taken(parcel.id));
                    if memory.chance(*flips) {
                        parcel.amount ^= 64;
                    }
                    held.insert(parcel.id, parcel);
                    out.set_timer(FORWARD_EVERY, ());
                }
                Message::Booked(id) => {
                    held.remove(&id);
                    out.send(SHOP, message);
                }
                _ => {}
            },
            Hop::Store { style, ledger } => {
                let Message::Order(parcel) = message else { return };
                let sound = match style {
                    Style::EachHop => each_hop::sound(&parcel),
                    _ => end_to_end::sound(&parcel),
                };
                if sound {
                    book(*style, ledger, &parcel, out);
                    out.send(RELAY, Message::Booked(parcel.id));
                }
            }
        }
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Message, ()>) {
        match self {
            Hop::Shop { open, .. } if !open.is_empty() => {
                for (&id, &amount) in open.iter() {
                    out.send(RELAY, parcel(id, amount));
                }
                out.set_timer(RETRY_AFTER, ());
            }
            Hop::Relay { held, .. } if !held.is_empty() => {
                for parcel in held.values_mut() {
                    // The check of the next hop covers whatever is in memory now.
                    parcel.hop_check = check(parcel.id, parcel.amount);
                    out.send(STORE, Message::Order(parcel.clone()));
                }
                out.set_timer(FORWARD_EVERY, ());
            }
            _ => {}
        }
    }

    fn on_crash(&mut self) {
        if let Hop::Relay { held, .. } = self {
            held.clear();
        }
    }
}

// ANCHOR: book
fn book(
    style: Style,
    ledger: &mut Vec<(u64, u64)>,
    parcel: &Parcel,
    out: &mut Out<Message, ()>,
) {
    let known = ledger.iter().any(|(id, _)| *id == parcel.id);
    if style == Style::Once && known {
        return; // It is confirmed again, not booked again.
    }
    ledger.push((parcel.id, parcel.amount));
    out.commit(format!("books {}", parcel.id));
}
// ANCHOR_END: book

/// What became of the orders that the shop has forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// Booked once, with the right amount.
    pub right: u64,
    /// Not booked.
    pub lost: u64,
    /// Booked with another amount.
    pub wrong: u64,
    /// Booked more than once.
    pub double: u64,
    /// Not forgotten: the shop still tries.
    pub open: u64,
}

/// Compares the store's ledger with what was ordered: `amounts[i]` as order `i`.
pub fn fate(world: &World<Hop>, amounts: &[u64]) -> Fate {
    let mut fate = Fate::default();
    let (Hop::Shop { settled, .. }, Hop::Store { ledger, .. }) =
        (&world.nodes[SHOP], &world.nodes[STORE])
    else {
        return fate;
    };
    for (id, amount) in (0..).zip(amounts) {
        let mut booked = ledger.iter().filter(|(i, _)| *i == id).map(|(_, a)| a);
        let count = match (booked.next(), booked.next()) {
            _ if !settled.contains(&id) => &mut fate.open,
            (None, _) => &mut fate.lost,
            (Some(_), Some(_)) => &mut fate.double,
            (Some(one), None) if one == amount => &mut fate.right,
            (Some(_), None) => &mut fate.wrong,
        };
        *count += 1;
    }
    fate
}

/// Ten orders in a second; a relay that crashes and corrupts; 5% of messages lost.
pub fn bad_day(seed: u64, style: Style) -> Fate {
    let mut network = Network::reliable(5..=15);
    network.loss = 0.05;
    let line = Hop::line(style, seed, 0.05);
    let mut world = World::new(seed, network, line).without_trace();
    let mut rng = Rng::new(seed);
    for _ in 0..3 {
        let at = rng.range(&(0..=1_000));
        world.schedule(at, Fault::Crash(RELAY));
        world.schedule(at + rng.range(&(10..=100)), Fault::Restart(RELAY));
    }
    let amounts: Vec<u64> = (0..10).map(|_| rng.range(&(1..=500))).collect();
    for (id, &amount) in (0..).zip(&amounts) {
        world.run_until(id * 100);
        world.call(SHOP, |shop, out| shop.order(id, amount, out));
    }
    world.run_until(20_000);
    fate(&world, &amounts)
}

/// One order; the relay crashes with the order in its memory.
pub fn one_crash(style: Style) -> World<Hop> {
    let line = Hop::line(style, 1, 0.0);
    let mut world = World::new(1, Network::reliable(8..=12), line);
    world.schedule(25, Fault::Crash(RELAY));
    world.schedule(50, Fault::Restart(RELAY));
    world.call(SHOP, |shop, out| shop.order(0, 60, out));
    world.run_until(130);
    if fate(&world, &[60]).lost > 0 {
        world.call(STORE, |_, out| out.error("order 0 is not here"));
    }
    world
}
