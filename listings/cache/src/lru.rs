//! Least recently used, every operation in O(1).

use std::collections::HashMap;
use std::hash::Hash;

use crate::Cache;
use crate::list::IndexList;

/// A cache that evicts the entry whose last use is the longest ago.
///
/// The map finds a slot by key; the list orders the slots by last use, newest
/// at the front. Both are needed: one of them alone is O(n) somewhere.
pub struct Lru<K, V> {
    capacity: usize,
    slot_of: HashMap<K, usize>,
    entries: Vec<Option<(K, V)>>,
    free: Vec<usize>,
    order: IndexList,
}

impl<K: Hash + Eq + Clone, V> Lru<K, V> {
    /// A cache of at most `capacity` entries; with 0 it stores nothing.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            slot_of: HashMap::new(),
            entries: vec![None],
            free: Vec::new(),
            order: IndexList::new(),
        }
    }

    /// Whether `key` is stored; not counted as a use.
    pub fn contains(&self, key: &K) -> bool {
        self.slot_of.contains_key(key)
    }

    /// The key that would be evicted next.
    pub fn oldest(&self) -> Option<&K> {
        let slot = self.order.back()?;
        self.entries[slot].as_ref().map(|(key, _)| key)
    }

    /// Removes the entry that was used the longest ago.
    pub fn pop_oldest(&mut self) -> Option<(K, V)> {
        self.order.back().and_then(|slot| self.take(slot))
    }

    fn take(&mut self, slot: usize) -> Option<(K, V)> {
        let entry = self.entries[slot].take()?;
        self.order.unlink(slot);
        self.slot_of.remove(&entry.0);
        self.free.push(slot);
        Some(entry)
    }

    fn touch(&mut self, slot: usize) {
        self.order.unlink(slot);
        self.order.push_front(slot);
    }
}

impl<K: Hash + Eq + Clone, V> Cache<K, V> for Lru<K, V> {
    // ANCHOR: use
    fn get(&mut self, key: &K) -> Option<&V> {
        let slot = *self.slot_of.get(key)?;
        self.touch(slot);
        self.entries[slot].as_ref().map(|(_, value)| value)
    }

    fn insert(&mut self, key: K, value: V) -> Option<(K, V)> {
        if self.capacity == 0 {
            return Some((key, value));
        }
        if let Some(&slot) = self.slot_of.get(&key) {
            self.touch(slot);
            self.entries[slot] = Some((key, value));
            return None;
        }
        let full = self.len() == self.capacity;
        let evicted = if full { self.pop_oldest() } else { None };
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(None);
            self.entries.len() - 1
        });
        self.slot_of.insert(key.clone(), slot);
        self.entries[slot] = Some((key, value));
        self.order.push_front(slot);
        evicted
    }
    // ANCHOR_END: use

    fn remove(&mut self, key: &K) -> Option<V> {
        let slot = *self.slot_of.get(key)?;
        self.take(slot).map(|(_, value)| value)
    }

    fn len(&self) -> usize {
        self.slot_of.len()
    }
}
