//! "Latency is zero": a page with 20 items, the stock service 30 ms away.

use std::fmt;

use sim::{Network, Node, NodeId, Out, Time, World};

use crate::Program;

const ITEMS: u64 = 20;
const ONE_WAY: Time = 15;

/// A question about some items, or its answer.
#[derive(Clone, Debug)]
pub enum Message {
    /// How many are left of these?
    Ask(Vec<u64>),
    /// The answer, for so many items.
    Stock(usize),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Ask(items) => write!(f, "stock of {}?", items.len()),
            Message::Stock(count) => write!(f, "{count} answers"),
        }
    }
}

/// The page server (node 0) or the stock service (node 1).
pub struct Party {
    program: Program,
    unknown: Vec<u64>,
    done_at: Option<Time>,
}

impl Party {
    // ANCHOR: ask
    /// A loop over a local call looks the same as a loop over a remote one.
    fn ask(&mut self, out: &mut Out<Message, ()>) {
        let batch = match self.program {
            Program::Naive => 1,
            Program::Cured => self.unknown.len(),
        };
        let rest = self.unknown.split_off(batch);
        out.send(1, Message::Ask(std::mem::replace(&mut self.unknown, rest)));
    }
    // ANCHOR_END: ask
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
        match message {
            Message::Ask(items) => out.send(from, Message::Stock(items.len())),
            Message::Stock(_) if self.unknown.is_empty() => {
                self.done_at = Some(out.now());
            }
            Message::Stock(_) => self.ask(out),
        }
    }

    fn on_timer(&mut self, _: (), _: &mut Out<Message, ()>) {}
}

/// Milliseconds until the page is complete.
pub fn run(program: Program) -> u64 {
    let party = || Party { program, unknown: (0..ITEMS).collect(), done_at: None };
    let network = Network::reliable(ONE_WAY..=ONE_WAY);
    let nodes = [("page", party()), ("stock", party())];
    let mut world = World::new(1, network, nodes);
    world.call(0, Party::ask);
    world.run_until(10_000);
    world.nodes[0].done_at.expect("nothing is lost")
}
