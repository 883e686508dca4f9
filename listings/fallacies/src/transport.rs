//! "Transport cost is zero": three zones, a page of 2 KB in each, 3,000 reads.

use std::fmt;

use sim::{Event, Network, Node, NodeId, Out, World};

use crate::Program;

const ZONES: usize = 3;
const PAGE: u64 = 2_000;
const READS: u64 = 3_000;

/// A read or the page.
#[derive(Clone, Debug)]
pub enum Message {
    /// The page, please.
    Read,
    /// The page.
    Page,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// A client (nodes 0 to 2) or a replica (nodes 3 to 5).
pub struct Party {
    program: Program,
    zone: usize,
    turn: usize,
}

impl Party {
    // ANCHOR: read
    fn read(&mut self, out: &mut Out<Message, ()>) {
        let zone = match self.program {
            Program::Naive => self.turn % ZONES, // Each in turn: well balanced.
            Program::Cured => self.zone,
        };
        self.turn += 1;
        out.send(ZONES + zone, Message::Read);
    }
    // ANCHOR_END: read
}

impl Node for Party {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Message, ()>) {}

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        if let Message::Read = message {
            out.send(from, Message::Page);
        }
    }

    fn on_timer(&mut self, _: (), _: &mut Out<Message, ()>) {}
}

/// KB of pages that left their zone, and of all pages.
pub fn kilobytes(program: Program) -> (u64, u64) {
    let names =
        ["a client", "b client", "c client", "a pages", "b pages", "c pages"];
    let party = |zone| Party { program, zone, turn: 0 };
    let nodes = names.iter().enumerate().map(|(i, &name)| (name, party(i % ZONES)));
    let mut world = World::new(1, Network::reliable(1..=1), nodes);
    for i in 0..READS {
        world.call(i as usize % ZONES, Party::read);
    }
    world.run_until(1_000);
    // The bill is made from what crossed the wire, not from what a program meant.
    let pages =
        world.trace.records.iter().filter_map(|record| match &record.event {
            Event::Recv { from, to, label, .. } if label == "Page" => {
                Some((from, to))
            }
            _ => None,
        });
    let (mut crossed, mut all) = (0, 0);
    for (from, to) in pages {
        all += PAGE;
        crossed += if from[..1] == to[..1] { 0 } else { PAGE };
    }
    (crossed / 1000, all / 1000)
}

/// KB of pages that left their zone.
pub fn run(program: Program) -> u64 {
    kilobytes(program).0
}
