//! A fixed number of partitions, and a table that says which node has which.

use std::collections::BTreeMap;

use sim::NodeId;

use crate::Placement;

/// Key to partition by arithmetic that never changes; partition to node by a table.
#[derive(Clone, Debug)]
pub struct Slots {
    table: Vec<NodeId>,
    /// How many partitions each node has.
    counts: BTreeMap<NodeId, usize>,
}

impl Slots {
    /// `count` partitions, dealt to the nodes in turn.
    pub fn new(count: usize, nodes: &[NodeId]) -> Self {
        let table: Vec<_> = (0..count).map(|i| nodes[i % nodes.len()]).collect();
        let counts = nodes.iter().map(|&n| (n, 0)).collect();
        let mut slots = Slots { table, counts };
        for node in &slots.table {
            *slots.counts.get_mut(node).expect("a node of the list") += 1;
        }
        slots
    }

    /// The partition of a key.
    pub fn slot(&self, key: u64) -> usize {
        (key % self.table.len() as u64) as usize
    }

    /// How many partitions each node has.
    pub fn counts(&self) -> &BTreeMap<NodeId, usize> {
        &self.counts
    }

    // ANCHOR: change
    /// A node joins: it takes its fair share, each time from the fullest node.
    pub fn add(&mut self, node: NodeId) {
        self.counts.insert(node, 0);
        for _ in 0..self.table.len() / self.counts.len() {
            let fullest = self.counts.iter().max_by_key(|(_, count)| **count);
            let (&from, _) = fullest.expect("there is a node");
            let slot = self.table.iter().position(|&owner| owner == from);
            self.assign(slot.expect("the fullest node has a partition"), node);
        }
    }

    /// A node leaves: each of its partitions goes to the emptiest node.
    pub fn remove(&mut self, node: NodeId) {
        for slot in 0..self.table.len() {
            if self.table[slot] == node {
                let others = self.counts.iter().filter(|(n, _)| **n != node);
                let emptiest = others.min_by_key(|(_, count)| **count);
                let (&to, _) = emptiest.expect("another node is left");
                self.assign(slot, to);
            }
        }
        self.counts.remove(&node);
    }

    fn assign(&mut self, slot: usize, to: NodeId) {
        *self.counts.entry(self.table[slot]).or_default() -= 1;
        *self.counts.entry(to).or_default() += 1;
        self.table[slot] = to;
    }
    // ANCHOR_END: change
}

impl Placement for Slots {
    fn owner(&self, key: u64) -> NodeId {
        self.table[self.slot(key)]
    }
}
