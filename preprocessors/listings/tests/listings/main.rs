//! The stage and `verify`, over a small listings folder on disk.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod alone;
mod check;
mod checkers;
mod cli;
mod compiled;
mod counted;
mod example;
mod folder;
mod fresh;
mod look;
mod peers;
mod programs;
mod shown;
mod stage;
mod systems;
mod typed;
mod verify;
