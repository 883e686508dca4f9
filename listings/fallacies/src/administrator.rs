//! "There is one administrator": the gateway's team gives an order 100 ms, the
//! service's team tries the store three times for 40 ms each.

use std::collections::BTreeMap;
use std::fmt;

use sim::{Network, Node, NodeId, Out, Time, World};

use crate::Program;

const GATEWAY: NodeId = 0;
const SERVICE: NodeId = 1;
const STORE: NodeId = 2;
const GATEWAY_WAITS: Time = 100;
const SERVICE_WAITS: Time = 40;
const TRIES: u64 = 3;

/// An order on its way down, or its answer on the way up.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// Place this order, before this time. Clocks are assumed to agree.
    Order(u64, Time),
    /// It is placed.
    Done(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Order(id, _) => write!(f, "order {id}"),
            Message::Done(id) => write!(f, "done {id}"),
        }
    }
}

/// What timers are for.
#[derive(Clone, Debug, PartialEq)]
pub enum Timer {
    /// The gateway tells the user that the order has failed.
    GiveUp(u64),
    /// The service tries once more: order, deadline, tries so far.
    Again(u64, Time, u64),
}

/// The gateway, the service or the store.
pub struct Party {
    node: NodeId,
    program: Program,
    gave_up: BTreeMap<u64, Time>,
    /// The store's: every execution, with its time.
    executed: Vec<(u64, Time)>,
    trying: BTreeMap<u64, Timer>,
}

impl Party {
    // ANCHOR: budget
    fn on_time(&self, deadline: Time, now: Time) -> bool {
        self.program == Program::Naive || now < deadline
    }

    /// One try of the service.
    fn attempt(
        &mut self,
        id: u64,
        deadline: Time,
        tried: u64,
        out: &mut Out<Message, Timer>,
    ) {
        if tried < TRIES && self.on_time(deadline, out.now()) {
            out.send(STORE, Message::Order(id, deadline));
            let again = Timer::Again(id, deadline, tried + 1);
            self.trying.insert(id, again.clone());
            out.set_timer(SERVICE_WAITS, again);
        }
    }

    fn execute(&mut self, id: u64, deadline: Time, out: &mut Out<Message, Timer>) {
        if self.on_time(deadline, out.now()) {
            self.executed.push((id, out.now()));
            out.send(SERVICE, Message::Done(id));
        }
    }
    // ANCHOR_END: budget

    fn order(&mut self, id: u64, out: &mut Out<Message, Timer>) {
        out.send(SERVICE, Message::Order(id, out.now() + GATEWAY_WAITS));
        out.set_timer(GATEWAY_WAITS, Timer::GiveUp(id));
    }
}

impl Node for Party {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, _: &mut Out<Message, Timer>) {}

    fn on_message(
        &mut self,
        _: NodeId,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        match (self.node, message) {
            (STORE, Message::Order(id, by)) => self.execute(id, by, out),
            (_, Message::Order(id, by)) => self.attempt(id, by, 0, out),
            (GATEWAY, Message::Done(id)) => out.cancel_timer(Timer::GiveUp(id)),
            (_, Message::Done(id)) => {
                if let Some(again) = self.trying.remove(&id) {
                    out.cancel_timer(again);
                }
                out.send(GATEWAY, Message::Done(id));
            }
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        match timer {
            Timer::GiveUp(id) => {
                self.gave_up.insert(id, out.now());
            }
            Timer::Again(id, by, tried) => self.attempt(id, by, tried, out),
        }
    }
}

/// What the two teams have to show for 1,000 orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Orders of which the user was told that they failed.
    pub failed: u64,
    /// Orders that the store executed after that.
    pub too_late: u64,
    /// Orders that failed and were executed in time all the same.
    pub ambiguous: u64,
    /// Executions.
    pub executions: u64,
}

/// Runs 1,000 orders; the store is 5 to 150 ms away on a bad day.
pub fn report(program: Program) -> Report {
    let party = |node| Party {
        node,
        program,
        gave_up: BTreeMap::new(),
        executed: Vec::new(),
        trying: BTreeMap::new(),
    };
    let mut network = Network::reliable(1..=1);
    network.links.insert((SERVICE, STORE), 5..=150);
    let nodes = [("gateway", party(0)), ("service", party(1)), ("store", party(2))];
    let mut world = World::new(1, network, nodes).without_trace();
    for id in 0..1000 {
        world.run_until(id * 20);
        world.call(GATEWAY, |gateway, out| gateway.order(id, out));
    }
    world.run_until(60_000);
    let (gave_up, executed) =
        (&world.nodes[GATEWAY].gave_up, &world.nodes[STORE].executed);
    // Of the executions of one order, the last stays.
    let last: BTreeMap<u64, Time> = executed.iter().copied().collect();
    let ends = gave_up.iter().filter_map(|(id, end)| Some((end, last.get(id)?)));
    let (late, in_time): (Vec<_>, Vec<_>) = ends.partition(|(end, at)| at > end);
    Report {
        failed: gave_up.len() as u64,
        too_late: late.len() as u64,
        ambiguous: in_time.len() as u64,
        executions: executed.len() as u64,
    }
}

/// Orders executed after the user was told that they failed.
pub fn run(program: Program) -> u64 {
    report(program).too_late
}
