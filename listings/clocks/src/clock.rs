//! What all clocks have in common, and the naive one.

use std::fmt::{Debug, Display};

use sim::Time;

/// Stamps the events of one node.
///
/// `pt` is what the node's physical clock says at that moment.
pub trait Clock {
    /// What an event gets. Vector stamps are only partially ordered.
    type Stamp: Clone + PartialOrd + Debug + Display;

    /// Stamps an event of this node: a step, or the sending of a message.
    fn tick(&mut self, pt: Time) -> Self::Stamp;

    /// Stamps the arrival of a message that was stamped `seen` when it was sent.
    fn receive(&mut self, pt: Time, seen: &Self::Stamp) -> Self::Stamp;
}

/// Believes the physical clock, and learns nothing from messages.
#[derive(Clone, Debug, Default)]
pub struct Wall;

impl Clock for Wall {
    type Stamp = Time;

    fn tick(&mut self, pt: Time) -> Time {
        pt
    }

    fn receive(&mut self, pt: Time, _: &Time) -> Time {
        pt
    }
}
