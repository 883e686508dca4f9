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
mod index;
mod inputs;
mod mdbook;
mod memo;
mod package;
mod receipt;
pub mod select;
mod shelf;
pub mod systems;
mod typed;
mod unverified;
pub mod verify;

use std::path::{Path, PathBuf};

use anyhow::bail;
use dst_kit::{
    Book, Chapter, Context, Diagnostic, Diagnostics, Directive, Edits, Stage, directives,
    in_parallel, misspelled,
};
use serde::Deserialize;

pub use compiled::Compiled;
pub use inputs::Inputs;
pub use package::{Kind, Package};
pub use receipt::{Printed, Receipt};

use desk::{Desk, Page};
use mdbook::Mdbook;
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

impl Settings {
    /// Of the book in the folder `root`, for a program that mdBook did not start.
    ///
    /// # Errors
    ///
    /// If `book.toml`, or a variable that changes it, has something in them that is no setting.
    pub fn read(root: &Path) -> anyhow::Result<Self> {
        let mut diagnostics = Diagnostics::new();
        let settings = Context::read(root)?.settings("listings", &mut diagnostics);
        if diagnostics.errors() > 0 {
            bail!("{}", diagnostics.render(false).trim_start_matches("error: ").trim_end());
        }
        Ok(settings)
    }

    /// Reports what of them cannot be meant.
    fn check(&self, context: &Context, diagnostics: &mut Diagnostics) {
        let at = |diagnostic: Diagnostic, key| match context.setting_place(STAGE.name, key) {
            Some(place) => diagnostic.at(place),
            None => diagnostic,
        };
        let url = self.source_url.as_deref().unwrap_or_default();
        for name in url.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)) {
            if !["commit", "path"].contains(&name) {
                let error = Diagnostic::error(format!("`source-url` knows no `{{{name}}}`"))
                    .help("write `{commit}` and `{path}` where they belong");
                diagnostics.push(at(error, "source-url"));
            }
        }
        let (alone, missing) = match (&self.source_url, &self.commit) {
            (Some(_), None) => ("source-url", "commit"),
            (None, Some(_)) => ("commit", "source-url"),
            _ => return,
        };
        let warning =
            Diagnostic::warning(format!("`{alone}` without `{missing}`: no source is linked"));
        diagnostics.push(at(warning.help(format!("set `{missing}` too, or neither")), alone));
    }

    /// That `path` names no folder.
    fn no_folder(&self, context: &Context) -> Diagnostic {
        let path = self.path.display();
        let error = Diagnostic::error(format!(
            "`path` of [preprocessor.listings] is `{path}`, and there is no such folder"
        ))
        .help("name the folder of the listing packages, from the folder of book.toml");
        match context.setting_place(STAGE.name, "path") {
            Some(place) => error.at(place),
            None => error,
        }
    }
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
    settings.check(context, diagnostics);
    let shelf =
        Shelf::new(context.root.join(&settings.path), context.root.join(&settings.receipts));
    let mdbook = Mdbook::new(context);
    let pages = in_parallel(&book.chapters, |chapter| page(chapter, &settings, &shelf, &mdbook));
    if pages.iter().any(|page| page.needs_listings) {
        diagnostics.push(settings.no_folder(context));
    }
    let (mut listed, mut traces, mut unverified) = (Vec::new(), 0, Complaints::default());
    for (chapter, page) in book.chapters.iter_mut().zip(pages) {
        if let Some(content) = page.content {
            chapter.content = content;
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

/// The directives that become blocks.
const BLOCKS: [&str; 5] = ["listing", "diff", "output", "trace", "chart"];

/// All directives of this stage.
const OWN: [&str; 7] = ["listing", "diff", "output", "trace", "chart", "listings", "counts"];

/// What becomes of one chapter.
fn page(chapter: &Chapter, settings: &Settings, shelf: &Shelf, mdbook: &Mdbook) -> Page {
    let mut page = Page::default();
    typed::refuse(chapter, &mut page.diagnostics);
    if settings.strict {
        typed::refuse_includes(chapter, mdbook, &mut page.diagnostics);
    }
    let (directives, errors) = directives(&chapter.content, &BLOCKS);
    for error in errors.into_iter().chain(misspelled(&chapter.content, &OWN)) {
        page.diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
    }
    if !shelf.is_there() {
        page.needs_listings = !directives.is_empty();
        return page;
    }
    let mut blocks = Vec::new();
    for directive in &directives {
        let mut desk = Desk { chapter, directive, settings, shelf, mdbook, page: &mut page };
        if let Some(block) = blocks::block(&mut desk) {
            blocks.push((directive, directive.indented(&block)));
        }
    }
    put(&blocks, chapter, mdbook, &mut page);
    page
}

/// Puts the blocks in place of their directives, so that mdBook's later work leaves them as they are.
fn put(blocks: &[(&Directive, String)], chapter: &Chapter, mdbook: &Mdbook, page: &mut Page) {
    if blocks.is_empty() {
        return;
    }
    let (mut edits, mut shown, mut length) = (Edits::new(), Vec::new(), 0);
    let mut done = 0;
    for (directive, block) in blocks {
        length += directive.span.start - done;
        done = directive.span.end;
        // The diagrams stage reads a trace or a chart before anything else does.
        let drawn = ["trace", "chart"].contains(&directive.name.as_str());
        let written = if drawn { block.clone() } else { mdbook.escape(block.clone()) };
        if !drawn {
            shown.push((length..length + written.len(), block.as_str(), *directive));
        }
        let written = directive.apart(written, &chapter.content);
        length += written.len();
        edits.replace(directive.span.clone(), written);
    }
    let text = edits.apply(&chapter.content);
    let parts: Vec<_> = shown.iter().map(|(range, block, _)| (range.clone(), *block)).collect();
    if let Some((number, found)) = mdbook.first_changed(&text, &parts) {
        let place = chapter.place(shown[number].2.span.clone());
        page.diagnostics.push(
            Diagnostic::error(format!("mdBook would put something else in place of `{found}`"))
                .at(place)
                .help(
                    "write the braces, `#` and the name without spaces and line breaks, in one line; \
                     or let [preprocessor.listings] run `after = [\"links\"]`",
                ),
        );
    }
    page.content = Some(text);
}
