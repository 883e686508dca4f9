//! Anti-entropy by Merkle trees: two replicas find what differs, and send only that.

use std::collections::BTreeMap;

use crate::Crdt;
use crate::lww::Lww;

/// What is stored: a key and its register.
pub type Entry = (u64, Lww<Vec<u8>>);

/// A replica with a tree of hashes over its data.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Number of levels below the root.
    depth: u32,
    /// Leaf i holds the keys whose hash begins with the bits of i.
    leaves: Vec<BTreeMap<u64, Lww<Vec<u8>>>>,
    /// A heap: the root is 1, the children of i are 2i and 2i + 1.
    hashes: Vec<u64>,
}

/// What one replica sends to the other.
#[derive(Clone, Debug)]
pub enum Message {
    /// Hashes of nodes of one level.
    Hashes(Vec<(usize, u64)>),
    /// All that the sender has in these leaves.
    Leaves(Vec<usize>, Vec<Entry>),
    /// What the receiver lacked.
    Missing(Vec<Entry>),
}

impl Message {
    /// Its length in bytes: 4 a node number, 8 a hash, 24 an entry and its value.
    pub fn bytes(&self) -> u64 {
        let size = |(_, register): &Entry| 24 + register.get().map_or(0, Vec::len);
        let sum = |entries: &[Entry]| entries.iter().map(size).sum::<usize>();
        let bytes = match self {
            Message::Hashes(hashes) => hashes.len() * 12,
            Message::Leaves(leaves, entries) => leaves.len() * 4 + sum(entries),
            Message::Missing(entries) => sum(entries),
        };
        bytes as u64
    }
}

impl Tree {
    /// An empty replica whose tree has 2^depth leaves.
    pub fn new(depth: u32) -> Self {
        let leaves = vec![BTreeMap::new(); 1 << depth];
        let mut hashes = vec![0; 2 << depth];
        for node in (1..1 << depth).rev() {
            hashes[node] = pair(hashes[2 * node], hashes[2 * node + 1]);
        }
        Tree { depth, leaves, hashes }
    }

    /// Merges an entry, and corrects the hashes on the way from its leaf to the root.
    pub fn merge(&mut self, (key, theirs): &Entry) {
        let leaf = mix(*key).checked_shr(64 - self.depth).unwrap_or(0) as usize;
        let register = self.leaves[leaf].entry(*key).or_default();
        let before = digest(*key, register);
        register.merge(theirs);
        // A sum: in any order, and an entry can be taken out again.
        let change = digest(*key, register).wrapping_sub(before);
        let mut node = (1 << self.depth) + leaf;
        self.hashes[node] = self.hashes[node].wrapping_add(change);
        while node > 1 {
            node /= 2;
            self.hashes[node] =
                pair(self.hashes[2 * node], self.hashes[2 * node + 1]);
        }
    }

    /// Everything, in the order of the leaves.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.leaves.iter().flatten().map(|(key, register)| (*key, register.clone()))
    }

    // ANCHOR: exchange
    /// The first message: the hash of the root.
    pub fn begin(&self) -> Message {
        Message::Hashes(vec![(1, self.hashes[1])])
    }

    /// Takes a message in. `None`: there is nothing more to say.
    pub fn answer(&mut self, message: Message) -> Option<Message> {
        match message {
            Message::Hashes(theirs) => {
                let differ = |&(node, hash): &(usize, u64)| {
                    (self.hashes[node] != hash).then_some(node)
                };
                let nodes: Vec<usize> = theirs.iter().filter_map(differ).collect();
                let first = *nodes.first()?;
                if first >= self.leaves.len() {
                    // Node numbers of leaves become numbers of leaves.
                    let leaves: Vec<_> =
                        nodes.iter().map(|node| node - self.leaves.len()).collect();
                    let entries = self.within(&leaves);
                    return Some(Message::Leaves(leaves, entries));
                }
                let below = nodes.iter().flat_map(|node| [2 * node, 2 * node + 1]);
                let hashes = below.map(|node| (node, self.hashes[node])).collect();
                Some(Message::Hashes(hashes))
            }
            Message::Leaves(leaves, theirs) => {
                theirs.iter().for_each(|entry| self.merge(entry));
                let known: BTreeMap<_, _> = theirs.into_iter().collect();
                let mut missing = self.within(&leaves);
                missing.retain(|(key, register)| known.get(key) != Some(register));
                (!missing.is_empty()).then_some(Message::Missing(missing))
            }
            Message::Missing(entries) => {
                entries.iter().for_each(|entry| self.merge(entry));
                None
            }
        }
    }
    // ANCHOR_END: exchange

    fn within(&self, leaves: &[usize]) -> Vec<Entry> {
        let entries = leaves.iter().flat_map(|&leaf| &self.leaves[leaf]);
        entries.map(|(key, register)| (*key, register.clone())).collect()
    }
}

/// What it took to bring two replicas together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Messages, both ways.
    pub messages: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Runs the exchange to its end.
pub fn synchronize(a: &mut Tree, b: &mut Tree) -> Cost {
    let mut cost = Cost::default();
    let (mut sender, mut receiver) = (a, b);
    let mut next = Some(sender.begin());
    while let Some(message) = next {
        cost.messages += 1;
        cost.bytes += message.bytes();
        next = receiver.answer(message);
        std::mem::swap(&mut sender, &mut receiver);
    }
    cost
}

fn digest(key: u64, register: &Lww<Vec<u8>>) -> u64 {
    let (Some(stamp), Some(value)) = (register.stamp(), register.get()) else {
        return 0;
    };
    let head = [key, stamp.time, stamp.replica as u64, value.len() as u64];
    let body = value.chunks(8).map(|chunk| {
        chunk.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))
    });
    head.into_iter().chain(body).fold(0, pair)
}

/// Not cryptographic: good against accidents, not against an attacker.
fn pair(left: u64, right: u64) -> u64 {
    mix(mix(left).wrapping_add(right))
}

/// The finalizer of SplitMix64, which spreads every bit over all others.
fn mix(bits: u64) -> u64 {
    let mut z = bits.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
