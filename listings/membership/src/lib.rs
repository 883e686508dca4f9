//! Who is alive? Failure detectors, from a fixed timeout to SWIM.
//!
//! [`Heartbeats`] sends everybody a heartbeat, and judges the others by a
//! [`Detector`]: [`FixedTimeout`] or [`PhiAccrual`]. [`Swim`] probes one member a
//! period, asks others for help, suspects before it condemns, and lets the news
//! travel on its probes. [`measure`] finds out what each of them costs.

mod config;
mod detector;
mod fence;
mod health;
mod heartbeat;
pub mod measure;
mod message;
pub mod scenario;
mod swim;
mod view;

pub use config::{Bug, Config, Order};
pub use detector::{Detector, FixedTimeout, PhiAccrual, normal_tail};
pub use fence::{Fenced, Stale};
pub use health::LocalHealth;
pub use heartbeat::{Beat, Heartbeats};
pub use message::{Kind, Message, Probe, Timer};
pub use swim::{Swim, cluster};
pub use view::{Claim, Status, Update, View};
