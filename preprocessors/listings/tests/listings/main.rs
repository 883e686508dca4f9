//! The stage and `verify`, over a small listings folder on disk.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod check;
mod checkers;
mod cli;
mod example;
mod folder;
mod peers;
mod stage;
mod systems;
mod verify;
