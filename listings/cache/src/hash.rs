//! Hashing that gives the same bits in every run.
//!
//! `HashMap`'s own hasher is seeded anew in each process, which protects a server
//! from chosen keys; sketches and filters whose output is printed need the
//! opposite. In production use a keyed hash such as `SipHash` instead.

use std::hash::{Hash, Hasher};

/// The hash of a key: FNV-1a, then [`mix`], so that each bit of the result
/// depends on each bit of the key.
pub fn hash<T: Hash + ?Sized>(key: &T) -> u64 {
    let mut fnv = Fnv(0xcbf2_9ce4_8422_2325);
    key.hash(&mut fnv);
    mix(fnv.0)
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
