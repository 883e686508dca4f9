//! COST: the configuration that outperforms a single thread.

/// Where the time of a distributed job goes, for `n` machines.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// Seconds that one good thread takes on one machine.
    pub single: f64,
    /// How many times the thread's work the distributed version does: it serializes,
    /// copies …
    pub overhead: f64,
    /// The share of the work that only one machine can do.
    pub serial: f64,
    /// Seconds of coordination that each machine adds.
    pub coordination: f64,
}

impl Job {
    // ANCHOR: cost
    /// The seconds that `n` machines take.
    pub fn time(&self, n: u32) -> f64 {
        let work = self.single * self.overhead;
        let shared = (1.0 - self.serial) / f64::from(n);
        work * (self.serial + shared) + self.coordination * f64::from(n)
    }

    /// The fewest machines, up to `limit`, that beat the single thread.
    pub fn cost(&self, limit: u32) -> Option<u32> {
        (1..=limit).find(|&n| self.time(n) < self.single)
    }
    // ANCHOR_END: cost

    /// How much faster `n` machines are than one machine of the same system:
    /// the number that papers like to show.
    pub fn scaling(&self, n: u32) -> f64 {
        self.time(1) / self.time(n)
    }
}
