//! "Bandwidth is infinite": 60 orders a second over a line of 100 Mbit/s.

use std::fmt;

use sim::{Network, Node, NodeId, Out, Time, World};

use crate::Program;

/// 100 Mbit/s in bytes per ms.
const RATE: u64 = 12_500;
const ORDER: u64 = 2_000;
const PICTURE: u64 = 240_000;
const SECONDS: u64 = 10;
const PER_SECOND: u64 = 60;

/// An order with all that was put into it.
#[derive(Clone, Debug)]
pub struct Message {
    sent_at: Time,
    bytes: u64,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes)
    }
}

/// The line (node 0) or the server behind it (node 1).
#[derive(Default)]
pub struct Party {
    /// The byte at which the line is free, if byte 0 was sent at time 0.
    free_at: u64,
    slowest: Time,
}

impl Party {
    // ANCHOR: line
    /// First in, first out: the timer rings when the last byte has left.
    fn enqueue(&mut self, bytes: u64, out: &mut Out<Message, Message>) {
        let sent_at = out.now();
        self.free_at = self.free_at.max(sent_at * RATE) + bytes;
        let leaves_at = self.free_at.div_ceil(RATE);
        out.set_timer(leaves_at - sent_at, Message { sent_at, bytes });
    }
    // ANCHOR_END: line
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.sent_at == other.sent_at
    }
}

impl Node for Party {
    type Message = Message;
    type Timer = Message;

    fn on_start(&mut self, _: &mut Out<Message, Message>) {}

    fn on_message(
        &mut self,
        _: NodeId,
        order: Message,
        out: &mut Out<Message, Message>,
    ) {
        self.slowest = self.slowest.max(out.now() - order.sent_at);
    }

    fn on_timer(&mut self, order: Message, out: &mut Out<Message, Message>) {
        out.send(1, order);
    }
}

/// Milliseconds that the slowest order took.
pub fn run(program: Program) -> u64 {
    let bytes = match program {
        Program::Naive => ORDER + PICTURE,
        Program::Cured => ORDER, // With the picture's address in it.
    };
    let nodes = [("line", Party::default()), ("server", Party::default())];
    let mut world = World::new(1, Network::reliable(1..=1), nodes);
    for i in 0..SECONDS * PER_SECOND {
        world.run_until(i * 1000 / PER_SECOND);
        world.call(0, |line, out| line.enqueue(bytes, out));
    }
    world.run_until(60_000);
    world.nodes[1].slowest
}
