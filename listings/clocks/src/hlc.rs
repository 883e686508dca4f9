//! The hybrid logical clock: Kulkarni, Demirbas, Madappa, Avva, Leone, *Logical
//! Physical Clocks*, OPODIS 2014. The names `l`, `c` and `pt` are the paper's.

use std::fmt;

use sim::Time;

use crate::Clock;

/// A stamp, ordered by `l`, then by `c`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct HlcStamp {
    /// The largest physical time that this node has heard of, in ms.
    pub l: Time,
    /// Orders the events that share an `l`.
    pub c: u64,
}

/// The stamp of the node's last event. It has to survive a crash.
#[derive(Clone, Debug, Default)]
pub struct Hlc {
    last: HlcStamp,
}

// ANCHOR: clock
impl Clock for Hlc {
    type Stamp = HlcStamp;

    fn tick(&mut self, pt: Time) -> HlcStamp {
        let l = self.last.l.max(pt);
        let c = if l == self.last.l { self.last.c + 1 } else { 0 };
        self.last = HlcStamp { l, c };
        self.last
    }

    fn receive(&mut self, pt: Time, seen: &HlcStamp) -> HlcStamp {
        let l = self.last.l.max(seen.l).max(pt);
        let c = match (l == self.last.l, l == seen.l) {
            (true, true) => self.last.c.max(seen.c) + 1,
            (true, false) => self.last.c + 1,
            (false, true) => seen.c + 1,
            (false, false) => 0, // The physical clock has overtaken both.
        };
        self.last = HlcStamp { l, c };
        self.last
    }
}
// ANCHOR_END: clock

/// A stamp from a node whose clock cannot be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFarAhead {
    /// By how much the stamp is ahead of the physical clock, in ms.
    pub by: Time,
}

impl Hlc {
    // ANCHOR: bounded
    /// Like [`Clock::receive`], but refuses a stamp that is more than `max` ms
    /// ahead. A refused stamp leaves no trace in this clock.
    pub fn receive_bounded(
        &mut self,
        pt: Time,
        seen: &HlcStamp,
        max: Time,
    ) -> Result<HlcStamp, TooFarAhead> {
        let by = seen.l.saturating_sub(pt);
        if by > max { Err(TooFarAhead { by }) } else { Ok(self.receive(pt, seen)) }
    }
    // ANCHOR_END: bounded
}

impl fmt::Display for HlcStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.l, self.c)
    }
}
