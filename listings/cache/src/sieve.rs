//! SIEVE: a queue, one bit an entry and a hand.
//!
//! Zhang, Yang, Yue, Vigfusson, Rashmi: "SIEVE is Simpler than LRU", NSDI 2024.

use std::collections::HashMap;
use std::hash::Hash;

use crate::Cache;
use crate::list::IndexList;

/// A cache in which a hit moves nothing: it only sets a bit.
///
/// On eviction the hand walks from the oldest entry towards the newest, clears
/// the bits it meets and evicts the first entry whose bit was already clear.
pub struct Sieve<K, V> {
    capacity: usize,
    slot_of: HashMap<K, usize>,
    entries: Vec<Option<Entry<K, V>>>,
    free: Vec<usize>,
    queue: IndexList,
    hand: Option<usize>,
}

struct Entry<K, V> {
    key: K,
    value: V,
    visited: bool,
}

impl<K: Hash + Eq + Clone, V> Sieve<K, V> {
    /// A cache of at most `capacity` entries; with 0 it stores nothing.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            slot_of: HashMap::new(),
            entries: vec![None],
            free: Vec::new(),
            queue: IndexList::new(),
            hand: None,
        }
    }

    fn evict(&mut self) -> Option<(K, V)> {
        let mut at = self.hand.or_else(|| self.queue.back())?;
        while let Some(entry) = self.entries[at].as_mut().filter(|e| e.visited) {
            entry.visited = false;
            at = self.queue.before(at).or_else(|| self.queue.back())?;
        }
        // The next walk goes on from here, not from the oldest entry.
        self.hand = Some(at);
        self.take(at)
    }

    fn take(&mut self, slot: usize) -> Option<(K, V)> {
        let entry = self.entries[slot].take()?;
        if self.hand == Some(slot) {
            self.hand = self.queue.before(slot);
        }
        self.queue.unlink(slot);
        self.slot_of.remove(&entry.key);
        self.free.push(slot);
        Some((entry.key, entry.value))
    }
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> for Sieve<K, V> {
    fn get(&mut self, key: &K) -> Option<&V> {
        let entry = self.entries[*self.slot_of.get(key)?].as_mut()?;
        entry.visited = true;
        Some(&entry.value)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if self.capacity == 0 {
            return Some((key, value));
        }
        if let Some(&slot) = self.slot_of.get(&key) {
            self.entries[slot] = Some(Entry { key, value, visited: true });
            return None;
        }
        let full = self.len() == self.capacity;
        let evicted = if full { self.evict() } else { None };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.entries.len() - 1
        });
        self.slot_of.insert(key.clone(), slot);
        self.entries[slot] = Some(Entry { key, value, visited: false });
        self.queue.push_front(slot);
        evicted
    }

    fn remove(&mut self, key: &K) -> Option<V> {
        let slot = *self.slot_of.get(key)?;
        self.take(slot).map(|(_, value)| value)
    }

    fn len(&self) -> usize {
        self.slot_of.len()
    }
}
