//! Numbers figures, listings and tables, and resolves `ref:` links to them, to sections and to chapters.
//!
//! It runs first, on what the author wrote: numbers go into the directives and fences (`number="2.7-1"`),
//! where the later stages find them. It never adds or removes a line, but at the two directives that it
//! fills with what it knows of the whole book.
//!
//! ```text
//! chapters ─▶ labels, headings ─▶ index of the whole book ─▶ links resolved, numbers written, lists filled
//! ```

mod checklists;
mod clicks;
mod generated;
mod headings;
mod kind;
mod labels;
mod parts;
mod refs;

use std::collections::{HashMap, HashSet};

use dst_kit::{Book, Context, Diagnostic, Diagnostics, Edits, Stage};
use serde::Deserialize;

use headings::Heading;
use labels::Label;

pub use kind::Kind;

/// This stage, for a binary's `main`.
pub const STAGE: Stage = Stage { name: "crossref", run };

/// `[preprocessor.crossref]` of `book.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Settings {
    /// Count chapters anew in each part: the sidebar shows 2.7, and listings are 2.7-1, 2.7-2.
    number_by_part: bool,
    /// Every h1–h3 must have an explicit `{#id}`.
    require_heading_ids: bool,
    /// Warn of ids of figures, listings and tables that no `ref:` names.
    warn_unused: bool,
    /// Ids of sections that every numbered chapter has.
    chapter_sections: Vec<String>,
    /// Of these kinds every numbered chapter has one with a caption.
    chapter_kinds: Vec<Kind>,
    /// Chapters, named without `.md`, that need neither.
    exempt_chapters: Vec<String>,
}

/// What can be referred to in one chapter.
struct Targets {
    labels: Vec<Label>,
    headings: Vec<Heading>,
}

/// What can be referred to in the book.
struct Index {
    /// Targets of each chapter, in reading order.
    chapters: Vec<Targets>,
    /// Chapter and position in its labels, by id.
    labels: HashMap<String, (usize, usize)>,
}

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let settings: Settings = context.settings("crossref", diagnostics);
    if settings.number_by_part {
        book.show_part_numbers();
    }

    let mut index = Index { chapters: Vec::new(), labels: HashMap::new() };
    for (number, chapter) in book.chapters.iter().enumerate() {
        let labels = labels::collect(chapter, diagnostics);
        let headings = headings::collect(&chapter.content);
        headings::check(chapter, &headings, &labels, settings.require_heading_ids, diagnostics);
        for (position, label) in labels.iter().enumerate() {
            let Some((first, at)) = index.labels.insert(label.id.clone(), (number, position))
            else {
                continue;
            };
            let earlier = if first == number {
                labels[at].span.clone()
            } else {
                index.chapters[first].labels[at].span.clone()
            };
            diagnostics.push(
                Diagnostic::error(format!("the id `{}` is used twice", label.id))
                    .at(chapter.place(label.id_span.clone()))
                    .help(format!(
                        "the other one is in {} line {}; ids of figures, listings and tables are unique in the book",
                        book.chapters[first].path,
                        book.chapters[first].author_line(earlier)
                    )),
            );
        }
        index.chapters.push(Targets { labels, headings });
    }

    let mut contents = Vec::with_capacity(book.chapters.len());
    let mut used = HashSet::new();
    for (number, chapter) in book.chapters.iter().enumerate() {
        let mut edits = Edits::new();
        parts::check(chapter, &index.chapters[number], &settings, diagnostics);
        for label in &index.chapters[number].labels {
            label.write_number(chapter, &mut edits);
        }
        refs::resolve(book, number, &index, &mut used, &mut edits, diagnostics);
        clicks::resolve(book, number, &index, &mut used, &mut edits, diagnostics);
        generated::fill(book, number, &index, &mut edits, diagnostics);
        contents.push((!edits.is_empty()).then(|| edits.apply(&chapter.content)));
    }
    if settings.warn_unused {
        warn_unused(book, &index, &used, diagnostics);
    }
    for (chapter, content) in book.chapters.iter_mut().zip(contents) {
        if let Some(content) = content {
            chapter.content = content;
        }
    }
    Ok(())
}

fn warn_unused(book: &Book, index: &Index, used: &HashSet<String>, diagnostics: &mut Diagnostics) {
    for (chapter, targets) in book.chapters.iter().zip(&index.chapters) {
        for label in targets.labels.iter().filter(|label| label.has_id && !used.contains(&label.id))
        {
            diagnostics.push(
                Diagnostic::warning(format!("nothing refers to `{}`", label.id))
                    .at(chapter.place(label.id_span.clone()))
                    .help(format!(
                        "say in the text what it shows, with [](ref:{}), or remove the id",
                        label.id
                    )),
            );
        }
    }
}
