//! Resolves `[](ref:…)` links.

use std::collections::HashSet;
use std::ops::Range;

use dst_kit::markdown::{Event, Tag, escape, events};
use dst_kit::{Book, Chapter, Diagnostic, Diagnostics, Edits, nearest};

use crate::Index;
use crate::headings::{Heading, section};

/// Where a reference leads: what it prints when the author gave no text, and the link.
pub(crate) struct Resolved {
    text: String,
    pub(crate) url: String,
}

/// A `ref:` link as the author wrote it.
struct Written<'a> {
    range: Range<usize>,
    /// What stands in the brackets.
    text: &'a str,
    /// What stands after `ref:`; several targets with commas between them.
    target: &'a str,
    /// Where `ref:` begins.
    at: usize,
}

impl Written<'_> {
    /// Each target with its place; that of the first begins at `ref:`.
    fn targets(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let (mut start, mut end) = (self.at, self.at + "ref:".len());
        self.target.split(',').map(move |target| {
            let place = start..end + target.len();
            (start, end) = (place.end + 1, place.end + 1);
            (target, place)
        })
    }
}

/// Replaces each `ref:` link of chapter `number` by a plain link; reports those that lead nowhere or to where
/// they stand. The ids of figures, listings and tables that are referred to go into `used`.
pub(crate) fn resolve(
    book: &Book,
    number: usize,
    index: &Index,
    used: &mut HashSet<String>,
    edits: &mut Edits,
    diagnostics: &mut Diagnostics,
) {
    let chapter = &book.chapters[number];
    if !chapter.content.contains("ref:") {
        return;
    }
    for (event, range) in events(&chapter.content) {
        let Event::Start(Tag::Link { dest_url, .. }) = event else {
            continue;
        };
        let Some(target) = dest_url.strip_prefix("ref:") else {
            continue;
        };
        let inside = |span: &Range<usize>| span.start <= range.start && range.end <= span.end;
        let targets = &index.chapters[number];
        if targets.labels.iter().any(|label| inside(&label.span)) {
            continue; // In a caption: reported with the label.
        }
        let source = &chapter.content[range.clone()];
        let Some(close) = source.rfind("](ref:") else {
            diagnostics.push(
                Diagnostic::error("a reference is written as `[](ref:ID)` or `[text](ref:ID)`")
                    .at(chapter.place(range))
                    .help("link definitions and autolinks do not take `ref:`"),
            );
            continue;
        };
        if targets.headings.iter().any(|heading| inside(&heading.span)) {
            diagnostics.push(
                Diagnostic::error("a heading holds no reference")
                    .at(chapter.place(range))
                    .help("a heading is a link already: refer to it in the text below"),
            );
            continue;
        }
        let at = range.start + close + "](".len();
        let written = Written { range: range.clone(), text: &source[1..close], target, at };
        match link(book, number, index, &written) {
            Ok(link) => edits.replace(range, link),
            Err(wrong) => diagnostics.extend(wrong),
        }
        for (target, place) in written.targets() {
            used.insert(target.to_owned());
            if leads_to_itself(chapter, index, &targets.headings, target, written.range.start) {
                diagnostics.push(
                    Diagnostic::error(format!("`{target}` is where the reference stands"))
                        .at(chapter.place(place))
                        .help("remove it: the reader is already in that section or chapter"),
                );
            }
        }
    }
}

