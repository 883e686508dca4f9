//! What clients did and saw, and what is wrong with it.
//!
//! One register with a single writer: its versions are 1, 2, 3, …

use sim::Time;

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A read; the version is what it returned.
    Read,
    /// An acknowledged write; the version is what it wrote.
    Write,
}

/// A finished operation. A write that was never acknowledged is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Reading or writing.
    pub kind: Kind,
    /// What was read or written.
    pub version: u64,
    /// When the client began.
    pub start: Time,
    /// When the client had its answer.
    pub end: Time,
}

// ANCHOR: checks
/// Reads that miss a write which had been acknowledged before they began.
pub fn stale_reads(history: &[Operation]) -> usize {
    reads_older_than(history, Kind::Write)
}

/// Reads that return less than a read which had ended before they began.
pub fn inversions(history: &[Operation]) -> usize {
    reads_older_than(history, Kind::Read)
}

fn reads_older_than(history: &[Operation], kind: Kind) -> usize {
    let missed = |read: &Operation| {
        let earlier = |op: &&Operation| op.kind == kind && op.end < read.start;
        let known = history.iter().filter(earlier).map(|op| op.version).max();
        known.is_some_and(|version| read.version < version)
    };
    let reads = history.iter().filter(|op| op.kind == Kind::Read);
    reads.filter(|read| missed(read)).count()
}
// ANCHOR_END: checks

#[cfg(test)]
mod tests {
    use super::*;

    fn op(kind: Kind, version: u64, start: Time, end: Time) -> Operation {
        Operation { kind, version, start, end }
    }

    #[test]
    fn a_read_that_overlaps_the_write_may_return_either() {
        for version in [1, 2] {
            let read = op(Kind::Read, version, 15, 30);
            let history = [
                op(Kind::Write, 1, 0, 5),
                op(Kind::Write, 2, 10, 15),
                op(Kind::Write, 3, 20, 40),
                read,
            ];
            assert_eq!(stale_reads(&history), 0, "{version}");
        }
    }

    #[test]
    fn a_read_after_the_write_must_return_it() {
        let write = op(Kind::Write, 2, 0, 9);
        assert_eq!(stale_reads(&[write, op(Kind::Read, 1, 10, 12)]), 1);
        assert_eq!(stale_reads(&[write, op(Kind::Read, 2, 10, 12)]), 0);
        assert_eq!(stale_reads(&[op(Kind::Read, 0, 10, 12), write]), 1);
    }

    #[test]
    fn new_then_old_is_an_inversion_even_while_the_write_is_under_way() {
        let write = op(Kind::Write, 2, 0, 90);
        let new = op(Kind::Read, 2, 10, 20);
        let old = op(Kind::Read, 1, 30, 40);
        assert_eq!(stale_reads(&[write, new, old]), 0);
        assert_eq!(inversions(&[write, new, old]), 1);
        let overlapping = op(Kind::Read, 1, 20, 40);
        assert_eq!(inversions(&[write, new, overlapping]), 0);
    }
}
