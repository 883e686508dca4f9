//! Nodes that do nothing but step, talk, and stamp what they do.

use std::fmt;

use sim::{Event, Network, Node, NodeId, Out, Record, Rng, Time, World};

use crate::{Clock, Physical};

/// A node that stamps each of its events with one clock.
pub struct Chatter<C: Clock> {
    me: NodeId,
    nodes: usize,
    clock: C,
    physical: Physical,
    rng: Rng,
    left: u32,
    /// The events of this node so far.
    pub events: Vec<Stamped<C::Stamp>>,
}

/// An event, as its node saw it.
#[derive(Clone, Debug)]
pub struct Stamped<S> {
    /// True time.
    pub at: Time,
    /// What the wall clock said.
    pub pt: Time,
    /// What the node's clock made of it.
    pub stamp: S,
}

/// A message without content: only its stamp matters.
#[derive(Clone, Debug)]
pub struct Said<S>(pub S);

impl<S: fmt::Display> fmt::Display for Said<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<C: Clock> Chatter<C> {
    /// The machine's clock.
    pub fn physical(&self) -> &Physical {
        &self.physical
    }

    fn note(&mut self, now: Time, seen: Option<&C::Stamp>) -> C::Stamp {
        let pt = self.physical.wall(now);
        let stamp = match seen {
            None => self.clock.tick(pt),
            Some(seen) => self.clock.receive(pt, seen),
        };
        self.events.push(Stamped { at: now, pt, stamp: stamp.clone() });
        stamp
    }
}

impl<C: Clock> Node for Chatter<C> {
    type Message = Said<C::Stamp>;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Said<C::Stamp>, ()>) {
        out.set_timer(self.rng.range(&(1..=30)), ());
    }

    fn on_message(
        &mut self,
        _: NodeId,
        message: Said<C::Stamp>,
        out: &mut Out<Said<C::Stamp>, ()>,
    ) {
        self.note(out.now(), Some(&message.0));
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Said<C::Stamp>, ()>) {
        let stamp = self.note(out.now(), None);
        if self.rng.chance(0.3) {
            out.note(stamp.to_string());
        } else {
            let other = 1 + self.rng.index(self.nodes - 1);
            out.send((self.me + other) % self.nodes, Said(stamp));
        }
        self.left -= 1;
        if self.left > 0 {
            out.set_timer(self.rng.range(&(1..=30)), ());
        }
    }
}

/// Runs `nodes` chatting nodes, each of which does `steps` things of its own. Their
/// wall clocks differ by `skew` ms at most at first, and drift by up to 0.5 %: fifty
/// times as fast as quartz, so that it shows within half a second.
///
/// The seed alone decides what happens: another clock sees the same events.
pub fn chatter<C: Clock>(
    seed: u64,
    nodes: usize,
    steps: u32,
    skew: Time,
    clock: impl Fn(NodeId) -> C,
) -> World<Chatter<C>> {
    let mut network = Network::reliable(1..=40);
    network.loss = 0.1;
    network.duplicate = 0.1;
    let node = |me: NodeId| {
        let mut rng = Rng::new(seed * 1000 + me as u64);
        let physical = Physical {
            offset: rng.range(&(0..=skew)) as i64,
            ppm: rng.range(&(0..=10_000)) as i64 - 5_000,
        };
        let clock = clock(me);
        let left = steps;
        let node =
            Chatter { me, nodes, clock, physical, rng, left, events: vec![] };
        (format!("n{me}"), node)
    };
    let mut world = World::new(seed, network, (0..nodes).map(node));
    world.run_until(10_000);
    world
}

/// All events of a run with their places in the trace, in the trace's order.
pub fn stamped<C: Clock>(
    world: &World<Chatter<C>>,
) -> Vec<(usize, Stamped<C::Stamp>)> {
    let mut events: Vec<_> = world.nodes.iter().map(|n| n.events.iter()).collect();
    let records = world.trace.records.iter().enumerate();
    let place = |(index, record): (usize, &Record)| {
        let node = match &record.event {
            Event::Send { from: node, .. }
            | Event::Recv { to: node, .. }
            | Event::Local { at: node, .. } => node,
            _ => return None,
        };
        let node = world.trace.nodes.iter().position(|name| name == node)?;
        Some((index, events[node].next()?.clone()))
    };
    records.filter_map(place).collect()
}
