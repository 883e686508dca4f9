//! A Bloom filter: "certainly not there" or "perhaps there".
//!
//! Bloom: "Space/Time Trade-offs in Hash Coding with Allowable Errors",
//! Communications of the ACM 13(7), 1970.

use std::f64::consts::LN_2;
use std::hash::Hash;

use crate::hash::{hash, mix};

/// A set that may say yes by mistake, never no by mistake.
pub struct Bloom {
    words: Vec<u64>,
    bits: u64,
    hashes: u64,
}

impl Bloom {
    // ANCHOR: size
    /// The smallest filter that, once it holds `n` keys, is wrong about a share
    /// `p` of the keys that it does not hold; 0 < `p` < 1.
    pub fn for_keys(n: usize, p: f64) -> Self {
        let n = n.max(1) as f64;
        let bits = (-n * p.ln() / (LN_2 * LN_2)).ceil();
        let hashes = (bits / n * LN_2).round().max(1.0);
        Self {
            words: vec![0; (bits as usize).div_ceil(64)],
            bits: bits as u64,
            hashes: hashes as u64,
        }
    }

    /// The share of wrong answers to expect when `n` keys are stored.
    pub fn expected_error(&self, n: usize) -> f64 {
        let k = self.hashes as f64;
        (1.0 - (-k * n as f64 / self.bits as f64).exp()).powf(k)
    }
    // ANCHOR_END: size

    /// Adds a key. A key cannot be taken out again: its bits may be shared.
    pub fn insert<T: Hash + ?Sized>(&mut self, key: &T) {
        for bit in self.positions(key) {
            self.words[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// False: the key was never added. True: it probably was.
    pub fn may_contain<T: Hash + ?Sized>(&self, key: &T) -> bool {
        self.positions(key)
            .all(|bit| self.words[(bit / 64) as usize] >> (bit % 64) & 1 == 1)
    }

    /// Size in bits.
    pub fn bits(&self) -> u64 {
        self.bits
    }

    /// Number of hash functions.
    pub fn hashes(&self) -> u64 {
        self.hashes
    }

    /// Two hashes are enough to derive all others (Kirsch, Mitzenmacher: "Less
    /// Hashing, Same Performance: Building a Better Bloom Filter", 2008).
    fn positions<T: Hash + ?Sized>(
        &self,
        key: &T,
    ) -> impl Iterator<Item = u64> + use<T> {
        let (first, bits) = (hash(key), self.bits);
        let step = mix(first ^ 0x9e37_79b9_7f4a_7c15) | 1;
        (0..self.hashes)
            .map(move |i| first.wrapping_add(i.wrapping_mul(step)) % bits)
    }
}
