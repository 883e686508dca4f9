//! A lock in Redis that ends by itself, and the number that makes that harmless.
//!
//! One Redis server is assumed. A replica that takes over may not know the
//! newest lock, nor the newest fencing token.

mod lock;
mod store;

pub use lock::Lock;
pub use store::{Stale, Store};
