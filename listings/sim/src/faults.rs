//! What can go wrong, and how often.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::{NodeId, Rng, Time};

/// How the network treats messages.
#[derive(Clone, Debug)]
pub struct Network {
    /// Delay of a message in ms. A wide range reorders messages.
    pub delay: RangeInclusive<Time>,
    /// Delay from one node to another, where it differs.
    pub links: BTreeMap<(NodeId, NodeId), RangeInclusive<Time>>,
    /// Probability that a message is lost.
    pub loss: f64,
    /// Probability that a message arrives twice.
    pub duplicate: f64,
}

impl Network {
    /// A network that loses nothing; each message takes a time in `delay` (ms).
    pub fn reliable(delay: RangeInclusive<Time>) -> Self {
        Network { delay, links: BTreeMap::new(), loss: 0.0, duplicate: 0.0 }
    }

    /// The delay of one message, in ms.
    pub(crate) fn delay(&self, from: NodeId, to: NodeId, rng: &mut Rng) -> Time {
        rng.range(self.links.get(&(from, to)).unwrap_or(&self.delay))
    }
}

/// A change of the environment.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// The node stops and loses its volatile state and its timers.
    Crash(NodeId),
    /// The crashed node starts again with what is on its disk.
    Restart(NodeId),
    /// Two nodes reach each other only if some group holds both.
    Partition(Vec<Vec<NodeId>>),
    /// All nodes reach each other again.
    Heal,
}

/// Random crashes and partitions. `None` switches a kind of fault off.
///
/// The ranges decide which bugs can show at all: a lost vote matters only if the
/// node is back before the election in which it voted is over.
#[derive(Clone, Debug)]
pub struct Chaos {
    /// No fault begins after this time (ms); a crash that began is still repaired.
    pub until: Time,
    /// Time between two crashes, and how long a node stays down (ms).
    pub crash: Option<(RangeInclusive<Time>, RangeInclusive<Time>)>,
    /// Time between two partitions, and how long one lasts (ms).
    pub partition: Option<(RangeInclusive<Time>, RangeInclusive<Time>)>,
}

impl Chaos {
    /// Draws a schedule for `nodes` nodes from the seed.
    pub fn schedule(&self, seed: u64, nodes: usize) -> Vec<(Time, Fault)> {
        let mut rng = Rng::new(seed);
        let mut faults = Vec::new();
        if let Some((gap, down)) = &self.crash {
            let mut at = rng.range(gap);
            while at <= self.until {
                let node = rng.index(nodes);
                faults.push((at, Fault::Crash(node)));
                faults.push((at + rng.range(down), Fault::Restart(node)));
                at += rng.range(gap).max(1);
            }
        }
        if let Some((gap, length)) = &self.partition {
            let mut at = rng.range(gap);
            while at <= self.until {
                // Each node flips a coin for its side.
                let (left, right) = (0..nodes).partition(|_| rng.chance(0.5));
                let healed = at + rng.range(length);
                faults.push((at, Fault::Partition(vec![left, right])));
                faults.push((healed, Fault::Heal));
                at = healed + rng.range(gap).max(1);
            }
        }
        faults
    }
}
