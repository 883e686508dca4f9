//! The event loop.

use std::collections::BTreeMap;

use crate::{
    Action, Event, Fault, Network, Node, NodeId, Out, Reason, Record, Rng, Time,
    Trace,
};

/// Nodes, the network between them, and all that is still to happen.
pub struct World<N: Node> {
    /// The state of the nodes. Read it in checks; change it through [`World::call`].
    pub nodes: Vec<N>,
    /// How messages fare. May be changed during the run.
    pub network: Network,
    /// What has happened so far.
    pub trace: Trace,
    now: Time,
    rng: Rng,
    up: Vec<bool>,
    clocks: Vec<u64>,
    groups: Option<Vec<Vec<NodeId>>>,
    timers: Vec<Vec<(N::Timer, u64)>>,
    queue: BTreeMap<(Time, u64), Pending<N>>,
    sequence: u64,
    recording: bool,
}

/// An event that is still to happen.
enum Pending<N: Node> {
    Arrival(Envelope<N::Message>),
    Timer { node: NodeId, timer: N::Timer, set: u64 },
    Fault(Fault),
}

/// A message under way.
#[derive(Clone)]
struct Envelope<M> {
    from: NodeId,
    to: NodeId,
    id: u64,
    clock: u64,
    lost: Option<Reason>,
    message: M,
}

impl<N: Node> World<N> {
    /// Starts all nodes at time 0.
    pub fn new<S: Into<String>>(
        seed: u64,
        network: Network,
        nodes: impl IntoIterator<Item = (S, N)>,
    ) -> Self {
        let (names, nodes): (Vec<String>, Vec<N>) =
            nodes.into_iter().map(|(name, node)| (name.into(), node)).unzip();
        let count = nodes.len();
        let mut world = World {
            nodes,
            network,
            trace: Trace { nodes: names, records: Vec::new() },
            now: 0,
            rng: Rng::new(seed),
            up: vec![true; count],
            clocks: vec![0; count],
            groups: None,
            timers: vec![Vec::new(); count],
            queue: BTreeMap::new(),
            sequence: 0,
            recording: true,
        };
        for node in 0..count {
            world.call(node, N::on_start);
        }
        world
    }

    /// Stops recording: for tests that make thousands of runs.
    pub fn without_trace(mut self) -> Self {
        self.recording = false;
        self
    }

    /// The current simulated time in milliseconds.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Whether a node is running.
    pub fn is_up(&self, node: NodeId) -> bool {
        self.up[node]
    }

    /// Plans a fault for the time `at` (at once, if that has passed).
    pub fn schedule(&mut self, at: Time, fault: Fault) {
        self.push(at.max(self.now), Pending::Fault(fault));
    }

    /// Lets the next event happen. False if there is none.
    pub fn step(&mut self) -> bool {
        let Some(((at, _), pending)) = self.queue.pop_first() else { return false };
        self.now = at;
        match pending {
            Pending::Arrival(envelope) => self.arrive(envelope),
            Pending::Fault(fault) => self.apply(fault),
            Pending::Timer { node, timer, set } => {
                let armed = &mut self.timers[node];
                // A timer that was set anew, cancelled or lost in a crash is not there.
                if let Some(i) = armed.iter().position(|(_, s)| *s == set) {
                    armed.swap_remove(i);
                    self.call(node, |n, out| n.on_timer(timer, out));
                }
            }
        }
        true
    }

    /// Runs all events up to and including `time`, then sets the clock to it.
    pub fn run_until(&mut self, time: Time) {
        while self.next_event().is_some_and(|at| at <= time) {
            self.step();
        }
        self.now = self.now.max(time);
    }

    /// The time of the next event.
    pub fn next_event(&self) -> Option<Time> {
        self.queue.first_key_value().map(|((at, _), _)| *at)
    }

    /// Lets a running node do something now, as if from outside; what it asks for
    /// is carried out. Does nothing to a crashed node.
    pub fn call(
        &mut self,
        node: NodeId,
        input: impl FnOnce(&mut N, &mut Out<N::Message, N::Timer>),
    ) {
        if !self.up[node] {
            return;
        }
        let mut out = Out::new(self.now);
        input(&mut self.nodes[node], &mut out);
        for action in out.into_actions() {
            self.perform(node, action);
        }
    }

