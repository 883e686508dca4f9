//! Range partitioning: each partition holds the keys from its start to the next's.

use std::ops::RangeInclusive;

/// Partition 0 begins before all keys; partition `i` begins at `starts[i - 1]`.
#[derive(Clone, Debug, Default)]
pub struct Ranges {
    starts: Vec<String>,
}

impl Ranges {
    /// Cuts `sample` into `count` partitions with equally many keys.
    pub fn even(mut sample: Vec<String>, count: usize) -> Self {
        sample.sort_unstable();
        let cut = |i: usize| sample[i * sample.len() / count].clone();
        Ranges { starts: (1..count).map(cut).collect() }
    }

    /// How many partitions there are.
    pub fn count(&self) -> usize {
        self.starts.len() + 1
    }

    // ANCHOR: lookup
    /// The partition of a key.
    pub fn partition(&self, key: &str) -> usize {
        self.starts.partition_point(|start| start.as_str() <= key)
    }

    /// The partitions that can hold keys from `first` to `last`.
    pub fn scan(&self, first: &str, last: &str) -> RangeInclusive<usize> {
        self.partition(first)..=self.partition(last)
    }

    /// Splits the partition of `at` in two; all others stay as they are.
    pub fn split(&mut self, at: &str) {
        let partition = self.partition(at);
        self.starts.insert(partition, at.to_owned());
    }
    // ANCHOR_END: lookup
}
