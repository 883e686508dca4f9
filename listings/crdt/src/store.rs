//! A shopping cart on three replicas, which may be any kind of set.

use std::collections::BTreeSet;
use std::fmt;

use sim::{Fault, Network, Node, NodeId, Out, Time, World};

use crate::Replicated;
use crate::or_set::SetUpdate;

/// Milliseconds between two rounds of gossip.
pub const EVERY: Time = 100;

/// A set of articles that can be merged.
pub trait Cart:
    Replicated<Update = SetUpdate<&'static str>, Value = BTreeSet<&'static str>>
{
}

impl<T> Cart for T where
    T: Replicated<Update = SetUpdate<&'static str>, Value = BTreeSet<&'static str>>
{
}

/// The whole cart of the sender.
#[derive(Clone, Debug)]
pub struct State<C>(C);

impl<C: Cart> fmt::Display for State<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&label(&self.0))
    }
}

fn label(cart: &impl Cart) -> String {
    format!("{{{}}}", Vec::from_iter(cart.value()).join(" "))
}

// ANCHOR: store
/// One replica of the cart.
#[derive(Clone, Debug)]
pub struct Store<C> {
    id: NodeId,
    replicas: usize,
    /// The cart as this replica knows it.
    pub cart: C,
}

impl<C: Cart> Store<C> {
    /// A client changes the cart here; nobody else is asked.
    pub fn change(
        &mut self,
        update: SetUpdate<&'static str>,
        out: &mut Out<State<C>, ()>,
    ) {
        self.cart.update(self.id, &update);
        let sign = match update {
            SetUpdate::Add(article) => format!("+{article}"),
            SetUpdate::Remove(article) => format!("-{article}"),
        };
        out.note(format!("{sign} {}", label(&self.cart)));
    }
}

impl<C: Cart> Node for Store<C> {
    type Message = State<C>;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<State<C>, ()>) {
        out.set_timer(EVERY, ());
    }

    fn on_message(
        &mut self,
        _: NodeId,
        State(theirs): State<C>,
        _: &mut Out<State<C>, ()>,
    ) {
        self.cart.merge(&theirs);
    }

    fn on_timer(&mut self, (): (), out: &mut Out<State<C>, ()>) {
        let next = (self.id + 1) % self.replicas;
        out.send(next, State(self.cart.clone()));
        out.set_timer(EVERY, ());
    }
}
// ANCHOR_END: store

/// The story of the chapter: a cup is taken out of the cart on one side of a
/// partition while a pen is put in on the other.
pub fn cup_and_pen<C: Cart>(seed: u64) -> World<Store<C>> {
    let store =
        |id| (format!("n{id}"), Store { id, replicas: 3, cart: C::default() });
    let network = Network::reliable(10..=25);
    let mut world = World::new(seed, network, (0..3).map(store));
    let change = |world: &mut World<Store<C>>, at, update| {
        world.call(at, |store, out| store.change(update, out));
    };
    world.run_until(20);
    change(&mut world, 0, SetUpdate::Add("cup"));
    world.run_until(240);
    world.apply(Fault::Partition(vec![vec![0, 1], vec![2]]));
    world.run_until(250);
    change(&mut world, 0, SetUpdate::Remove("cup"));
    world.run_until(260);
    change(&mut world, 2, SetUpdate::Add("pen"));
    world.schedule(340, Fault::Heal);
    let mut told = false;
    while world.next_event().is_some_and(|at| at <= 560) {
        world.step();
        if !told && world.nodes[0].cart.value().contains("cup") {
            world.call(0, |_, out| out.error("the cup is back"));
            told = true;
        }
    }
    for node in 0..3 {
        world.call(node, |store, out| out.note(label(&store.cart)));
    }
    world
}
