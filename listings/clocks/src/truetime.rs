//! A clock that admits its error, and what waiting buys: Corbett et al., *Spanner:
//! Google's Globally-Distributed Database*, OSDI 2012, §3 and §4.1.2.

use sim::{Rng, Time};

use crate::Physical;

/// True time lies somewhere in here, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// It is not earlier than this.
    pub earliest: Time,
    /// It is not later than this.
    pub latest: Time,
}

/// A physical clock with a promise: it is never off by more than `epsilon` ms.
#[derive(Clone, Copy, Debug)]
pub struct TrueTime {
    /// The clock.
    pub clock: Physical,
    /// The bound on its error, in ms.
    pub epsilon: Time,
}

impl TrueTime {
    // ANCHOR: wait
    /// What time it is, as far as this node can know.
    pub fn now(&self, now: Time) -> Interval {
        let wall = self.clock.wall(now);
        Interval {
            earliest: wall.saturating_sub(self.epsilon),
            latest: wall + self.epsilon,
        }
    }

    /// The stamp of a commit that starts now.
    pub fn stamp(&self, now: Time) -> Time {
        self.now(now).latest
    }

    /// Whether the stamp has passed on every clock. Only then may anybody hear of
    /// the commit; until then the node waits.
    pub fn passed(&self, stamp: Time, now: Time) -> bool {
        self.now(now).earliest > stamp
    }
    // ANCHOR_END: wait
}

/// Transactions one after the other on three nodes, without a message between
/// them: how many of 20 get a stamp that is not larger than the one before?
pub fn out_of_order(seed: u64, epsilon: Time, wait: bool) -> usize {
    let mut rng = Rng::new(seed);
    let nodes: Vec<TrueTime> = (0..3)
        .map(|_| {
            let offset = rng.range(&(0..=2 * epsilon)) as i64 - epsilon as i64;
            TrueTime { clock: Physical { offset, ppm: 0 }, epsilon }
        })
        .collect();
    let mut now = 10_000;
    let mut last = 0;
    let mut wrong = 0;
    for _ in 0..20 {
        let node = nodes[rng.index(3)];
        let stamp = node.stamp(now);
        while wait && !node.passed(stamp, now) {
            now += 1;
        }
        wrong += usize::from(stamp <= last);
        last = stamp;
        now += rng.range(&(1..=5)); // The client hears of it, and goes on.
    }
    wrong
}
