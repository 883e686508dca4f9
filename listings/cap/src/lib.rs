//! What CAP, PACELC and FLP say, as runs.
//!
//! Two shops sell one stock on three replicas: [`Majority`] answers only with a
//! majority behind it, [`Local`] answers always and settles up later. Both are
//! driven by [`run()`] and judged by [`linearizable`]. Beside them stands a binary
//! consensus in rounds ([`Process`]), and an [`Adversary`] that orders its messages.

mod adversary;
mod consensus;
mod linear;
mod local;
mod majority;
mod message;
mod run;
mod shop;

pub use adversary::{Adversary, Config, Schedule, duel};
pub use consensus::{Phase, Process, Rule, Step, Vote, ring};
pub use linear::linearizable;
pub use local::{Gossip, Local};
pub use majority::{Bug, Majority, Reads};
pub use message::{Ballot, Message, Timer};
pub use run::{Plan, network, run, stale};
pub use shop::{Answer, Book, Op, Order, Outcome, Request, Shop};
