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
mod compiled;
mod counts;
mod desk;
mod fences;
mod index;
mod inputs;
mod memo;
mod package;
mod receipt;
pub mod select;
mod shelf;
pub mod systems;
mod unverified;
pub mod verify;

use std::path::PathBuf;

use dst_kit::{Book, Chapter, Context, Diagnostic, Diagnostics, Stage, directives, in_parallel};
use serde::Deserialize;

pub use compiled::Compiled;
pub use inputs::Inputs;
pub use package::{Kind, Package};
pub use receipt::{Printed, Receipt};

use desk::{Desk, Page};
use shelf::Shelf;
use unverified::Complaints;

/// This stage, for a binary's `main`.
pub const STAGE: Stage = Stage { name: "listings", run };

/// `[preprocessor.listings]` of `book.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub struct Settings {
    /// The Cargo workspace of listing packages.
    pub path: PathBuf,
    /// Where `verify` leaves its receipts.
    pub receipts: PathBuf,
    /// Whether a listing without a receipt is an error rather than a mark.
    strict: bool,
    /// Where sources are shown: `{commit}` and `{path}` are replaced. No link without it.
    source_url: Option<String>,
    /// The commit for `source-url`.
    commit: Option<String>,
    /// How people verify packages of this book: hints to authors, and the page, name it.
    pub verify_command: String,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            path: "listings".into(),
            receipts: "target/receipts".into(),
            strict: false,
            source_url: None,
            commit: None,
            verify_command: "dst-listings verify".into(),
        }
    }
}

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let settings: Settings = context.settings("listings", diagnostics);
    let shelf =
        Shelf::new(context.root.join(&settings.path), context.root.join(&settings.receipts));
    let pages = in_parallel(&book.chapters, |chapter| page(chapter, &settings, &shelf));
    let (mut listed, mut traces, mut unverified) = (Vec::new(), 0, Complaints::default());
    for (chapter, page) in book.chapters.iter_mut().zip(pages) {
        if !page.edits.is_empty() {
            chapter.content = page.edits.apply(&chapter.content);
        }
        diagnostics.extend(page.diagnostics);
        unverified.extend(page.unverified);
        listed.extend(page.listed);
        traces += page.traces;
    }
    unverified.tell(&settings.verify_command, diagnostics);
    index::fill(book, &listed, diagnostics);
    counts::fill(book, &listed, traces, diagnostics);
    Ok(())
}

/// What becomes of one chapter.
fn page(chapter: &Chapter, settings: &Settings, shelf: &Shelf) -> Page {
    let mut page = Page::default();
    fences::refuse_typed_rust(chapter, &mut page.diagnostics);
    fences::refuse_typed_charts(chapter, &mut page.diagnostics);
    let (directives, errors) =
        directives(&chapter.content, &["listing", "diff", "output", "trace", "chart"]);
    for error in errors {
        page.diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
    }
    for directive in &directives {
        let mut desk = Desk { chapter, directive, settings, shelf, page: &mut page };
        if let Some(block) = blocks::block(&mut desk) {
            page.edits.replace(directive.span.clone(), directive.indented(&block));
        }
    }
    page
}
