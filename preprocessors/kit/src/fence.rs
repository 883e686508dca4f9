//! Fenced code blocks: their language, options and text.

use std::ops::Range;

use crate::markdown::{CodeBlockKind, Event, Tag, TagEnd, events};
use crate::{SyntaxError, Words};

/// One fenced code block of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence {
    /// The first word of the info string, up to a comma: `rust` of `rust,ignore`.
    pub language: String,
    /// The whole info string as written.
    pub info: String,
    /// Where the info string stands, in bytes of the chapter.
    pub info_span: Range<usize>,
    /// The text inside, without the indentation of a surrounding list.
    pub body: String,
    /// The whole block, from the first backtick to the last, in bytes of the chapter.
    pub span: Range<usize>,
    /// The white space before the block on its line.
    pub indent: String,
    /// Where each piece of `body` stands: offset in the body, offset in the chapter.
    pieces: Vec<(usize, usize)>,
}

impl Fence {
    /// The words after the language.
    ///
    /// # Errors
    ///
    /// As [`Words::parse`].
    pub fn words(&self) -> Result<Words, SyntaxError> {
        let skip = self.info.find(char::is_whitespace).unwrap_or(self.info.len());
        Words::parse(&self.info[skip..], self.info_span.start + skip)
    }

    /// The range of the chapter for a range of the body.
    pub fn in_chapter(&self, body: Range<usize>) -> Range<usize> {
        self.offset(body.start)..self.offset(body.end).max(self.offset(body.start))
    }

    fn offset(&self, at: usize) -> usize {
        let at = at.min(self.body.len());
        match self.pieces.iter().rev().find(|(body, _)| *body <= at) {
            Some((body, chapter)) => chapter + (at - body),
            None => self.info_span.end,
        }
    }
}

/// The fenced blocks of `text` for which `wanted` is true of the language.
pub fn fences(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<Fence> {
    let mut found = Vec::new();
    let mut open: Option<Fence> = None;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                // As mdBook does: the first word that is there.
                let mut words = info.split([',', ' ', '\t']).filter(|word| !word.is_empty());
                let language = words.next().unwrap_or_default();
                if wanted(language) {
                    open = Some(start(text, range, language));
                }
            }
            Event::Text(piece) => {
                if let Some(fence) = &mut open {
                    fence.pieces.push((fence.body.len(), range.start));
                    fence.body.push_str(&piece);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

fn start(text: &str, span: Range<usize>, language: &str) -> Fence {
    let line = text[span.start..].lines().next().unwrap_or_default();
    let marks = line.len() - line.trim_start_matches(['`', '~']).len();
    let info = line[marks..].trim();
    let info_start = span.start + marks + (line[marks..].len() - line[marks..].trim_start().len());
    let line_start = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[line_start..span.start];
    Fence {
        language: language.to_owned(),
        info: info.to_owned(),
        info_span: info_start..info_start + info.len(),
        body: String::new(),
        indent: if before.trim().is_empty() {
            before.to_owned()
        } else {
            " ".repeat(before.chars().count())
        },
        span,
        pieces: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_language_options_and_body() {
        let text = "前\n\n```mermaid caption=\"状态\" id=s\na --> b\n```\n后\n";
        let fence = fences(text, |language| language == "mermaid").remove(0);
        assert_eq!(fence.words().unwrap().text("caption"), Some("状态"));
        assert_eq!(fence.body, "a --> b\n");
        assert_eq!(&text[fence.in_chapter(2..5)], "-->");
        assert_eq!(&text[fence.span.clone()], "```mermaid caption=\"状态\" id=s\na --> b\n```");
    }

    #[test]
    fn a_fence_in_a_list_loses_its_indentation() {
        let text = "- 项\n\n  ```mermaid\n  a\n  b c\n  ```\n";
        let fence = fences(text, |_| true).remove(0);
        assert_eq!(fence.body, "a\nb c\n");
        assert_eq!(&text[fence.in_chapter(4..5)], "c");
        assert_eq!(fence.indent, "  ");
    }

    #[test]
    fn the_language_ends_at_a_comma() {
        assert_eq!(fences("```rust,ignore\nx\n```\n", |language| language == "rust").len(), 1);
        assert_eq!(fences("```, rust\nx\n```\n", |language| language == "rust").len(), 1);
    }
}
