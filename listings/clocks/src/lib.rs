//! Clocks: what they promise about the order of events, and what a register
//! that keeps the "last" write makes of it.
//!
//! [`Physical`] is the clock of a machine, and it is wrong. [`Wall`], [`Lamport`],
//! [`Vector`] and [`Hlc`] stamp events ([`Clock`]); [`HappensBefore`] is the truth
//! that their stamps are measured against. [`Replica`] is a register replicated
//! by "last write wins", with any clock whose stamps are totally ordered.

mod chatter;
mod clock;
mod hlc;
mod lamport;
mod order;
mod physical;
mod register;
mod scenes;
mod truetime;
mod vector;

pub use chatter::{Chatter, Said, Stamped, chatter, stamped};
pub use clock::{Clock, Wall};
pub use hlc::{Hlc, HlcStamp, TooFarAhead};
pub use lamport::Lamport;
pub use order::HappensBefore;
pub use physical::{Physical, Stopwatch};
pub use register::{Replica, Write};
pub use scenes::{Outcome, order_status, two_regions};
pub use truetime::{Interval, TrueTime, out_of_order};
pub use vector::{Vector, VectorStamp};
