//! SWIM: probe one member a period, ask for help, suspect, and let the news travel.
//!
//! Das, Gupta, Motivala: *SWIM: Scalable Weakly-consistent Infection-style Process
//! Group Membership Protocol*, DSN 2002.

use sim::{Network, Node, NodeId, Rng, Time, World};

use crate::{
    Bug, Claim, Config, Kind, LocalHealth, Message, Order, Probe, Status, Timer,
    Update, View,
};

type Out = sim::Out<Message, Timer>;

/// A member of the group.
#[derive(Clone, Debug)]
pub struct Swim {
    id: NodeId,
    config: Config,
    rng: Rng,
    /// What it believes.
    pub view: View,
    /// Whom it will still probe in this round.
    round: Vec<NodeId>,
    /// The probe that is not answered yet.
    probe: Option<Probe>,
    probes: u64,
    health: LocalHealth,
    /// Whom it has itself condemned, and when.
    pub condemned: Vec<(NodeId, Time)>,
    /// Whether it has heard of its own death.
    pub expelled: bool,
    /// How many messages it has sent.
    pub sent: u64,
}

/// A world of `size` members that know each other.
pub fn cluster(
    seed: u64,
    size: usize,
    net: Network,
    config: &Config,
) -> World<Swim> {
    let node = |id| (format!("n{id}"), Swim::new(id, size, config.clone(), seed));
    World::new(seed, net, (0..size).map(node))
}

impl Swim {
    /// Member `id` of `0..size`. Its choices come from the seed.
    pub fn new(id: NodeId, size: usize, config: Config, seed: u64) -> Self {
        Swim {
            id,
            rng: Rng::new(seed ^ ((id as u64 + 1) << 32)),
            view: View::new(size, config.room),
            config,
            round: Vec::new(),
            probe: None,
            probes: 0,
            health: LocalHealth::default(),
            condemned: Vec::new(),
            expelled: false,
            sent: 0,
        }
    }

    /// The status of `node` in this member's view.
    pub fn status(&self, node: NodeId) -> Status {
        self.view.claim(node).status
    }

    fn stretch(&self, time: Time) -> Time {
        if self.config.local_health { self.health.stretch(time) } else { time }
    }

    // ANCHOR: probe
    fn begin_period(&mut self, out: &mut Out) {
        out.set_timer(self.stretch(self.config.period), Timer::Period);
        let Some(target) = self.next_target() else { return };
        self.probes += 1;
        let probe = Probe { origin: self.id, target, number: self.probes };
        self.probe = Some(probe);
        self.send(target, Kind::Ping, probe, out);
        out.set_timer(self.stretch(self.config.timeout), Timer::Timeout);
    }

    fn ask_helpers(&mut self, out: &mut Out) {
        let Some(probe) = self.probe else { return };
        let mut others = self.view.others(self.id);
        others.retain(|&node| node != probe.target);
        for helper in self.shuffled(others).into_iter().take(self.config.helpers) {
            self.send(helper, Kind::PingReq, probe, out);
        }
    }

    fn end_period(&mut self, out: &mut Out) {
        if let Some(probe) = self.probe.take() {
            self.health.missed();
            let incarnation = self.view.claim(probe.target).incarnation;
            let claim = Claim { incarnation, status: Status::Suspect };
            self.hear(Update { node: probe.target, claim }, out);
        }
    }
    // ANCHOR_END: probe

    fn next_target(&mut self) -> Option<NodeId> {
        let others = self.view.others(self.id);
        if self.config.order == Order::Random {
            return (!others.is_empty())
                .then(|| others[self.rng.index(others.len())]);
        }
        self.round.retain(|node| others.contains(node));
        if self.round.is_empty() {
            self.round = self.shuffled(others);
        }
        self.round.pop()
    }

    fn shuffled(&mut self, mut nodes: Vec<NodeId>) -> Vec<NodeId> {
        for i in (1..nodes.len()).rev() {
            nodes.swap(i, self.rng.index(i + 1));
        }
        nodes
    }

    // ANCHOR: hear
    /// Takes in a piece of news, and acts on it if it is new.
    fn hear(&mut self, update: Update, out: &mut Out) {
        let Update { node, claim } = update;
        if node == self.id {
            return self.hear_of_myself(claim, out);
        }
        let deaf = self.config.bug == Some(Bug::RefutationIgnored);
        if deaf && claim.status == Status::Alive || !self.view.learn(update) {
            return;
        }
        out.note(update.to_string());
        match claim.status {
            Status::Alive | Status::Dead => {
                out.cancel_timer(Timer::Suspicion(node))
            }
            Status::Suspect if self.config.suspicion == 0 => {
                self.condemn(node, out)
            }
            Status::Suspect => {
                out.set_timer(self.config.suspicion, Timer::Suspicion(node));
            }
        }
    }

    /// Objects to a suspicion: only a new incarnation overrides it everywhere.
    fn hear_of_myself(&mut self, claim: Claim, out: &mut Out) {
        let mut own = self.view.claim(self.id);
        match claim.status {
            Status::Suspect if claim.incarnation >= own.incarnation => {
                if self.config.bug != Some(Bug::NoIncarnationBump) {
                    own.incarnation = claim.incarnation + 1;
                }
                self.health.missed();
                let update = Update { node: self.id, claim: own };
                self.view.learn(update);
                self.view.tell(update);
                out.note(format!("I am alive i{}", own.incarnation));
            }
            Status::Dead if !self.expelled => {
                self.expelled = true;
                out.error("I am told that I am dead");
                out.cancel_timer(Timer::Period);
                out.cancel_timer(Timer::Timeout);
            }
            _ => {}
        }
    }
    // ANCHOR_END: hear

    fn condemn(&mut self, node: NodeId, out: &mut Out) {
        let incarnation = self.view.claim(node).incarnation;
        self.condemned.push((node, out.now()));
        let claim = Claim { incarnation, status: Status::Dead };
        self.hear(Update { node, claim }, out);
    }

    fn send(&mut self, to: NodeId, kind: Kind, probe: Probe, out: &mut Out) {
        let gossip = self.view.gossip();
        self.sent += 1;
        out.send(to, Message { kind, probe, gossip });
    }
}

impl Node for Swim {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Out) {
        let start = self.config.start.clone();
        out.set_timer(self.rng.range(&start), Timer::Period);
    }

    // ANCHOR: answer
    fn on_message(&mut self, from: NodeId, message: Message, out: &mut Out) {
        for update in message.gossip {
            self.hear(update, out);
        }
        if self.expelled {
            return;
        }
        let probe = message.probe;
        match message.kind {
            Kind::Ping => self.send(from, Kind::Ack, probe, out),
            Kind::PingReq => self.send(probe.target, Kind::Ping, probe, out),
            // The helper keeps no list: the probe says where the answer belongs.
            Kind::Ack if probe.origin != self.id => {
                self.send(probe.origin, Kind::Ack, probe, out);
            }
            Kind::Ack if self.probe == Some(probe) => {
                self.probe = None;
                self.health.answered();
            }
            Kind::Ack => {} // Too late: that period is over.
        }
    }
    // ANCHOR_END: answer

    fn on_timer(&mut self, timer: Timer, out: &mut Out) {
        match timer {
            Timer::Period => {
                self.end_period(out);
                self.begin_period(out);
            }
            Timer::Timeout => self.ask_helpers(out),
            Timer::Suspicion(node) => self.condemn(node, out),
        }
    }
}
