//! What all stages of the book share.
//!
//! A stage is a function from a [`Book`] to the same book with some of its text changed. It never prints:
//! what is wrong goes into [`Diagnostics`], and [`main`] shows all of it at once.
//!
//! ```text
//! stdin ─▶ protocol ─▶ Book (chapters) ─▶ directives, fences ─▶ Edits ─▶ protocol ─▶ stdout
//!                                              └──▶ Diagnostics ─▶ stderr, exit code
//! ```
//!
//! Edits are byte ranges of the author's text, so what a stage does not own comes out as it went in.

mod book;
mod clicks;
mod diagnostics;
mod directive;
mod edits;
mod fence;
mod html;
mod lang;
pub mod markdown;
mod misspelled;
mod parallel;
mod place;
mod protocol;
mod suggest;
pub mod testing;
mod words;

pub use book::{Book, Chapter, Draft};
pub use clicks::click_targets;
pub use diagnostics::{Diagnostic, Diagnostics, Severity, Source};
pub use directive::{Directive, directives};
pub use edits::Edits;
pub use fence::{Fence, fences};
pub use html::escape;
pub use lang::Lang;
pub use misspelled::misspelled;
pub use parallel::in_parallel;
pub use protocol::{Context, KEEP_GOING, Stage, main};
pub use suggest::nearest;
pub use words::{Spanned, SyntaxError, Words};
