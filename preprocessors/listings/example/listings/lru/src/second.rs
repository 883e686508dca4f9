//! Walks from the back, where the keys are that were used lately.

/// A cache of a few entries.
pub struct Lru {
    room: usize,
    entries: Vec<(u32, u32)>,
}

impl Lru {
    /// An empty cache with room for `room` entries.
    pub fn new(room: usize) -> Self {
        Lru { room, entries: Vec::new() }
    }

    /// The value of `key`, which is now the last to go.
    pub fn get(&mut self, key: u32) -> Option<&u32> {
        let place = self.entries.iter().rposition(|entry| entry.0 == key)?;
        let entry = self.entries.remove(place);
        self.entries.push(entry);
        self.entries.last().map(|entry| &entry.1)
    }

    /// Adds an entry; the one that was used longest ago goes if there is no room.
    pub fn put(&mut self, key: u32, value: u32) {
        if self.entries.len() == self.room {
            self.entries.remove(0);
        }
        self.entries.push((key, value));
    }
}
