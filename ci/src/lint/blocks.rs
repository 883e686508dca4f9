//! The prose of a chapter: runs of inline text, without code blocks, HTML, directives and footnotes.

use std::ops::Range;

use dst_kit::markdown::{Event, LinkType, Tag, TagEnd, events};

/// What a piece of a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text as written.
    Text,
    /// Inline code.
    Code,
    /// A line break inside a paragraph.
    Break,
    /// `[](ref:id)`: the page shows Han and a number there.
    Number,
    /// Anything else: an image, HTML, a footnote's mark.
    Wall,
}

/// A piece of a block.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    /// Bytes of the chapter.
    pub(super) range: Range<usize>,
    /// Where a space between the piece before and this one goes: outside of emphasis and links.
    pub(super) seam: usize,
}

/// The inline text of one paragraph, heading, list item or cell.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) pieces: Vec<Piece>,
    /// Everything from the first mark to the last.
    pub(super) span: Range<usize>,
    /// Where bold begins inside bold.
    pub(super) nested: Vec<usize>,
}

/// The blocks of `text`, in order.
pub(super) fn read(text: &str) -> Vec<Block> {
    let mut reader =
        Reader { text, blocks: Vec::new(), block: None, seam: 0, closed: 0, silent: 0, bold: 0 };
    for (event, range) in events(text) {
        reader.event(&event, range);
    }
    reader.end();
    reader.blocks
}

struct Reader<'a> {
    text: &'a str,
    blocks: Vec<Block>,
    block: Option<Block>,
    seam: usize,
    /// How many blocks are open whose text is not prose.
    closed: usize,
    /// How many inline elements are open whose text is not prose.
    silent: usize,
    /// How many bold texts are open.
    bold: usize,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(_) => self.piece(Kind::Text, range),
            Event::Code(_) => self.piece(Kind::Code, range),
            Event::SoftBreak => self.piece(Kind::Break, range),
            Event::Start(tag @ (Tag::Emphasis | Tag::Strong | Tag::Strikethrough)) => {
                self.widen(&range);
                if *tag == Tag::Strong {
                    self.bold += 1;
                    if self.bold > 1
                        && let Some(block) = &mut self.block
                    {
                        block.nested.push(range.start);
                    }
                }
            }
            Event::End(TagEnd::Strong) => {
                self.bold -= 1;
                self.seam = range.end;
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strikethrough) => self.seam = range.end,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.widen(&range);
                let empty = self.text[range.clone()].starts_with("[]");
                if empty || matches!(link_type, LinkType::Autolink | LinkType::Email) {
                    let number = dest_url.starts_with("ref:") && !dest_url.contains(['#', '/']);
                    self.piece(if number { Kind::Number } else { Kind::Wall }, range);
                    self.silent += 1;
                } else if self.silent > 0 {
                    self.silent += 1;
                }
            }
            Event::Start(Tag::Image { .. }) => {
                self.piece(Kind::Wall, range);
                self.silent += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                self.silent = self.silent.saturating_sub(1);
                self.seam = range.end;
            }
            Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::HardBreak
            | Event::TaskListMarker(_) => {
                self.piece(Kind::Wall, range);
            }
            Event::Start(tag) => {
                self.end();
                self.closed += usize::from(is_closed(tag));
            }
            Event::End(
                TagEnd::CodeBlock
                | TagEnd::HtmlBlock
                | TagEnd::FootnoteDefinition
                | TagEnd::MetadataBlock(_),
            ) => {
                self.end();
                self.closed -= 1;
            }
            _ => self.end(),
        }
    }

    fn piece(&mut self, kind: Kind, range: Range<usize>) {
        if self.closed > 0 || self.silent > 0 {
            return;
        }
        self.widen(&range);
        if let Some(block) = &mut self.block {
            let seam = if block.pieces.is_empty() { range.start } else { self.seam };
            self.seam = range.end;
            block.pieces.push(Piece { kind, range, seam });
        }
    }

    fn widen(&mut self, range: &Range<usize>) {
        if self.closed > 0 {
            return;
        }
        let block =
            self.block.get_or_insert_with(|| Block { span: range.clone(), ..Block::default() });
        block.span = block.span.start.min(range.start)..block.span.end.max(range.end);
    }

    fn end(&mut self) {
        let directive = |block: &Block| self.text[block.span.clone()].starts_with("{{#");
        self.blocks.extend(self.block.take().filter(|block| !directive(block)));
    }
}

/// Whether the text in such a block is not the author's Chinese: code, HTML, and titles of other people's works.
fn is_closed(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_)
    )
}
