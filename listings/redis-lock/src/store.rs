//! What the lock protects has the last word.

/// A value that a late writer cannot overwrite.
#[derive(Debug, Default)]
pub struct Store<T> {
    value: T,
    /// The highest fencing token seen.
    newest: u64,
}

/// The writer had the lock once, but another has had it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The token of that other writer.
    pub newest: u64,
}

impl<T> Store<T> {
    /// Writes `value` unless a newer owner of the lock was here already.
    pub fn write(&mut self, fence: u64, value: T) -> Result<(), Stale> {
        if fence < self.newest {
            return Err(Stale { newest: self.newest });
        }
        self.newest = fence;
        self.value = value;
        Ok(())
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }
}
