//! Links the terms of a book to its glossary, and writes the glossary page.
//!
//! ```text
//! glossary.toml ─▶ terms ─▶ check ─▶ matcher ┐
//! chapters ─▶ prose: sections, names, term: links ─▶ links, once a section ─▶ page: where each term is used
//! ```
//!
//! A link is plain Markdown with the definition as its title. No line is added or removed, and taking the
//! added links away gives the chapter back byte for byte; only the directive `{{#glossary}}` of the glossary
//! page becomes a block.

mod check;
mod clicks;
mod explicit;
mod html;
mod link;
mod lint;
mod masks;
mod matcher;
mod normal;
mod order;
mod page;
mod prose;
mod report;
mod terms;
mod wrap;

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Context as _;
use dst_kit::{
    Book, Context, Diagnostic, Diagnostics, Edits, Source, Stage, directives, misspelled,
};
use serde::Deserialize;

use matcher::Matcher;
use page::{Page, Use};
use prose::{Occurrence, Prose, Section, Verdict};
use report::Report;

pub use terms::{Glossary, Term, Words};

/// This stage, for a binary's `main`.
pub const STAGE: Stage = Stage { name: "glossary", run };

/// `[preprocessor.glossary]` of `book.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
struct Settings {
    /// The file with the terms, relative to the folder of `book.toml`.
    file: String,
    /// The chapter that shows them, relative to the folder of `SUMMARY.md`.
    page: String,
    /// Ids of sections in which no term is linked on sight, such as a list of references.
    skip_sections: Vec<String>,
    /// A term that no chapter uses is a warning.
    warn_unused: bool,
    /// A file for the list of all links with their sentences, relative to the folder of `book.toml`.
    report: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            file: "glossary.toml".to_owned(),
            page: "glossary.md".to_owned(),
            skip_sections: Vec::new(),
            warn_unused: false,
            report: None,
        }
    }
}

fn run(context: &Context, book: &mut Book, diagnostics: &mut Diagnostics) -> anyhow::Result<()> {
    let settings: Settings = context.settings("glossary", diagnostics);
    let Some(glossary) = load(context, &settings, diagnostics) else {
        return Ok(());
    };
    check::check(&glossary, book, diagnostics);
    let matcher = Matcher::new(&glossary, context.lang)?;

    let mut uses: Vec<Vec<Use>> = vec![Vec::new(); glossary.terms.len()];
    let mut sections: Vec<Vec<Section>> = Vec::with_capacity(book.chapters.len());
    let mut contents = Vec::with_capacity(book.chapters.len());
    let mut report = settings.report.as_ref().map(|_| Report::default());
    for (number, chapter) in book.chapters.iter().enumerate() {
        let prose = prose::read(&chapter.content, &matcher);
        let mut edits = Edits::new();
        let mut used =
            explicit::resolve(chapter, &prose, &glossary, &settings.page, &mut edits, diagnostics);
        clicks::resolve(chapter, &glossary, &settings.page, &mut edits, diagnostics);
        if chapter.path == settings.page {
            used.clear();
        } else {
            let found = outside_of(&prose, &settings.skip_sections);
            lint::lint(chapter, &found, &glossary, diagnostics);
            let chosen = choose(&found, &mut used);
            for name in &chosen {
                let term = &glossary.terms[name.term];
                edits.insert(name.range.start, "[");
                edits.insert(name.range.end, link::tail(chapter, &settings.page, term));
            }
            if let Some(report) = &mut report {
                report.add(chapter, &prose.sections, &glossary, &found, &chosen);
            }
        }
        for (term, section) in used {
            uses[term].push(Use { chapter: number, section });
        }
        contents.push((!edits.is_empty()).then(|| edits.apply(&chapter.content)));
        sections.push(prose.sections);
    }
    for uses in &mut uses {
        uses.sort_by_key(|place| (place.chapter, place.section));
    }

    if settings.warn_unused {
        warn_unused(&glossary, &uses, diagnostics);
    }
    if let (Some(file), Some(report)) = (&settings.report, report) {
        std::fs::write(context.root.join(file), report.text())
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    fill_page(book, &settings, &glossary, &sections, &uses, &mut contents, diagnostics);
    for (chapter, content) in book.chapters.iter_mut().zip(contents) {
        if let Some(content) = content {
            chapter.content = content;
        }
    }
    Ok(())
}

fn load(context: &Context, settings: &Settings, diagnostics: &mut Diagnostics) -> Option<Glossary> {
    match std::fs::read_to_string(context.root.join(&settings.file)) {
        Ok(text) => Some(Glossary::parse(Source::new(&settings.file, text), diagnostics)),
        Err(error) => {
            diagnostics.push(
                Diagnostic::error(format!("cannot read `{}`: {error}", settings.file))
                    .help("the terms of the book are in this file; [preprocessor.glossary] may name another one: file = \"…\""),
            );
            None
        }
    }
}

/// The names that are not in one of the sections to skip.
fn outside_of<'a>(prose: &'a Prose, skip: &[String]) -> Vec<&'a Occurrence> {
    let skipped = |name: &&Occurrence| {
        prose.sections[name.section].id.as_ref().is_some_and(|id| skip.contains(id))
    };
    prose.found.iter().filter(|name| !skipped(name)).collect()
}

