//! Rendezvous hashing (Thaler and Ravishankar, 1998).

use sim::NodeId;

use crate::{Placement, mix};

/// Each node bids for each key; the highest bid wins.
#[derive(Clone, Debug)]
pub struct Rendezvous {
    /// The nodes, in any order.
    pub nodes: Vec<NodeId>,
}

impl Rendezvous {
    /// The nodes from the highest bid to the lowest: owner, first copy, …
    pub fn ranking(&self, key: u64) -> Vec<NodeId> {
        let mut nodes = self.nodes.clone();
        nodes.sort_by_key(|&node| std::cmp::Reverse(bid(node, key)));
        nodes
    }
}

/// What a node bids. It depends on this node and this key, and on no other node.
/// Between equal bids the number of the node decides, for everybody alike.
fn bid(node: NodeId, key: u64) -> (u64, NodeId) {
    (mix(key ^ mix(node as u64 + 1)), node)
}

impl Placement for Rendezvous {
    fn owner(&self, key: u64) -> NodeId {
        let best = self.nodes.iter().max_by_key(|&&node| bid(node, key));
        *best.expect("there is a node")
    }
}
