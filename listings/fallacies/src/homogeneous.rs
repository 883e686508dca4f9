//! "The network is homogeneous": during a roll-out, one consumer of three still
//! reads amounts in yuan; the new ones read cents.

use std::fmt;

use sim::{Network, Node, NodeId, Out, World};

use crate::Program;

const PRICE_IN_CENTS: u32 = 1_900;

/// What crosses the network: bytes.
#[derive(Clone, Debug)]
pub enum Message {
    /// An amount, in the format of this version, if the sender says which.
    Charge(Option<u8>, [u8; 4]),
    /// "I read up to this version only."
    Unsupported(u8),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Charge(Some(version), _) => write!(f, "charge, v{version}"),
            Message::Charge(None, _) => write!(f, "charge"),
            Message::Unsupported(version) => write!(f, "only v{version}"),
        }
    }
}

/// The producer (node 0) or a consumer.
pub struct Party {
    program: Program,
    version: u8,
    /// Cents, as this consumer understands them.
    charged: Vec<u32>,
}

// ANCHOR: format
/// Version 1 counts yuan, version 2 cents; both are four bytes, so both parse.
fn encode(cents: u32, version: u8) -> [u8; 4] {
    let amount = if version == 1 { cents / 100 } else { cents };
    amount.to_be_bytes()
}

fn decode(bytes: [u8; 4], version: u8) -> u32 {
    let amount = u32::from_be_bytes(bytes);
    if version == 1 { amount * 100 } else { amount }
}
// ANCHOR_END: format

impl Party {
    fn charge(&self, to: NodeId, version: u8, out: &mut Out<Message, ()>) {
        let said = (self.program == Program::Cured).then_some(version);
        out.send(to, Message::Charge(said, encode(PRICE_IN_CENTS, version)));
    }
}

impl Node for Party {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Message, ()>) {}

    // ANCHOR: charge
    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match message {
            Message::Charge(Some(version), _) if version > self.version => {
                out.send(from, Message::Unsupported(self.version));
            }
            Message::Charge(said, bytes) => {
                // An old program knows no newer format: it reads all as its own.
                let version = said.unwrap_or(self.version).min(self.version);
                self.charged.push(decode(bytes, version));
            }
            Message::Unsupported(version) => self.charge(from, version, out),
        }
    }
    // ANCHOR_END: charge

    fn on_timer(&mut self, _: (), _: &mut Out<Message, ()>) {}
}

/// All amounts that were charged, in cents.
pub fn charged(program: Program) -> Vec<u32> {
    let party = |version| Party { program, version, charged: Vec::new() };
    let nodes = [
        ("producer", party(2)),
        ("c1", party(2)),
        ("c2", party(2)),
        ("c3", party(1)),
    ];
    let mut world = World::new(1, Network::reliable(5..=20), nodes);
    for i in 0..300 {
        world.call(0, |producer, out| producer.charge(1 + i % 3, 2, out));
    }
    world.run_until(1_000);
    world.nodes.into_iter().flat_map(|node| node.charged).collect()
}

/// Amounts that are not the price.
pub fn run(program: Program) -> u64 {
    charged(program).iter().filter(|&&cents| cents != PRICE_IN_CENTS).count() as u64
}
