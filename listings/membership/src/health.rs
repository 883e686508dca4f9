//! Local health: whoever hears nothing should doubt itself first.

use sim::Time;

/// Lifeguard's local health multiplier: a node that misses answers waits longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LocalHealth(u64);

// ANCHOR: health
impl LocalHealth {
    /// The score never exceeds this.
    pub const MAX: u64 = 8;

    /// A probe of ours was answered.
    pub fn answered(&mut self) {
        self.0 = self.0.saturating_sub(1);
    }

    /// A probe of ours failed, or we had to object to a suspicion of ourselves.
    pub fn missed(&mut self) {
        self.0 = (self.0 + 1).min(Self::MAX);
    }

    /// A waiting time, as long as our health advises.
    pub fn stretch(self, time: Time) -> Time {
        time * (self.0 + 1)
    }
}
// ANCHOR_END: health

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_grows_with_misses_and_comes_back_down() {
        let mut health = LocalHealth::default();
        assert_eq!(health.stretch(100), 100);
        (0..20).for_each(|_| health.missed());
        assert_eq!(health.stretch(100), 900);
        health.answered();
        assert_eq!(health.stretch(100), 800);
        (0..20).for_each(|_| health.answered());
        assert_eq!(health.stretch(100), 100);
    }
}
