//! Consistent hashing: keys and nodes on one ring (after Karger et al., STOC 1997).

use std::collections::BTreeSet;

use sim::NodeId;

use crate::{Placement, hash};

/// A ring of virtual nodes; a key belongs to the next one clockwise.
#[derive(Clone, Debug, Default)]
pub struct Ring {
    /// Position and owner. With the owner in it, equal positions do no harm.
    points: BTreeSet<(u64, NodeId)>,
}

impl Ring {
    /// A ring on which each node has `count` virtual nodes.
    pub fn new(nodes: impl IntoIterator<Item = NodeId>, count: usize) -> Self {
        let mut ring = Ring::default();
        nodes.into_iter().for_each(|node| ring.add(node, count));
        ring
    }

    // ANCHOR: change
    /// A node joins with `count` virtual nodes: more for a bigger machine.
    pub fn add(&mut self, node: NodeId, count: usize) {
        let position = |i| hash(&format!("node {node} point {i}"));
        self.points.extend((0..count).map(|i| (position(i), node)));
    }

    /// A node leaves; its keys go to whoever comes next on the ring.
    pub fn remove(&mut self, node: NodeId) {
        self.points.retain(|&(_, owner)| owner != node);
    }
    // ANCHOR_END: change

    /// The owners of all virtual nodes, clockwise from a key's position.
    fn clockwise(&self, key: u64) -> impl Iterator<Item = NodeId> {
        let from_here = self.points.range((key, 0)..);
        let from_zero = self.points.range(..(key, 0));
        from_here.chain(from_zero).map(|&(_, node)| node)
    }

    /// The first `count` different nodes: where the copies of a key belong.
    pub fn replicas(&self, key: u64, count: usize) -> Vec<NodeId> {
        let mut nodes = Vec::new();
        for node in self.clockwise(key) {
            if nodes.len() == count {
                break;
            }
            // Neighboring points may be one machine: it counts once.
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        nodes
    }
}

impl Placement for Ring {
    fn owner(&self, key: u64) -> NodeId {
        self.clockwise(key).next().expect("the ring has a node")
    }
}
