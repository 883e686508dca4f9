//! What makes a wrong verdict harmless: the resource checks an epoch.

/// The writer belongs to an epoch that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The epoch of the newest writer that the resource knows.
    pub current: u64,
}

/// A resource that serves the newest epoch only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fenced<T> {
    epoch: u64,
    value: T,
}

impl<T> Fenced<T> {
    /// What was last written.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Writes, unless a newer epoch has been here. The first write of a new epoch
    /// shuts the older ones out, whether or not they are dead.
    pub fn write(&mut self, epoch: u64, value: T) -> Result<(), Stale> {
        if epoch < self.epoch {
            return Err(Stale { current: self.epoch });
        }
        self.epoch = epoch;
        self.value = value;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slow_one_that_was_thought_dead_can_no_longer_write() {
        let mut stock = Fenced::default();
        // n0 leads in epoch 1, falls silent, and n1 is given epoch 2.
        assert_eq!(stock.write(1, "n0: 99 left"), Ok(()));
        assert_eq!(stock.write(2, "n1: 98 left"), Ok(()));
        assert_eq!(stock.write(2, "n1: 97 left"), Ok(()));
        // n0 was only slow, and comes back with what it meant to write.
        assert_eq!(stock.write(1, "n0: 98 left"), Err(Stale { current: 2 }));
        assert_eq!(stock.value(), &"n1: 97 left");
    }

    #[test]
    fn the_fence_moves_with_the_first_write_not_with_the_verdict() {
        let mut stock = Fenced::default();
        assert_eq!(stock.write(1, 99), Ok(()));
        // Epoch 2 exists already, but has not written: the old one still may.
        assert_eq!(stock.write(1, 98), Ok(()));
        assert_eq!(stock.write(2, 97), Ok(()));
        assert!(stock.write(1, 96).is_err());
    }
}
