//! The one source of chance.

use std::ops::RangeInclusive;

/// SplitMix64, a small generator whose whole state is its seed.
///
/// Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator whose whole sequence is determined by `seed`.
    pub fn new(seed: u64) -> Self {
        Rng(seed)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number in `range`, both ends included.
    ///
    /// The modulo favours small numbers by less than `width / 2^64`: no run notices.
    pub fn range(&mut self, range: &RangeInclusive<u64>) -> u64 {
        let width = (range.end() - range.start()).saturating_add(1);
        range.start() + self.bits() % width
    }

    /// An index below `len`, which must not be zero.
    pub fn index(&mut self, len: usize) -> usize {
        (self.bits() % len as u64) as usize
    }

    /// True with the given probability (0.0 never, 1.0 always).
    pub fn chance(&mut self, probability: f64) -> bool {
        // 53 bits: every value is an exact f64, so all machines agree.
        ((self.bits() >> 11) as f64) < probability * (1u64 << 53) as f64
    }
}
