//! Replication in three shapes, small enough to hold in the head.
//!
//! - [`leader`]: one leader, followers that lag, a failover.
//! - [`quorum`]: no leader; a client writes to W replicas and reads from R.
//! - [`cart`]: several leaders, and what they do with a conflict.
//!
//! [`history`] judges from outside what the clients of a run have seen.

pub mod cart;
pub mod history;
pub mod leader;
pub mod quorum;
pub mod scenes;
