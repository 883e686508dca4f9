//! Markdown exactly as mdBook reads it.

use std::ops::Range;

use mdbook_markdown::MarkdownOptions;
pub use mdbook_markdown::pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, OffsetIter, Tag, TagEnd,
};

/// Events of `text` with their byte ranges.
pub fn events(text: &str) -> OffsetIter<'_> {
    mdbook_markdown::new_cmark_parser(text, &MarkdownOptions::default()).into_offset_iter()
}

/// What stands in a part of the text in which a directive is not read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opaque {
    /// A code block or inline code: shown as it is.
    Code,
    /// An HTML comment: not shown at all.
    Comment,
    /// An HTML block other than a comment.
    Html,
}

/// The parts of `text` in which Markdown is not read, in order.
pub fn opaque(text: &str) -> Vec<(Range<usize>, Opaque)> {
    let mut ranges = Vec::new();
    for (event, range) in events(text) {
        let kind = match event {
            Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => Opaque::Code,
            Event::Start(Tag::HtmlBlock)
                if text[range.clone()].trim_start().starts_with("<!--") =>
            {
                Opaque::Comment
            }
            Event::Start(Tag::HtmlBlock) => Opaque::Html,
            Event::InlineHtml(_) if text[range.clone()].starts_with("<!--") => Opaque::Comment,
            _ => continue,
        };
        ranges.push((range, kind));
    }
    ranges
}
