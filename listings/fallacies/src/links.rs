//! Links after Cachin, Guerraoui and Rodrigues: each layer adds one property to the
//! layer below.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use sim::{Node, NodeId, Out, Time};

/// How often a stubborn link repeats itself (ms).
pub const AGAIN: Time = 50;

/// The layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The network as it is: may lose and double.
    FairLoss,
    /// Repeats everything for ever.
    Stubborn,
    /// Stubborn, and delivers each message once.
    Perfect,
    /// Perfect, and stops when the receiver says so: what is built in practice.
    Acked,
}

/// What crosses the network.
#[derive(Clone, Debug)]
pub enum Packet {
    /// A message and its number.
    Data(u64),
    /// The number has arrived.
    Ack(u64),
}

impl fmt::Display for Packet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Packet::Data(n) => write!(f, "m{n}"),
            Packet::Ack(n) => write!(f, "ack {n}"),
        }
    }
}

/// One end of a link; each end may send and receive.
pub struct End {
    layer: Layer,
    unacknowledged: BTreeSet<(NodeId, u64)>,
    delivered: BTreeSet<(NodeId, u64)>,
    /// What the application was given, and how often.
    pub given: BTreeMap<(NodeId, u64), u64>,
    /// Packets sent, repetitions and acknowledgements included.
    pub packets: u64,
}

impl End {
    /// An end of a link of this kind.
    pub fn new(layer: Layer) -> Self {
        End {
            layer,
            unacknowledged: BTreeSet::new(),
            delivered: BTreeSet::new(),
            given: BTreeMap::new(),
            packets: 0,
        }
    }

    // ANCHOR: link
    /// The application sends message `n`; no number is used twice.
    pub fn send(&mut self, to: NodeId, n: u64, out: &mut Out<Packet, ()>) {
        self.emit(to, Packet::Data(n), out);
        if self.layer >= Layer::Stubborn {
            self.unacknowledged.insert((to, n));
            if self.unacknowledged.len() == 1 {
                out.set_timer(AGAIN, ());
            }
        }
    }

    fn repeat(&mut self, out: &mut Out<Packet, ()>) {
        for (to, n) in self.unacknowledged.clone() {
            self.emit(to, Packet::Data(n), out);
        }
        if !self.unacknowledged.is_empty() {
            out.set_timer(AGAIN, ());
        }
    }

    fn receive(&mut self, from: NodeId, packet: Packet, out: &mut Out<Packet, ()>) {
        match packet {
            Packet::Data(n) => {
                let first = self.delivered.insert((from, n));
                if first || self.layer < Layer::Perfect {
                    *self.given.entry((from, n)).or_default() += 1;
                }
                if self.layer == Layer::Acked {
                    // Each time: the earlier acknowledgement may be the lost one.
                    self.emit(from, Packet::Ack(n), out);
                }
            }
            Packet::Ack(n) => {
                self.unacknowledged.remove(&(from, n));
            }
        }
    }
    // ANCHOR_END: link

    fn emit(&mut self, to: NodeId, packet: Packet, out: &mut Out<Packet, ()>) {
        self.packets += 1;
        out.send(to, packet);
    }
}

impl Node for End {
    type Message = Packet;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Packet, ()>) {}

    fn on_message(
        &mut self,
        from: NodeId,
        packet: Packet,
        out: &mut Out<Packet, ()>,
    ) {
        self.receive(from, packet, out);
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Packet, ()>) {
        self.repeat(out);
    }

    /// Everything but the application's own record is in memory.
    fn on_crash(&mut self) {
        self.delivered.clear();
        self.unacknowledged.clear();
    }
}
