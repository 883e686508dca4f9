//! What a receiver must remember to deliver each message once, kept small.

use std::collections::BTreeSet;

// ANCHOR: seen
/// The numbers that one sender's messages have had, if it counts 0, 1, 2 …
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// All below this number are there.
    below: u64,
    /// And these, which came before an earlier one did.
    early: BTreeSet<u64>,
}

impl Seen {
    /// Notes a number; whether it is new.
    pub fn insert(&mut self, n: u64) -> bool {
        if n < self.below || !self.early.insert(n) {
            return false;
        }
        while self.early.remove(&self.below) {
            self.below += 1;
        }
        true
    }

    /// How many numbers are stored.
    pub fn size(&self) -> usize {
        1 + self.early.len()
    }
}
// ANCHOR_END: seen

#[cfg(test)]
mod tests {
    use super::*;
    use sim::Rng;

    #[test]
    fn it_says_what_a_plain_set_says() {
        for seed in 0..200 {
            let (mut rng, mut plain) = (Rng::new(seed), BTreeSet::new());
            let mut seen = Seen::default();
            for _ in 0..200 {
                let n = rng.range(&(0..=60));
                assert_eq!(seen.insert(n), plain.insert(n), "seed {seed}");
            }
        }
    }

    #[test]
    fn only_the_gaps_cost_memory() {
        let mut seen = Seen::default();
        for n in (0..1000).filter(|n| n % 100 != 7) {
            seen.insert(n);
        }
        assert_eq!(seen.size(), 1 + 999 - 7 - 9);
        for n in (0..1000).filter(|n| n % 100 == 7) {
            seen.insert(n);
        }
        assert_eq!(seen.size(), 1);
    }
}
