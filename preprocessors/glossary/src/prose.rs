//! Reads a chapter: its sections, the terms in its prose, and the explicit `term:` links.

use std::ops::Range;

use dst_kit::markdown::{Event, HeadingLevel, Tag, TagEnd, events};

use crate::html::OpenElements;
use crate::matcher::Matcher;
use crate::normal::{Normal, Raw, SEAM, WALL, is_han};
use crate::wrap::{Marks, wrap};

/// What a chapter says about terms.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    /// The opening of the chapter, then one for each h1 and h2.
    pub(crate) sections: Vec<Section>,
    /// Names in prose at which a link may stand, in order.
    pub(crate) found: Vec<Occurrence>,
    /// `term:` links that the author wrote.
    pub(crate) explicit: Vec<Explicit>,
}

/// A part of a chapter in which a term is linked once.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The text of its h2; empty in the opening.
    pub(crate) title: String,
    /// The explicit id of its h2.
    pub(crate) id: Option<String>,
}

/// A name of a term.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Occurrence {
    /// Position of the term in the glossary.
    pub(crate) term: usize,
    pub(crate) section: usize,
    /// The bytes that a link wraps.
    pub(crate) range: Range<usize>,
}

/// A `term:` link.
#[derive(Debug)]
pub(crate) struct Explicit {
    /// What stands after `term:`.
    pub(crate) target: String,
    pub(crate) section: usize,
    pub(crate) in_heading: bool,
    /// The whole link.
    pub(crate) range: Range<usize>,
}

/// Reads the text of a chapter.
pub(crate) fn read(text: &str, matcher: &Matcher) -> Prose {
    let mut reader = Reader {
        text,
        matcher,
        masks: masks(text),
        prose: Prose { sections: vec![Section::default()], ..Prose::default() },
        block: Block::default(),
        normal: Normal::default(),
        html: OpenElements::default(),
        html_depth: 0,
        closed: 0,
        heading: None,
    };
    for (event, range) in events(text) {
        reader.event(event, range);
    }
    reader.end_block();
    reader.prose
}

/// The text of one paragraph, table cell or list item.
#[derive(Default)]
struct Block {
    raw: Raw,
    marks: Marks,
}

