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

/// Plain text as Markdown that shows it as it is, on one line and also in the cell of a table.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// Escaped text has no markup, and reads as it was.
        #[test]
        fn escaped_text_is_shown_as_it_is(text in "[a-z共。*_`<>\\[\\]()|~&$!\\\\]{0,20}") {
            let written = format!("词{}词", escape(&text));
            let mut shown = String::new();
            for (event, _) in events(&written) {
                match event {
                    Event::Text(piece) => shown.push_str(&piece),
                    Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                    other => panic!("{written:?} has {other:?}"),
                }
            }
            proptest::prop_assert_eq!(shown, format!("词{text}词"));
        }
    }
}
