//! Jump consistent hash (Lamping and Veach, 2014).

use sim::NodeId;

use crate::Placement;

/// The bucket of `key` among `buckets`, which must not be zero.
///
/// Imagine that buckets are added one by one. With `n + 1` of them a key must be
/// in the new one with probability `1 / (n + 1)`, or stay. Instead of throwing a
/// die for each `n`, draw how far away the next move is, and jump there.
pub fn jump(key: u64, buckets: u64) -> u64 {
    assert!(buckets > 0, "a key needs a bucket");
    let mut random = key;
    let mut bucket = 0;
    loop {
        // The generator of the paper: all programs must jump alike.
        random = random.wrapping_mul(2_862_933_555_777_941_757).wrapping_add(1);
        let inverse = (1_u64 << 31) as f64 / ((random >> 33) + 1) as f64; // >= 1
        let next = ((bucket + 1) as f64 * inverse) as u64; // (1)
        if next >= buckets {
            return bucket; // (2)
        }
        bucket = next;
    }
}

/// Numbered nodes. They can join and leave at the end only.
#[derive(Clone, Debug)]
pub struct Jump {
    /// Node of each bucket.
    pub nodes: Vec<NodeId>,
}

impl Placement for Jump {
    fn owner(&self, key: u64) -> NodeId {
        self.nodes[jump(key, self.nodes.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::jump;

    /// Values that the test suites of other implementations agree on.
    #[test]
    fn buckets_are_those_of_other_implementations() {
        assert_eq!(jump(1, 1), 0);
        assert_eq!(jump(42, 57), 43);
        assert_eq!(jump(0xDEAD_10CC, 1), 0);
        assert_eq!(jump(0xDEAD_10CC, 666), 361);
        assert_eq!(jump(256, 1024), 520);
    }
}