    /// Lets a fault happen now.
    pub fn apply(&mut self, fault: Fault) {
        match fault {
            Fault::Crash(node) if self.up[node] => {
                self.up[node] = false;
                self.timers[node].clear();
                self.nodes[node].on_crash();
                let clock = self.tick(node);
                self.record(clock, |name| Event::Crash { at: name(node) });
            }
            Fault::Restart(node) if !self.up[node] => {
                self.up[node] = true;
                let clock = self.tick(node);
                self.record(clock, |name| Event::Restart { at: name(node) });
                self.call(node, N::on_start);
            }
            Fault::Crash(_) | Fault::Restart(_) => {}
            Fault::Partition(groups) => {
                self.record(self.last_clock(), |name| Event::Partition {
                    groups: groups
                        .iter()
                        .map(|group| group.iter().map(|&node| name(node)).collect())
                        .collect(),
                });
                self.groups = Some(groups);
            }
            Fault::Heal => {
                self.groups = None;
                self.record(self.last_clock(), |_| Event::Heal);
            }
        }
    }

    fn perform(&mut self, node: NodeId, action: Action<N::Message, N::Timer>) {
        match action {
            Action::Send(to, message) => self.send(node, to, message),
            Action::SetTimer(delay, timer) => {
                self.disarm(node, &timer);
                let at = self.now + delay;
                let set = self.sequence;
                self.timers[node].push((timer.clone(), set));
                self.push(at, Pending::Timer { node, timer, set });
            }
            Action::CancelTimer(timer) => self.disarm(node, &timer),
            Action::Note(label, mark) => {
                let clock = self.tick(node);
                self.record(clock, |name| Event::Local {
                    at: name(node),
                    mark,
                    label,
                });
            }
            Action::Role(role, label) => {
                let clock = self.tick(node);
                self.record(clock, |name| Event::State {
                    at: name(node),
                    role,
                    label,
                });
            }
        }
    }

    fn send(&mut self, from: NodeId, to: NodeId, message: N::Message) {
        let id = self.sequence;
        let clock = self.tick(from);
        let label = |message: &N::Message| message.to_string();
        self.record(clock, |name| Event::Send {
            from: name(from),
            to: name(to),
            id,
            label: label(&message),
        });
        // The dice are always thrown, so that one fault doesn't shift all others.
        let lost = self.rng.chance(self.network.loss);
        let twice = self.rng.chance(self.network.duplicate);
        let delay = self.network.delay(from, to, &mut self.rng);
        let lost = match (self.connected(from, to), lost) {
            (false, _) => Some(Reason::Partition),
            (true, true) => Some(Reason::Loss),
            (true, false) => None,
        };
        let envelope = Envelope { from, to, id, clock, lost, message };
        if twice && lost.is_none() {
            self.record(clock, |name| Event::Duplicate {
                from: name(from),
                to: name(to),
                id,
            });
            let delay = self.network.delay(from, to, &mut self.rng);
            self.push(self.now + delay, Pending::Arrival(envelope.clone()));
        }
        self.push(self.now + delay, Pending::Arrival(envelope));
    }

    fn arrive(&mut self, envelope: Envelope<N::Message>) {
        let Envelope { from, to, id, clock, lost, message } = envelope;
        // What is under way when the network splits is lost as well.
        let cut = (!self.connected(from, to)).then_some(Reason::Partition);
        let down = (!self.up[to]).then_some(Reason::Crashed);
        if let Some(reason) = lost.or(cut).or(down) {
            self.record(clock, |name| Event::Drop {
                from: name(from),
                to: name(to),
                id,
                label: message.to_string(),
                reason,
            });
            return;
        }
        self.clocks[to] = self.clocks[to].max(clock);
        let clock = self.tick(to);
        self.record(clock, |name| Event::Recv {
            from: name(from),
            to: name(to),
            id,
            label: message.to_string(),
        });
        self.call(to, |node, out| node.on_message(from, message, out));
    }

    fn connected(&self, a: NodeId, b: NodeId) -> bool {
        let together =
            |group: &Vec<NodeId>| group.contains(&a) && group.contains(&b);
        a == b
            || self.groups.as_ref().is_none_or(|groups| groups.iter().any(together))
    }

    fn disarm(&mut self, node: NodeId, timer: &N::Timer) {
        self.timers[node].retain(|(armed, _)| armed != timer);
    }

    fn push(&mut self, at: Time, pending: Pending<N>) {
        // The sequence number keeps events of the same time in order.
        self.queue.insert((at, self.sequence), pending);
        self.sequence += 1;
    }

    fn tick(&mut self, node: NodeId) -> u64 {
        self.clocks[node] += 1;
        self.clocks[node]
    }

    fn last_clock(&self) -> u64 {
        self.clocks.iter().copied().max().unwrap_or(0)
    }

    fn record(
        &mut self,
        clock: u64,
        event: impl FnOnce(&dyn Fn(NodeId) -> String) -> Event,
    ) {
        if self.recording {
            let names = &self.trace.nodes;
            let event = event(&|node| names[node].clone());
            self.trace.records.push(Record { t: self.now, clock, event });
        }
    }
}
