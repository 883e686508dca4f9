//! Puts tested code, captured output and traces of real runs into a book.
//!
//! ```text
//! {{#listing}}, {{#diff}} ─▶ select (file, anchor, item) ─┐
//! {{#output}}, {{#trace}}, {{#chart}} ─▶ golden ──────────┼─▶ receipt of the package? ─▶ figure
//!                                                         └─▶ no: an error (strict) or a visible mark
//! verify: fmt, clippy, tests, examples against goldens ─▶ receipts
//! ```
//!
//! The preprocessor never compiles: it recomputes the hash of a package's inputs and compares it with the
//! receipt that [`verify`] wrote when everything about the package had passed.

mod blocks;
mod code;
mod counts;
mod desk;
mod fences;
mod index;
mod inputs;
mod package;
mod receipt;
pub mod select;
mod shelf;
pub mod systems;
mod unverified;
pub mod verify;

use std::path::PathBuf;

use dst_kit::{Book, Context, Diagnostic, Diagnostics, Edits, Stage, directives};
use serde::Deserialize;

pub use inputs::Inputs;
pub use package::{Kind, Package};
pub use receipt::Receipt;

use desk::Desk;
use shelf::Shelf;
use unverified::Complaints;

/// This stage, for a binary's `main`.
pub const STAGE: Stage = Stage { name: "listings", run };

/// `[preprocessor.listings]` of `book.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Settings {
    /// The Cargo workspace of listing packages.
    path: PathBuf,
    /// Where `verify` leaves its receipts.
    receipts: PathBuf,
    /// Whether a listing without a receipt is an error rather than a mark.
    strict: bool,
    /// Where sources are shown: `{commit}` and `{path}` are replaced. No link without it.
    source_url: Option<String>,
    /// The commit for `source-url`.
    commit: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            path: "listings".into(),
            receipts: "target/receipts".into(),
            strict: false,
            source_url: None,
            commit: None,
        }
    }
}

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let settings: Settings = context.settings("listings", diagnostics);
    let mut shelf =
        Shelf::new(context.root.join(&settings.path), context.root.join(&settings.receipts));
    let mut listed = Vec::new();
    let mut traces = 0;
    let mut unverified = Complaints::default();
    for chapter in &mut book.chapters {
        let mut edits = Edits::new();
        fences::refuse_typed_rust(chapter, diagnostics);
        fences::refuse_typed_charts(chapter, diagnostics);
        let (directives, errors) =
            directives(&chapter.content, &["listing", "diff", "output", "trace", "chart"]);
        for error in errors {
            diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
        }
        for directive in directives {
            let mut desk = Desk {
                chapter,
                directive: &directive,
                settings: &settings,
                shelf: &mut shelf,
                diagnostics,
                unverified: &mut unverified,
                index: &mut listed,
                traces: &mut traces,
            };
            if let Some(block) = blocks::block(&mut desk) {
                edits.replace(directive.span.clone(), directive.indented(&block));
            }
        }
        if !edits.is_empty() {
            chapter.content = edits.apply(&chapter.content);
        }
    }
    unverified.tell(diagnostics);
    index::fill(book, &listed, diagnostics);
    counts::fill(book, &listed, traces, diagnostics);
    Ok(())
}
