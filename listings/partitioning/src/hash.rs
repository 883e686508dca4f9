//! A hash that gives the same bits in every process and on every machine.
//!
//! All clients and servers must agree on it, so the standard library's `HashMap`
//! hasher, seeded anew in each process, is out of the question.

/// FNV-1a, then [`mix`], so that each bit depends on each byte.
pub fn hash(key: &str) -> u64 {
    let step = |h: u64, byte| (h ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(key.bytes().fold(0xcbf2_9ce4_8422_2325, step))
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