/// The Markdown link, or links, in place of `written`.
fn link(
    book: &Book,
    number: usize,
    index: &Index,
    written: &Written<'_>,
) -> Result<String, Vec<Diagnostic>> {
    let here = &book.chapters[number];
    let mut links = Vec::new();
    let mut wrong = Vec::new();
    let mut seen = HashSet::new();
    for (target, place) in written.targets() {
        let place = || here.place(place.clone());
        if !seen.insert(target) {
            wrong.push(
                Diagnostic::error(format!("`{target}` is listed twice"))
                    .at(place())
                    .help("name it once"),
            );
        }
        match find(book, number, index, target) {
            Ok(found) => links.push(found),
            Err(help) => wrong.push(
                Diagnostic::error(format!("nothing has the id `{target}`")).at(place()).help(help),
            ),
        }
    }
    if seen.len() > 1 && !written.text.is_empty() {
        wrong.push(
            Diagnostic::error("a list of references has no text of its own")
                .at(here.place(written.range.clone()))
                .help("write `[](ref:a,b)`, or one link for each"),
        );
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let last = links.len().saturating_sub(1);
    let mut out = String::new();
    for (position, Resolved { text, url }) in links.iter().enumerate() {
        out.push_str(match position {
            0 => "",
            _ => here.lang.pick("、", if position == last { " and " } else { ", " }),
        });
        let text = if written.text.is_empty() { text } else { written.text };
        out.push_str(&format!("[{text}]({url})"));
    }
    Ok(out)
}

/// The link in place of `[text](ref:target)` in chapter `number`, if it leads anywhere.
pub(crate) fn shown_in(
    book: &Book,
    number: usize,
    index: &Index,
    target: &str,
    text: &str,
) -> Option<String> {
    let written = Written { range: 0..0, text, target, at: 0 };
    link(book, number, index, &written).ok()
}

/// Whether `target` is the chapter `here`, or a section of it around the byte `at`.
fn leads_to_itself(
    here: &Chapter,
    index: &Index,
    headings: &[Heading],
    target: &str,
    at: usize,
) -> bool {
    let (slug, id) = target.split_once('#').unwrap_or((target, ""));
    if index.labels.contains_key(target) || !(slug.is_empty() || slug == here.slug()) {
        return false;
    }
    if id.is_empty() {
        return slug == here.slug();
    }
    let position = headings.iter().position(|heading| heading.id.as_deref() == Some(id));
    position.is_some_and(|position| section(headings, position, here.content.len()).contains(&at))
}

/// A target is `id` (a figure, listing or table), `chapter`, `chapter#section` or `#section`.
pub(crate) fn find(
    book: &Book,
    number: usize,
    index: &Index,
    target: &str,
) -> Result<Resolved, String> {
    let here = &book.chapters[number];
    if let Some(&(chapter, position)) = index.labels.get(target) {
        let label = &index.chapters[chapter].labels[position];
        let url = url(here, &book.chapters[chapter], chapter == number, Some(&label.id));
        return Ok(Resolved { text: label.text(here.lang), url });
    }
    let (slug, section) = match target.split_once('#') {
        Some((slug, section)) => (slug, Some(section)),
        None => (target, None),
    };
    let chapter = if slug.is_empty() && section.is_some() {
        Some(number)
    } else {
        book.chapters.iter().position(|chapter| chapter.slug() == slug)
    };
    let Some(chapter) = chapter else {
        return Err(suggestion(
            target,
            index.labels.keys().map(String::as_str).chain(book.chapters.iter().map(Chapter::slug)),
            "a target is the id of a figure, listing or table, a chapter such as `foundations/consensus`, or `#section`",
        ));
    };
    let there = &book.chapters[chapter];
    let Some(section) = section else {
        return Ok(Resolved { text: chapter_text(there), url: url(here, there, false, None) });
    };
    let headings = &index.chapters[chapter].headings;
    match headings.iter().find(|heading| heading.id.as_deref() == Some(section)) {
        Some(heading) => {
            let title = escape(&heading.title);
            let text = here.lang.pick(format!("“{title}”一节"), format!("“{title}”"));
            Ok(Resolved { text, url: url(here, there, chapter == number, Some(section)) })
        }
        None => Err(suggestion(
            section,
            headings.iter().filter_map(|heading| heading.id.as_deref()),
            &format!("{} has no section with this id", there.path),
        )),
    }
}

fn suggestion<'a>(wanted: &str, known: impl Iterator<Item = &'a str>, otherwise: &str) -> String {
    match nearest(wanted, known).as_slice() {
        [] => otherwise.to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    }
}

fn chapter_text(chapter: &Chapter) -> String {
    let name = escape(&chapter.name);
    match chapter.number_text() {
        Some(number) => chapter
            .lang
            .pick(format!("第 {number} 章“{name}”"), format!("chapter {number}, “{name}”")),
        None => format!("“{name}”"),
    }
}

/// A link from `here` to `there`, or only the id on the same page.
pub(crate) fn url(here: &Chapter, there: &Chapter, same: bool, id: Option<&str>) -> String {
    let page = if same { String::new() } else { here.link_to(&there.path) };
    match id {
        Some(id) => format!("{page}#{id}"),
        None => page,
    }
}
