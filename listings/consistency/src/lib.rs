//! Which histories of reads and writes does a consistency model allow?
//!
//! [`Model::allows`] asks for an order of the operations ([`search`]) that keeps
//! what the model says must be kept. [`first_offence`] names the read that makes a
//! history impossible, [`Guarantee::broken`] checks what one client may expect.
//! The histories come from [`litmus`] tests and from [`store`], a replicated store
//! on the simulator whose reads go four ways.

pub mod history;
pub mod litmus;
pub mod local;
pub mod model;
pub mod offence;
pub mod report;
pub mod search;
pub mod session;
pub mod store;

pub use history::{Call, Operation, Returned, Version};
pub use local::{linearizable_by_key, only};
pub use model::Model;
pub use offence::{Offence, first_offence};
pub use session::Guarantee;
