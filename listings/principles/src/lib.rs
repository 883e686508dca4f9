//! Principles as pairs: `before` fails in a run, `after` does not.
//!
//! Each module is one principle, and small enough to read on its own. The
//! difference between the two sides is a few lines; the tests run both.

pub mod config;
pub mod crash_only;
pub mod explore;
pub mod facts;
pub mod fallback;
pub mod observe;
pub mod page;
pub mod queue;
pub mod relay;