/// The names that become links: the first of a term in each section. Adds them to the `used` ones.
fn choose<'a>(found: &[&'a Occurrence], used: &mut HashSet<(usize, usize)>) -> Vec<&'a Occurrence> {
    let linkable = found.iter().filter(|name| name.verdict == Verdict::Link);
    linkable.filter(|name| used.insert((name.term, name.section))).copied().collect()
}

fn warn_unused(glossary: &Glossary, uses: &[Vec<Use>], diagnostics: &mut Diagnostics) {
    for (term, uses) in glossary.terms.iter().zip(uses) {
        if uses.is_empty() {
            diagnostics.push(
                Diagnostic::warning(format!("no chapter uses the term `{}`", term.id()))
                    .at(glossary.at(term.id.span()))
                    .help("use it, or remove it from the glossary"),
            );
        }
    }
}

/// Puts the list of terms in place of `{{#glossary}}`.
fn fill_page(
    book: &Book,
    settings: &Settings,
    glossary: &Glossary,
    sections: &[Vec<Section>],
    uses: &[Vec<Use>],
    contents: &mut [Option<String>],
    diagnostics: &mut Diagnostics,
) {
    let mut filled = false;
    let page = book.chapters.iter().position(|chapter| chapter.path == settings.page);
    for (number, chapter) in book.chapters.iter().enumerate() {
        let text = contents[number].as_deref().unwrap_or(&chapter.content);
        let (found, errors) = directives(text, &["glossary"]);
        for error in errors.into_iter().chain(misspelled(text, &["glossary"])) {
            diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
        }
        let mut edits = Edits::new();
        for directive in found {
            let here = || chapter.place(directive.span.clone());
            if !directive.words.targets.is_empty() || !directive.words.options.is_empty() {
                diagnostics.push(
                    Diagnostic::error("`{{#glossary}}` takes no options")
                        .at(here())
                        .help("write {{#glossary}}"),
                );
            } else if Some(number) != page {
                diagnostics.push(
                    Diagnostic::error("`{{#glossary}}` stands outside of the glossary page")
                        .at(here())
                        .help(format!("the page is `{}`; [preprocessor.glossary] may name another one: page = \"…\"", settings.page)),
                );
            } else if filled {
                diagnostics.push(
                    Diagnostic::error("`{{#glossary}}` stands here twice")
                        .at(here())
                        .help("keep one of them: the ids of the terms are unique"),
                );
            } else {
                filled = true;
                let page = Page { book, here: chapter, glossary, sections, uses };
                edits.replace(directive.span.clone(), directive.indented(&page.render()));
            }
        }
        if !edits.is_empty() {
            contents[number] = Some(edits.apply(text));
        }
    }
    if glossary.terms.is_empty() || filled {
        return;
    }
    diagnostics.push(match page {
        None => Diagnostic::error(format!("the book has no chapter `{}`", settings.page)).help(
            format!("terms link to it: add it to SUMMARY.md, and to the chapter a line with {{{{#glossary}}}}, or name another chapter in [preprocessor.glossary]: page = \"…\" (now `{}`)", settings.page),
        ),
        Some(number) => Diagnostic::error("the glossary page does not show the terms")
            .at(book.chapters[number].line_place(1))
            .help("add a line with {{#glossary}}, with a blank line before and after"),
    });
}
