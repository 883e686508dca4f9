//! A count-min sketch that forgets: how often was a key used *lately*?

use crate::hash::mix;

const ROWS: usize = 4;
/// Whoever reaches 15 is popular enough, so 4 bits would do; here a byte is simpler.
const MAX: u8 = 15;

/// Approximate use counts of all keys in constant space.
///
/// Cormode, Muthukrishnan: "An Improved Data Stream Summary: The Count-Min
/// Sketch", 2005; with the reset of TinyLFU (Einziger, Friedman, Manes, ACM
/// Transactions on Storage 13(4), 2017).
pub struct Sketch {
    rows: [Vec<u8>; ROWS],
    recorded: u64,
    sample: u64,
}

impl Sketch {
    /// A sketch for a cache of `capacity` entries that halves all counters after
    /// every `sample` recorded uses. `u64::MAX` means: never forget.
    pub fn new(capacity: usize, sample: u64) -> Self {
        let width = (4 * capacity).next_power_of_two();
        let rows = std::array::from_fn(|_| vec![0; width]);
        Self { rows, recorded: 0, sample }
    }

    // ANCHOR: count
    /// Counts one use of the key with this hash.
    pub fn record(&mut self, hash: u64) {
        let low = self.estimate(hash);
        if low < MAX {
            // Only the smallest counters grow: the others already count too much,
            // because other keys share them.
            for (row, seed) in self.rows.iter_mut().zip(0..) {
                let at = slot(row.len(), hash, seed);
                row[at] = row[at].max(low + 1);
            }
        }
        self.recorded += 1;
        if self.recorded >= self.sample {
            self.age();
        }
    }

    /// How often the key was used: never too few (up to 15 and up to what has
    /// been forgotten), too many if others share all its counters.
    pub fn estimate(&self, hash: u64) -> u8 {
        let counters = self
            .rows
            .iter()
            .zip(0..)
            .map(|(row, seed)| row[slot(row.len(), hash, seed)]);
        counters.min().unwrap_or(0)
    }

    /// Halves the past: what was popular must stay popular to stay in.
    fn age(&mut self) {
        for counter in self.rows.iter_mut().flatten() {
            *counter /= 2;
        }
        self.recorded /= 2;
    }
    // ANCHOR_END: count
}

/// Each row looks at the key through another hash function.
fn slot(width: usize, hash: u64, seed: u64) -> usize {
    let bits = mix(hash ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    (bits % width as u64) as usize
}
