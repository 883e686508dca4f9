//! The bad example: hash modulo the number of nodes.

use sim::NodeId;

use crate::Placement;

/// The remainder picks a node; another number of nodes, another remainder.
#[derive(Clone, Debug)]
pub struct Modulo {
    /// The nodes, in the order of their numbers.
    pub nodes: Vec<NodeId>,
}

impl Placement for Modulo {
    fn owner(&self, key: u64) -> NodeId {
        self.nodes[(key % self.nodes.len() as u64) as usize]
    }
}
