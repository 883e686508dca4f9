//! How much a change of nodes moves, and how even the load is.

use sim::NodeId;

use crate::{Placement, hash};

/// Hashes of the order numbers of one day.
pub fn orders(count: usize) -> Vec<u64> {
    (1..=count).map(|i| hash(&format!("O20261111-{i:07}"))).collect()
}

/// How many keys have another owner after the change.
pub fn moved(keys: &[u64], before: &dyn Placement, after: &dyn Placement) -> usize {
    keys.iter().filter(|&&key| before.owner(key) != after.owner(key)).count()
}

/// How uneven the load is. Even would be 1 and 0.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// Keys of the fullest node, divided by the mean.
    pub max: f64,
    /// Standard deviation of the nodes' keys, divided by the mean.
    pub deviation: f64,
}

/// The spread of `keys` over `nodes`.
pub fn spread(keys: &[u64], placement: &dyn Placement, nodes: &[NodeId]) -> Spread {
    let last = nodes.iter().max().expect("there is a node");
    let mut load = vec![0_usize; last + 1];
    keys.iter().for_each(|&key| load[placement.owner(key)] += 1);
    let mean = keys.len() as f64 / nodes.len() as f64;
    let loads = nodes.iter().map(|&node| load[node] as f64 / mean);
    let variance: f64 = loads.clone().map(|x| (x - 1.0) * (x - 1.0)).sum();
    Spread {
        max: loads.fold(0.0, f64::max),
        deviation: (variance / nodes.len() as f64).sqrt(),
    }
}
