//! Space-time diagrams: lanes are nodes, time runs down, messages are sloping arrows.
//!
//! ```text
//! trace ─▶ run (what is shown) ─▶ layout (where) ─▶ paint (SVG)
//! ```
//!
//! The form is Lamport's: *Time, Clocks, and the Ordering of Events in a Distributed System* (CACM 1978), turned
//! by a quarter.

mod axis;
mod clocks;
mod fold;
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

pub use clocks::Clocks;
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
    /// Messages become bands whose label begins with one of these, in any case.
    pub fold: Vec<String>,
    /// The logical clock that is shown at each event.
    pub clocks: Option<Clocks>,
}

/// More things to draw than this are no figure that a reader can follow, and take long to lay out.
const MOST: usize = 400;

/// Draws a trace that has passed [`crate::trace::check`].
///
/// # Errors
///
/// A node of the filter that is not there, a filter that leaves nothing, or too much to draw in `limit` pixels of
/// height.
pub fn draw(
    trace: &Trace,
    filter: &Filter,
    limit: f64,
    lang: Lang,
    name: &Name,
) -> Result<String, Fault> {
    const LESS: &str = "show less with `from`, `to`, `nodes`, `hide` or `fold`";
    let words = Words::new(lang);
    let run = run::select(trace, filter, &words)?;
    let things = run.messages.len() + run.notes.len();
    if things > MOST {
        let message = format!("the figure has {things} messages and notes, more than {MOST}");
        return Err(Fault::somewhere(message).help(LESS));
    }
    let figure = layout::layout(&run, &words, limit);
    if figure.unplaced > 0 {
        let message = format!("{} labels of the figure find no place", figure.unplaced);
        return Err(Fault::somewhere(message).help(LESS));
    }
    Ok(paint::paint(&run, &figure, &words, name))
}
