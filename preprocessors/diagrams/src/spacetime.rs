//! Space-time diagrams: lanes are nodes, time runs down, messages are sloping arrows.
//!
//! ```text
//! trace ─▶ run (what is shown) ─▶ layout (where) ─▶ paint (SVG)
//! ```
//!
//! The form is Lamport's: *Time, Clocks, and the Ordering of Events in a Distributed System* (CACM 1978), turned
//! by a quarter.

mod axis;
mod hand;
mod labels;
mod layout;
mod legend;
mod paint;
mod place;
mod run;
#[cfg(test)]
mod tests;
mod text;
mod words;

pub use hand::parse;

use dst_kit::Lang;

use crate::engine::Fault;
use crate::svg::Name;
use crate::trace::Trace;
use words::Words;

/// What of a run is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// First moment, in ms.
    pub from: Option<u64>,
    /// Last moment, in ms.
    pub to: Option<u64>,
    /// The lanes, from left to right; all if empty.
    pub nodes: Vec<String>,
    /// Messages are left out whose label begins with one of these, in any case.
    pub hide: Vec<String>,
}

/// Draws a trace that has passed [`crate::trace::check`].
///
/// # Errors
///
/// A node of the filter that is not there, or a filter that leaves nothing.
pub fn draw(trace: &Trace, filter: &Filter, lang: Lang, name: &Name) -> Result<String, Fault> {
    let words = Words::new(lang);
    let run = run::select(trace, filter, &words)?;
    let figure = layout::layout(&run, &words);
    Ok(paint::paint(&run, &figure, &words, name))
}
