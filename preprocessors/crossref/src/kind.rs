//! The kinds of things that are numbered.

use dst_kit::Lang;
use serde::Deserialize;

/// Languages of fences that are drawn.
const DRAWN: [&str; 6] = ["mermaid", "spacetime", "chart", "ring", "log", "partitions"];

/// What a number counts. Each kind is counted on its own in each chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Code, and what changed between two pieces of code.
    Listing,
    /// What a program printed.
    Output,
    /// Any drawing.
    Figure,
    /// A table.
    Table,
}

impl Kind {
    /// The kind of the directive `name`.
    pub fn of_directive(name: &str) -> Option<Kind> {
        match name {
            "listing" | "diff" => Some(Kind::Listing),
            "output" => Some(Kind::Output),
            "trace" | "chart" => Some(Kind::Figure),
            "table" => Some(Kind::Table),
            _ => None,
        }
    }

    /// Whether a fence in this language is drawn.
    pub fn is_drawn(language: &str) -> bool {
        DRAWN.contains(&language)
    }

    /// The word before the number.
    pub fn word(self, lang: Lang) -> &'static str {
        match self {
            Kind::Listing => lang.pick("清单", "Listing"),
            Kind::Output => lang.pick("输出", "Output"),
            Kind::Figure => lang.pick("图", "Figure"),
            Kind::Table => lang.pick("表", "Table"),
        }
    }

    /// The kind in a message, and the start of an id that nobody gave.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Listing => "listing",
            Kind::Output => "output",
            Kind::Figure => "figure",
            Kind::Table => "table",
        }
    }
}
