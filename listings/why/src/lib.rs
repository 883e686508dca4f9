//! Why distribute at all, in four small experiments.
//!
//! [`silence`]: a timeout does not say what happened. [`availability`]: more
//! machines are down more often, or less often, depending on how many are needed.
//! [`fanout`]: a request that waits for many servers meets the slow one.
//! [`cost`]: how many machines it takes to be faster than one.

pub mod availability;
pub mod cost;
pub mod fanout;
pub mod silence;
