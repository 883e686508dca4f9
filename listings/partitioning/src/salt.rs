//! A hot key, split over several keys by a salt.

use std::collections::BTreeMap;

/// A counter kept as several counters under salted keys.
#[derive(Clone, Debug)]
pub struct Salted {
    key: String,
    salts: u64,
    turn: u64,
}

impl Salted {
    /// Splits `key` over `salts` keys.
    pub fn new(key: &str, salts: u64) -> Self {
        Salted { key: key.to_owned(), salts, turn: 0 }
    }

    fn salted(&self, salt: u64) -> String {
        format!("{}#{salt}", self.key)
    }

    // ANCHOR: use
    /// Where the next write goes: one of the salted keys, each in turn.
    pub fn key_to_write(&mut self) -> String {
        self.turn += 1;
        self.salted(self.turn % self.salts)
    }

    /// Reading costs a look-up for each salt.
    pub fn read(&self, store: &BTreeMap<String, u64>) -> u64 {
        (0..self.salts).filter_map(|salt| store.get(&self.salted(salt))).sum()
    }
    // ANCHOR_END: use
}
