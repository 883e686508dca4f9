//! W-TinyLFU: a small LRU window, and a main region that one must earn.
//!
//! Einziger, Friedman, Manes: "TinyLFU: A Highly Efficient Cache Admission
//! Policy", ACM Transactions on Storage 13(4), 2017.

use std::hash::Hash;

use crate::Cache;
use crate::hash::hash;
use crate::lru::Lru;
use crate::sketch::Sketch;

/// The sample size in multiples of the capacity.
const SAMPLE: u64 = 10;

/// A cache that asks of every newcomer: is it used more often than the entry
/// that it would push out?
///
/// The main region is a segmented LRU: an entry enters *probation* and is
/// promoted to *protected* (80 % of the main region) by its next use.
pub struct TinyLfu<K, V> {
    sketch: Sketch,
    window: Lru<K, V>,
    probation: Lru<K, V>,
    protected: Lru<K, V>,
    main: usize,
}

impl<K: Hash + Eq + Clone, V> TinyLfu<K, V> {
    /// A cache of `capacity` entries, `window` of them in the LRU window. With a
    /// window of 0 it is TinyLFU; Caffeine starts with 1 % of the capacity.
    pub fn new(capacity: usize, window: usize) -> Self {
        let sketch = Sketch::new(capacity, SAMPLE * capacity as u64);
        Self::with_sketch(capacity, window, sketch)
    }

    /// The same without aging: what was popular once stays popular for ever.
    pub fn without_aging(capacity: usize, window: usize) -> Self {
        Self::with_sketch(capacity, window, Sketch::new(capacity, u64::MAX))
    }

    fn with_sketch(capacity: usize, window: usize, sketch: Sketch) -> Self {
        let window = window.min(capacity);
        let main = capacity - window;
        Self {
            sketch,
            window: Lru::new(window),
            probation: Lru::new(main),
            protected: Lru::new(main * 4 / 5),
            main,
        }
    }

    fn promote(&mut self, key: &K) {
        let Some(value) = self.probation.remove(key) else { return };
        if let Some((key, value)) = self.protected.insert(key.clone(), value) {
            // The protected region is full: its oldest gets a second chance.
            self.probation.insert(key, value);
        }
    }

    // ANCHOR: admit
    /// Decides between the `candidate` that left the window and the victim of the
    /// main region; returns the loser.
    fn admit(&mut self, candidate: (K, V)) -> Option<(K, V)> {
        if self.probation.len() + self.protected.len() < self.main {
            return self.probation.insert(candidate.0, candidate.1);
        }
        let Some(victim) = self.probation.oldest() else { return Some(candidate) };
        // On a tie the victim stays: else a scan, each of whose keys is used
        // once, would push out everything that was used once.
        if self.estimate(&candidate.0) <= self.estimate(victim) {
            return Some(candidate);
        }
        let loser = self.probation.pop_oldest();
        self.probation.insert(candidate.0, candidate.1);
        loser
    }
    // ANCHOR_END: admit

    fn estimate(&self, key: &K) -> u8 {
        self.sketch.estimate(hash(key))
    }
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> for TinyLfu<K, V> {
    fn get(&mut self, key: &K) -> Option<&V> {
        // Misses count as well: that is how a key earns its place.
        self.sketch.record(hash(key));
        self.promote(key);
        let regions = [&mut self.window, &mut self.protected, &mut self.probation];
        regions.into_iter().find_map(|region| region.get(key))
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        let regions = [&mut self.window, &mut self.protected, &mut self.probation];
        for region in regions {
            if region.contains(&key) {
                return region.insert(key, value);
            }
        }
        let candidate = self.window.insert(key, value)?;
        self.admit(candidate)
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let regions = [&mut self.window, &mut self.protected, &mut self.probation];
        regions.into_iter().find_map(|region| region.remove(key))
    }

    fn len(&self) -> usize {
        self.window.len() + self.probation.len() + self.protected.len()
    }
}
