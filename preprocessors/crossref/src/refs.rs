//! Resolves `[](ref:…)` links.

use std::ops::Range;

use dst_kit::markdown::{Event, Tag, events};
use dst_kit::{Book, Chapter, Diagnostic, Diagnostics, Edits, nearest};

use crate::Index;

/// Where a reference leads: what it prints when the author gave no text, and the link.
struct Resolved {
    text: String,
    url: String,
}

/// Replaces each `ref:` link of chapter `number` by a plain link; reports those that lead nowhere.
pub(crate) fn resolve(
    book: &Book,
    number: usize,
    index: &Index,
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
        let written = &chapter.content[range.clone()];
        let Some(close) = written.rfind("](") else {
            diagnostics.push(
                Diagnostic::error("a reference is written as `[](ref:ID)` or `[text](ref:ID)`")
                    .at(chapter.place(range))
                    .help("link definitions and autolinks do not take `ref:`"),
            );
            continue;
        };
        match find(book, number, index, target) {
            Ok(resolved) => {
                let text = if close == 1 { resolved.text.as_str() } else { &written[1..close] };
                edits.replace(range.clone(), format!("[{text}]({})", resolved.url));
            }
            Err(help) => diagnostics.push(unknown(chapter, range.clone(), close, target, help)),
        }
    }
}

fn unknown(
    chapter: &Chapter,
    link: Range<usize>,
    close: usize,
    target: &str,
    help: String,
) -> Diagnostic {
    let at = link.start + close + 2;
    Diagnostic::error(format!("nothing has the id `{target}`"))
        .at(chapter.place(at..at + "ref:".len() + target.len()))
        .help(help)
}

/// A target is `id` (a figure, listing or table), `chapter`, `chapter#section` or `#section`.
fn find(book: &Book, number: usize, index: &Index, target: &str) -> Result<Resolved, String> {
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
    let chapter = if slug.is_empty() {
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
            let title = escape_link_text(&heading.title);
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
    let name = escape_link_text(&chapter.name);
    match chapter.number_text() {
        Some(number) => chapter
            .lang
            .pick(format!("第 {number} 章“{name}”"), format!("chapter {number}, “{name}”")),
        None => format!("“{name}”"),
    }
}

fn url(here: &Chapter, there: &Chapter, same: bool, id: Option<&str>) -> String {
    let page = if same { String::new() } else { here.link_to(&there.path) };
    match id {
        Some(id) => format!("{page}#{id}"),
        None => page,
    }
}

/// A title as the text of a link: brackets would end it.
fn escape_link_text(title: &str) -> String {
    title.replace('[', "\\[").replace(']', "\\]")
}
