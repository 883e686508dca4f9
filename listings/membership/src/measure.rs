//! What a detector costs: time, mistakes, messages.

use sim::{Fault, Network, NodeId, Time, World};

use crate::{Config, Detector, Heartbeats, Status, Swim, cluster};

/// Long enough for a detector to have learned the rhythm of its peer (ms).
pub const WARM_UP: Time = 300_000;

const HOUR: Time = 3_600_000;

/// How often a group is looked at (ms).
const STEP: Time = 50;

/// A group in which any node can be asked whom it thinks dead.
pub trait Group {
    /// How many nodes there are.
    fn size(&self) -> usize;
    /// Runs until `time`.
    fn run_until(&mut self, time: Time);
    /// Lets a node crash now.
    fn crash(&mut self, node: NodeId);
    /// Whether `by` thinks that `node` is dead.
    fn thinks_dead(&self, by: NodeId, node: NodeId) -> bool;
    /// How often anybody has pronounced anybody dead.
    fn verdicts(&self) -> u64;
    /// Messages sent by all nodes.
    fn sent(&self) -> u64;
}

impl<D: Detector + Clone> Group for World<Heartbeats<D>> {
    fn size(&self) -> usize {
        self.nodes.len()
    }
    fn run_until(&mut self, time: Time) {
        World::run_until(self, time);
    }
    fn crash(&mut self, node: NodeId) {
        self.apply(Fault::Crash(node));
    }
    fn thinks_dead(&self, by: NodeId, node: NodeId) -> bool {
        self.nodes[by].suspects(node)
    }
    fn verdicts(&self) -> u64 {
        self.nodes.iter().map(|node| node.accusations).sum()
    }
    fn sent(&self) -> u64 {
        self.nodes.iter().map(|node| node.sent).sum()
    }
}

impl Group for World<Swim> {
    fn size(&self) -> usize {
        self.nodes.len()
    }
    fn run_until(&mut self, time: Time) {
        World::run_until(self, time);
    }
    fn crash(&mut self, node: NodeId) {
        self.apply(Fault::Crash(node));
    }
    fn thinks_dead(&self, by: NodeId, node: NodeId) -> bool {
        self.nodes[by].status(node) == Status::Dead
    }
    fn verdicts(&self) -> u64 {
        self.nodes.iter().map(|node| node.condemned.len() as u64).sum()
    }
    fn sent(&self) -> u64 {
        self.nodes.iter().map(|node| node.sent).sum()
    }
}

/// All-to-all heartbeats, one a second, with a detector of this kind for each peer.
pub fn heartbeats<D: Detector + Clone>(
    seed: u64,
    size: usize,
    network: Network,
    detector: D,
) -> World<Heartbeats<D>> {
    let node = |id| Heartbeats::new(id, size, detector.clone(), 1000, seed);
    let nodes = (0..size).map(|id| (format!("n{id}"), node(id)));
    World::new(seed, network, nodes).without_trace()
}

/// SWIM without a trace.
pub fn swim(
    seed: u64,
    size: usize,
    network: Network,
    config: &Config,
) -> World<Swim> {
    cluster(seed, size, network, config).without_trace()
}

/// A network that delays by 5–15 ms and loses `percent` of the messages.
pub fn lossy(percent: u64) -> Network {
    Network { loss: percent as f64 / 100.0, ..Network::reliable(5..=15) }
}

/// When the first other node thinks that `victim` is dead, and when all do: ms after
/// its crash at time `at`. `None` if that does not happen within 200 s, or if it was
/// thought dead already.
pub fn detection(
    group: &mut impl Group,
    victim: NodeId,
    at: Time,
) -> Option<(Time, Time)> {
    group.run_until(at);
    group.crash(victim);
    let mut first = None;
    for after in (0..=200_000).step_by(STEP as usize) {
        group.run_until(at + after);
        let others = (0..group.size()).filter(|&node| node != victim);
        let know = others.filter(|&node| group.thinks_dead(node, victim)).count();
        if know > 0 {
            if after == 0 {
                return None;
            }
            first.get_or_insert(after);
        }
        if know + 1 == group.size() {
            return first.map(|first| (first, after));
        }
    }
    None
}

/// Runs groups in which nobody crashes, each until the first verdict or for `limit`
/// ms. Returns wrong verdicts an hour, for each node that lives that hour.
pub fn first_mistakes<G: Group>(
    seeds: u64,
    limit: Time,
    group: impl Fn(u64) -> G,
) -> f64 {
    let (mut wrong, mut hours) = (0, 0.0);
    for seed in 0..seeds {
        let mut group = group(seed);
        let mut now = 0;
        while now < limit && group.verdicts() == 0 {
            now += 250;
            group.run_until(now);
        }
        wrong += u32::from(group.verdicts() > 0);
        hours += now as f64 * group.size() as f64 / HOUR as f64;
    }
    f64::from(wrong) / hours
}

/// Runs two nodes that never crash for an hour each, after a warm-up. Returns how
/// often in an hour one wrongly begins to suspect the other.
pub fn mistakes_of_a_pair<G: Group>(seeds: u64, group: impl Fn(u64) -> G) -> f64 {
    let mut wrong = 0;
    for seed in 0..seeds {
        let mut group = group(seed);
        group.run_until(WARM_UP);
        let before = group.verdicts();
        group.run_until(WARM_UP + HOUR);
        wrong += group.verdicts() - before;
    }
    wrong as f64 / (2 * seeds) as f64
}

/// The value below which `percent` of the sorted values lie.
pub fn percentile(values: &mut [Time], percent: usize) -> Time {
    values.sort_unstable();
    values[(values.len() - 1) * percent / 100]
}

/// The medians over many runs of the times that [`detection`] finds, in seconds.
/// `group` gives a group and who is to crash in it; the crash may be at any moment of
/// the second after `from`.
pub fn median_detection<G: Group>(
    seeds: u64,
    from: Time,
    group: impl Fn(u64) -> (G, NodeId),
) -> (f64, f64) {
    let runs = (0..seeds).filter_map(|seed| {
        let (mut group, victim) = group(seed);
        detection(&mut group, victim, from + seed * 37 % 1000)
    });
    let (mut first, mut all): (Vec<_>, Vec<_>) = runs.unzip();
    let seconds = |times: &mut [Time]| percentile(times, 50) as f64 / 1000.0;
    (seconds(&mut first), seconds(&mut all))
}
