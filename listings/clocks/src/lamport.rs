//! Lamport's logical clock: Lamport, *Time, Clocks, and the Ordering of Events in a
//! Distributed System*, 1978.

use sim::Time;

use crate::Clock;

/// The number of the node's last event.
#[derive(Clone, Debug, Default)]
pub struct Lamport(u64);

// ANCHOR: clock
impl Clock for Lamport {
    type Stamp = u64;

    fn tick(&mut self, _: Time) -> u64 {
        self.0 += 1;
        self.0
    }

    fn receive(&mut self, _: Time, seen: &u64) -> u64 {
        self.0 = self.0.max(*seen) + 1;
        self.0
    }
}
// ANCHOR_END: clock
