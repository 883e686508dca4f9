//! Every chapter's checklist in one place.

use std::ops::Range;

use dst_kit::markdown::{Event, LinkType, Tag, escape, events};
use dst_kit::{Book, Chapter, Edits};

use crate::Index;
use crate::generated::title;
use crate::headings::{Heading, section};
use crate::refs::{shown_in, url};

/// The id of a chapter's checklist.
const SECTION: &str = "checklist";

/// The checklists of all chapters as they are shown in chapter `number`: a heading for each part and each
/// chapter, the list, and a link back. Empty if there are none.
pub(crate) fn collect(book: &Book, number: usize, index: &Index) -> String {
    let here = &book.chapters[number];
    let mut blocks = Vec::new();
    let mut part = None;
    for (position, (there, targets)) in book.chapters.iter().zip(&index.chapters).enumerate() {
        let headings = &targets.headings;
        let at = headings.iter().position(|heading| heading.id.as_deref() == Some(SECTION));
        let Some(at) = at.filter(|_| position != number) else {
            continue;
        };
        let body = headings[at].span.end..section(headings, at, there.content.len()).end;
        let list = body_blocks(book, number, position, index, body);
        if list.is_empty() {
            continue;
        }
        if part != there.part.as_ref() {
            part = there.part.as_ref();
            if let Some(name) = part {
                let id = there.number.first().map_or(String::new(), |n| format!(" {{#part-{n}}}"));
                blocks.push(format!("## {}{id}", escape(name)));
            }
        }
        let level = if part.is_some() { "###" } else { "##" };
        let id = there.slug().replace('/', "-");
        blocks.push(format!("{level} {} {{#checklist-{id}}}", title(there)));
        blocks.extend(list);
        let back = match there.number_text() {
            Some(number) => {
                here.lang.pick(format!("回到第 {number} 章"), format!("Back to chapter {number}"))
            }
            None => here.lang.pick("回到原文", "Back to the text").to_owned(),
        };
        blocks.push(format!("[{back}]({})", url(here, there, false, Some(SECTION))));
    }
    blocks.join("\n\n")
}

/// A block of a checklist, and what changes in it when it is shown elsewhere.
struct Block {
    range: Range<usize>,
    edits: Edits,
    /// The text of a heading.
    heading: Option<String>,
}

impl Block {
    fn shown(self, text: &str) -> String {
        match self.heading {
            Some(heading) => format!("#### {}", escape(&heading)),
            None => self.edits.apply(&text[self.range]).trim_end().to_owned(),
        }
    }
}

/// The paragraphs, lists and tables of `body`, which stands in chapter `from`, as they read in chapter
/// `number`. Headings become h4; directives, code and HTML stay where they are.
fn body_blocks(
    book: &Book,
    number: usize,
    from: usize,
    index: &Index,
    body: Range<usize>,
) -> Vec<String> {
    let there = &book.chapters[from];
    let text = there.content.as_str();
    let mut blocks: Vec<Block> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in events(text) {
        let mut replacement = None;
        if let Event::Start(tag) = &event
            && depth == 0
            && body.contains(&range.start)
        {
            blocks.extend(block(text, tag, range.clone(), &index.chapters[from].headings));
        }
        match &event {
            Event::Start(tag) => {
                depth += 1;
                if let Tag::Link { link_type: LinkType::Inline, dest_url, .. } = tag {
                    replacement = moved(book, number, there, index, &text[range.clone()], dest_url);
                }
            }
            Event::End(_) => depth -= 1,
            // Its definition stays in the chapter.
            Event::FootnoteReference(_) => replacement = Some(String::new()),
            _ => {}
        }
        if let (Some(block), Some(replacement)) = (blocks.last_mut(), replacement)
            && block.range.contains(&range.start)
        {
            let start = block.range.start;
            block.edits.replace(range.start - start..range.end - start, replacement);
        }
    }
    blocks.into_iter().map(|block| block.shown(text)).collect()
}

/// The block that `tag` opens, if it is one that is shown elsewhere.
fn block(text: &str, tag: &Tag<'_>, range: Range<usize>, headings: &[Heading]) -> Option<Block> {
    let heading = headings.iter().find(|heading| heading.span == range);
    if let Some(heading) = heading {
        let title = heading.title.clone();
        return Some(Block {
            range: range.start..range.start,
            edits: Edits::new(),
            heading: Some(title),
        });
    }
    let kept = matches!(tag, Tag::Paragraph | Tag::List(_) | Tag::BlockQuote(_) | Tag::Table(_));
    if !kept || text[range.clone()].contains("{{#") {
        return None;
    }
    let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    Some(Block { range: line..range.end, edits: Edits::new(), heading: None })
}

/// A link of chapter `there` as it is written in chapter `number`; `None` if it stays as it is.
fn moved(
    book: &Book,
    number: usize,
    there: &Chapter,
    index: &Index,
    written: &str,
    dest: &str,
) -> Option<String> {
    let here = &book.chapters[number];
    let (text, _) = written.rsplit_once("](")?;
    let text = &text[1..];
    if let Some(targets) = dest.strip_prefix("ref:") {
        let targets: Vec<String> = targets
            .split(',')
            .map(|target| match target.strip_prefix('#') {
                Some(section) => format!("{}#{section}", there.slug()),
                None => target.to_owned(),
            })
            .collect();
        return shown_in(book, number, index, &targets.join(","), text);
    }
    let (path, id) =
        dest.split_once('#').map_or((dest, ""), |(path, _)| (path, &dest[path.len()..]));
    if path.contains(':') || path.starts_with('/') {
        return None;
    }
    let path = if path.is_empty() { there.path.clone() } else { join(&there.path, path) };
    Some(format!("[{text}]({}{id})", here.link_to(&path)))
}

/// `link` of the page `from`, relative to the folder of SUMMARY.
fn join(from: &str, link: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
