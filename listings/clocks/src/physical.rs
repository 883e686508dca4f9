//! The clock of a machine: it is off, it drifts, and somebody sets it.

use sim::Time;

// ANCHOR: physical
/// A quartz clock. The simulator's time plays the part of true time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Physical {
    /// How far the wall clock was set wrong, in ms. NTP or an operator changes it.
    pub offset: i64,
    /// How much too fast the quartz runs, in parts per million.
    pub ppm: i64,
}

impl Physical {
    /// Calendar time, in ms. It jumps whenever `offset` is changed.
    pub fn wall(&self, now: Time) -> Time {
        self.monotonic(now).saturating_add_signed(self.offset)
    }

    /// Time since some fixed moment, in ms. Nobody sets it, so it never goes back.
    pub fn monotonic(&self, now: Time) -> Time {
        now.saturating_add_signed(now as i64 * self.ppm / 1_000_000)
    }
}
// ANCHOR_END: physical

// ANCHOR: stopwatch
/// Measures one interval twice: with the right clock and with the wrong one.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch {
    wall: Time,
    monotonic: Time,
}

impl Stopwatch {
    /// Starts to measure.
    pub fn start(clock: &Physical, now: Time) -> Self {
        Stopwatch { wall: clock.wall(now), monotonic: clock.monotonic(now) }
    }

    /// What the wall clock makes of the interval. It can be negative.
    pub fn by_wall(&self, clock: &Physical, now: Time) -> i64 {
        clock.wall(now) as i64 - self.wall as i64
    }

    /// What the monotonic clock makes of it: right, but for the drift.
    pub fn by_monotonic(&self, clock: &Physical, now: Time) -> Time {
        clock.monotonic(now) - self.monotonic
    }
}
// ANCHOR_END: stopwatch
