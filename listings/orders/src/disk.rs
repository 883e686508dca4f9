//! A file that grows at its end, and what a crash leaves of it.

use crate::{Change, log};

/// The log on disk. Only what was synced is certain to survive.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    bytes: Vec<u8>,
    synced: usize,
}

/// What stands where bytes had been written and not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Nothing: the file is shorter.
    Gone,
    /// Zeros: the file had grown already, its content had not arrived.
    Zeros,
}

impl Disk {
    /// Writes a record; returns the position that must be synced to keep it.
    pub fn append(&mut self, changes: &[Change]) -> usize {
        log::append(&mut self.bytes, changes);
        self.bytes.len()
    }

    /// Waits until all that was written before `end` is certain (fsync).
    pub fn sync_to(&mut self, end: usize) {
        self.synced = self.synced.max(end.min(self.bytes.len()));
    }

    /// Removes all behind `end`, for certain.
    pub fn truncate(&mut self, end: usize) {
        self.bytes.truncate(end);
        self.synced = end;
    }

    /// A power failure: of the bytes that were not synced, `kept` survive.
    pub fn crash(&mut self, kept: usize, tail: Tail) {
        let end = (self.synced + kept).min(self.bytes.len());
        match tail {
            Tail::Gone => self.bytes.truncate(end),
            Tail::Zeros => self.bytes[end..].fill(0),
        }
        self.synced = self.bytes.len();
    }

    /// All bytes, synced or not.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the bytes end that are certain.
    pub fn synced(&self) -> usize {
        self.synced
    }
}
