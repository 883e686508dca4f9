//! How a SWIM member behaves.

use std::ops::RangeInclusive;

use sim::Time;

/// How a member behaves.
#[derive(Clone, Debug)]
pub struct Config {
    /// The protocol period: one probe each (ms).
    pub period: Time,
    /// After this time without an answer, others are asked to probe (ms).
    pub timeout: Time,
    /// How many others are asked.
    pub helpers: usize,
    /// How long a suspect may object (ms); 0 condemns it at once.
    pub suspicion: Time,
    /// How many pieces of news a message has room for.
    pub room: usize,
    /// In which order members are probed.
    pub order: Order,
    /// When the first period begins (ms).
    pub start: RangeInclusive<Time>,
    /// Whether a member that misses answers becomes more patient.
    pub local_health: bool,
    /// A mistake to make, to see what it breaks.
    pub bug: Option<Bug>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            period: 1000,
            timeout: 300,
            helpers: 3,
            suspicion: 5000,
            room: 6,
            order: Order::RoundRobin,
            start: 0..=999,
            local_health: false,
            bug: None,
        }
    }
}

/// In which order members are probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Each time a member at random.
    Random,
    /// All members once, then again in a new random order.
    RoundRobin,
}

/// A planted bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// A suspect objects without a new incarnation.
    NoIncarnationBump,
    /// The suspicion is kept until its time is over, whatever is heard meanwhile.
    RefutationIgnored,
}
