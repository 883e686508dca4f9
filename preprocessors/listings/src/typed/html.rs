//! The classes in an author's HTML, read by the tokenizer of the HTML standard.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A block of HTML, without what a list or a quote puts before its lines.
#[derive(Debug, Default)]
pub(super) struct Block {
    html: String,
    /// Where each line stands in the chapter.
    lines: Vec<Range<usize>>,
}

/// The classes of one element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Classes {
    pub(super) element: String,
    /// As HTML means them, entities resolved.
    pub(super) classes: String,
    /// The line on which its tag ends, in bytes of the chapter.
    pub(super) span: Range<usize>,
}

impl Block {
    /// Adds a piece, which begins at byte `start` of the chapter.
    pub(super) fn add(&mut self, piece: &str, mut start: usize) {
        for line in piece.split_inclusive('\n') {
            let end = start + line.trim_end().len();
            match self.lines.last_mut() {
                Some(last) if !self.html.ends_with('\n') => last.end = end,
                _ => self.lines.push(start..end),
            }
            self.html.push_str(line);
            start += line.len();
        }
    }

    /// The elements that have classes, in order.
    pub(super) fn classes(&self) -> Vec<Classes> {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(self.html.as_str()));
        let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
        // The sink asks for no script to be run, so one feed takes everything.
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let found = tokenizer.sink.found.into_inner().into_iter();
        let span = |line: u64| {
            let at = usize::try_from(line).unwrap_or(0).saturating_sub(1);
            self.lines.get(at).or(self.lines.last()).cloned().unwrap_or_default()
        };
        found
            .map(|(element, classes, line)| Classes { element, classes, span: span(line) })
            .collect()
    }
}

/// Element, classes and line of each start tag.
#[derive(Default)]
struct Sink {
    found: RefCell<Vec<(String, String, u64)>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        let class = tag.attrs.iter().find(|attribute| &*attribute.name.local == "class");
        if let (TagKind::StartTag, Some(class)) = (tag.kind, class) {
            let found = (tag.name.to_string(), class.value.to_string(), line);
            self.found.borrow_mut().push(found);
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_read_as_a_browser_reads_them() {
        let mut block = Block::default();
        block.add("<p>\n<CODE\n", 10);
        block.add(" CLASS='language-r&#117;st x'>\n", 23);
        let classes =
            Classes { element: "code".into(), classes: "language-rust x".into(), span: 23..53 };
        assert_eq!(block.classes(), [classes]);
    }
}
