//! The stage and `verify`, over a small listings folder on disk.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod folder;
mod stage;
mod verify;