struct Reader<'a> {
    text: &'a str,
    matcher: &'a Matcher,
    masks: Vec<Range<usize>>,
    prose: Prose,
    block: Block,
    normal: Normal,
    html: OpenElements,
    /// How many HTML elements were open when the block began.
    html_depth: usize,
    /// How many elements are open in which nothing is linked: code, links, images, footnotes.
    closed: usize,
    heading: Option<HeadingLevel>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(piece) => self.piece(&piece, &range),
            Event::SoftBreak => self.block.raw.push('\n', range),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {
                self.block.raw.push(SEAM, range.start..range.start);
                self.block.marks.emphases.push(range);
            }
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {
                self.block.raw.push(SEAM, range.end..range.end);
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                if let Some(target) = dest_url.strip_prefix("term:") {
                    self.prose.explicit.push(Explicit {
                        target: target.to_owned(),
                        section: self.prose.sections.len() - 1,
                        in_heading: self.heading.is_some(),
                        range: range.clone(),
                    });
                }
                self.enter(range);
            }
            Event::Start(Tag::Image { .. }) => self.enter(range),
            Event::End(TagEnd::Link | TagEnd::Image) => self.leave(range),
            Event::Code(code) => {
                self.title(&code);
                self.wall(range);
            }
            Event::InlineHtml(html) => {
                self.html.read(&html);
                self.wall(range);
            }
            Event::Start(Tag::HtmlBlock) => {
                self.end_block();
                self.html.read(&self.text[range]);
                self.html_depth = self.html.depth();
            }
            Event::Html(_) => {}
            Event::Start(Tag::Heading { level, id, .. }) => {
                self.start_heading(level, id.as_deref())
            }
            Event::End(TagEnd::Heading(_)) => {
                self.end_block();
                self.heading = None;
            }
            Event::Start(
                Tag::CodeBlock(_) | Tag::FootnoteDefinition(_) | Tag::MetadataBlock(_),
            ) => {
                self.end_block();
                self.closed += 1;
            }
            Event::End(
                TagEnd::CodeBlock | TagEnd::FootnoteDefinition | TagEnd::MetadataBlock(_),
            ) => {
                self.end_block();
                self.closed -= 1;
            }
            Event::Start(_) | Event::End(_) | Event::Rule => self.end_block(),
            _ => self.wall(range),
        }
    }

    fn piece(&mut self, piece: &str, range: &Range<usize>) {
        self.title(piece);
        self.block.marks.note(piece);
        if let (Some(curly @ ('“' | '”' | '‘' | '’')), b"\"" | b"'") =
            (piece.chars().next(), &self.text.as_bytes()[range.clone()])
        {
            self.block.marks.quotes.push((range.start, curly));
        }
        if self.closed > 0 || self.heading.is_some() || self.html.keep_out() {
            self.block.raw.push(WALL, range.clone());
        } else {
            self.block.raw.text(piece, self.text, range);
        }
    }

    fn title(&mut self, piece: &str) {
        if self.heading.is_some_and(|level| level == HeadingLevel::H2)
            && let Some(section) = self.prose.sections.last_mut()
        {
            section.title.push_str(piece);
        }
    }

    fn start_heading(&mut self, level: HeadingLevel, id: Option<&str>) {
        self.end_block();
        self.heading = Some(level);
        match level {
            HeadingLevel::H1 => self.prose.sections.push(Section::default()),
            HeadingLevel::H2 => self
                .prose
                .sections
                .push(Section { title: String::new(), id: id.map(str::to_owned) }),
            _ => {}
        }
    }

    fn wall(&mut self, range: Range<usize>) {
        self.block.raw.push(WALL, range);
    }

    fn enter(&mut self, range: Range<usize>) {
        self.wall(range);
        self.closed += 1;
    }

    fn leave(&mut self, range: Range<usize>) {
        self.closed -= 1;
        self.wall(range);
    }

    /// Looks for terms in the block that ends here.
    fn end_block(&mut self) {
        self.html.close_to(self.html_depth);
        self.html_depth = self.html.depth();
        self.block.raw.normalise(&mut self.normal);
        let mut done = 0;
        for found in self.matcher.find(&self.normal) {
            let place = self.normal.source(found.range);
            if place.start < done || self.masked(&place) || self.in_title(&place) {
                continue;
            }
            done = place.end;
            if let Some(range) = wrap(self.text, place, &self.block.marks) {
                self.prose.found.push(Occurrence {
                    term: found.term,
                    section: self.prose.sections.len() - 1,
                    range,
                });
            }
        }
        self.block.raw.clear();
        self.block.marks.clear();
    }

    /// Whether the place is in an italic title: *Paxos Made Simple*. Emphasis does not write words in capitals.
    fn in_title(&self, place: &Range<usize>) -> bool {
        self.block.marks.emphases.iter().any(|outer| {
            outer.start < place.start
                && place.end < outer.end
                && is_title(&self.text[outer.clone()])
        })
    }

    fn masked(&self, place: &Range<usize>) -> bool {
        let next = self.masks.partition_point(|mask| mask.end <= place.start);
        self.masks.get(next).is_some_and(|mask| mask.start < place.end)
    }
}

/// Whether this emphasis is the English title of a work: italic, with two or more words in capitals.
fn is_title(emphasis: &str) -> bool {
    let words = emphasis.trim_matches(['*', '_']);
    emphasis.len() - words.len() == 2
        && !words.contains(is_han)
        && words
            .split_whitespace()
            .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
            .count()
            > 1
}

/// Parts of prose that are not: directives, addresses, and titles of works in 《》. In order.
fn masks(text: &str) -> Vec<Range<usize>> {
    let mut masks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for (open, close) in [("{{#", "}}"), ("《", "》")] {
            for (at, _) in line.match_indices(open) {
                let end = line[at..].find(close).map(|length| at + length + close.len());
                // A directive that is not closed is an error elsewhere; a title that is not closed is no title.
                let end = end.or((open == "{{#").then_some(line.len()));
                masks.extend(end.map(|end| start + at..start + end));
            }
        }
        for (at, _) in line.match_indices("://") {
            let before = line[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            let length = line[at..]
                .find(|c: char| c.is_whitespace() || !c.is_ascii())
                .unwrap_or(line.len() - at);
            masks.push(start + before.len()..start + at + length);
        }
        start += line.len();
    }
    masks.sort_by_key(|mask| mask.start);
    merged(masks)
}

/// The same bytes as ranges that do not overlap.
fn merged(sorted: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
