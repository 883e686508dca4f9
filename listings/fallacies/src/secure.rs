//! "The network is secure": who says that the order is paid?

use std::fmt;

use sim::{Network, Node, NodeId, Out, World};

use crate::Program;

const BANK: NodeId = 0;
const SHOP: NodeId = 1;
const STRANGER: NodeId = 2;

/// "Order `order` is paid", signed with a name that anyone can type.
#[derive(Clone, Debug)]
pub struct Paid {
    order: u64,
    signed: NodeId,
}

impl fmt::Display for Paid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "paid {}", self.order)
    }
}

/// The bank, the shop or a stranger.
pub struct Party {
    program: Program,
    shipped: Vec<u64>,
}

impl Node for Party {
    type Message = Paid;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Paid, ()>) {}

    // ANCHOR: trust
    /// `from` is what the channel vouches for, as mutual TLS does: the simulator
    /// fills it in. `signed` is what the sender wrote.
    fn on_message(&mut self, from: NodeId, paid: Paid, _: &mut Out<Paid, ()>) {
        let says_so = match self.program {
            Program::Naive => paid.signed,
            Program::Cured => from,
        };
        if says_so == BANK {
            self.shipped.push(paid.order);
        }
    }
    // ANCHOR_END: trust

    fn on_timer(&mut self, _: (), _: &mut Out<Paid, ()>) {}
}

/// The orders that are shipped; only those below 90 are paid.
pub fn shipped(program: Program) -> Vec<u64> {
    let party = || Party { program, shipped: Vec::new() };
    let nodes = [("bank", party()), ("shop", party()), ("stranger", party())];
    let mut world = World::new(1, Network::reliable(5..=20), nodes);
    for order in 0..100 {
        let sender = if order < 90 { BANK } else { STRANGER };
        world.call(sender, |_, out| out.send(SHOP, Paid { order, signed: BANK }));
    }
    world.run_until(1_000);
    world.nodes.swap_remove(SHOP).shipped
}

/// Orders that were shipped and not paid.
pub fn run(program: Program) -> u64 {
    shipped(program).iter().filter(|&&order| order >= 90).count() as u64
}
