//! What the compiler has seen of a package, and what its tests assert.

pub(super) mod assertions;
mod cfg;
mod depinfo;
mod docs;
mod modules;
mod off;
mod rust;
mod units;

pub(super) use cfg::{Configuration, flags};
pub(super) use depinfo::files as files_read;
pub(super) use off::lines as lines_off;
pub(super) use units::Units;
