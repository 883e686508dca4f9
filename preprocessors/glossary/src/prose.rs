//! Reads a chapter: its sections, the terms in its prose, and the explicit `term:` links.

use std::ops::Range;

use dst_kit::markdown::{Event, HeadingLevel, Tag, TagEnd, events};

use crate::html::OpenElements;
use crate::masks::{is_title, masks};
use crate::matcher::{Kind, Matcher};
use crate::normal::{Normal, Raw, SEAM, WALL};
use crate::wrap::{Marks, wrap};

/// What a chapter says about terms.
#[derive(Debug, Default)]
pub(crate) struct Prose {
    /// The opening of the chapter, then one for each h1 and h2.
    pub(crate) sections: Vec<Section>,
    /// Names in prose, in order.
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
    pub(crate) verdict: Verdict,
}

/// What may become of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A link may stand at it.
    Link,
    /// It would be linked, but a link would break the Markdown around it.
    NoRoom,
    /// Part of a longer string in which it means something else.
    NotHere,
    /// A word that the book rejects for the term.
    Rejected,
    /// An English word that has a Chinese name; it may be a link as well.
    Foreign,
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
        if self.closed > 0 || self.html.keep_out() {
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
            if found.kind == Kind::Foreign {
                self.found(found.term, place.clone(), Verdict::Foreign);
            }
            let (range, verdict) = match found.kind {
                Kind::NotHere => (place, Verdict::NotHere),
                Kind::Rejected => (place, Verdict::Rejected),
                // A heading is a link already.
                _ if self.heading.is_some() => continue,
                Kind::Name | Kind::Foreign => {
                    match wrap(self.text, place.clone(), &self.block.marks) {
                        Some(range) => (range, Verdict::Link),
                        None => (place, Verdict::NoRoom),
                    }
                }
            };
            if verdict != Verdict::NotHere {
                done = range.end;
            }
            self.found(found.term, range, verdict);
        }
        self.block.raw.clear();
        self.block.marks.clear();
    }

    fn found(&mut self, term: usize, range: Range<usize>, verdict: Verdict) {
        let section = self.prose.sections.len() - 1;
        self.prose.found.push(Occurrence { term, section, range, verdict });
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
