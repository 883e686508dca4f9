//! Tree ─▶ Typst markup: text as string literals, everything else as calls of the template.

mod blocks;
mod code;
mod figure;
mod inline;
mod lists;
mod notes;
mod rust;
mod table;

use std::collections::BTreeSet;
use std::ops::Range;

use dst_kit::{Diagnostic, Diagnostics};

use crate::assets::Assets;
use crate::lines::Lines;
use crate::plan::Text;
use crate::settings::Paper;
use crate::targets::{Targets, label};
use crate::tree::{Element, Node};

use notes::Notes;

/// What a chapter is written with.
pub(crate) struct Emit<'a> {
    text: &'a Text<'a>,
    targets: &'a Targets,
    assets: &'a mut Assets,
    diagnostics: &'a mut Diagnostics,
    paper: Paper,
    notes: Notes,
    lines: Lines,
    out: String,
    /// Text that is not written yet, so that it becomes one literal.
    pending: String,
    space: Space,
    /// The character before the present place of the line.
    before: Option<char>,
    /// How deep in brackets we are: 0 is the chapter itself.
    depth: usize,
    style: Style,
    /// Whether this is the chapter of terms.
    is_glossary: bool,
    /// Whether the chapter has its title.
    titled: bool,
    /// The caption that stands before a table.
    caption: Option<Element>,
    unknown: BTreeSet<String>,
    /// What the outline will have of this chapter.
    outline: String,
}

/// The space that has been read and not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    None,
    /// A line break of the source and nothing else: no space between two Han characters.
    Newline,
    Blank,
}

/// What kind of text is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Running text: addresses go into footnotes.
    Text,
    /// A footnote or a reference: addresses stand in the text.
    Note,
    /// Headings, captions, lines under listings: addresses are left to the reader's screen.
    Short,
}

/// What a chapter has to know of the book.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About {
    pub(crate) paper: Paper,
    /// Whether it is the chapter of terms.
    pub(crate) is_glossary: bool,
}

/// The markup of a chapter, and its lines of the outline.
pub(crate) fn chapter(
    text: &Text<'_>,
    targets: &Targets,
    book: About,
    assets: &mut Assets,
    diagnostics: &mut Diagnostics,
) -> (String, String) {
    let mut emit = Emit {
        text,
        targets,
        assets,
        diagnostics,
        paper: book.paper,
        is_glossary: book.is_glossary,
        notes: Notes::find(&text.parsed),
        lines: Lines::new(text.chapter),
        out: String::new(),
        pending: String::new(),
        space: Space::None,
        before: None,
        depth: 0,
        style: Style::Text,
        titled: false,
        caption: None,
        unknown: BTreeSet::new(),
        outline: String::new(),
    };
    emit.stray_tags();
    let first = text.parsed.nodes.iter().find(|node| !is_blank(node));
    if !first.is_some_and(|node| matches!(node, Node::Element(e) if e.name == "h1")) {
        emit.title(None);
    }
    emit.flow(&text.parsed.nodes);
    emit.unlisted_notes();
    (emit.out, emit.outline)
}

impl Emit<'_> {
    /// A label of this chapter.
    fn label(&self, id: &str) -> String {
        label(&self.text.chapter.path, id)
    }

    fn warn(&mut self, message: String, span: Range<usize>, help: &str) {
        let place = self.text.chapter.place(span);
        self.diagnostics.push(Diagnostic::warning(message).at(place).help(help));
    }

    fn stray_tags(&mut self) {
        for (name, span) in &self.text.parsed.stray {
            let place = self.text.chapter.place(span.clone());
            let warning = Diagnostic::warning(format!("`</{name}>` closes nothing"));
            self.diagnostics.push(warning.at(place).help(
                "close a tag in the block of Markdown in which it is opened, or open it before",
            ));
        }
    }

    /// Says once for each name that an element is not known.
    fn unknown(&mut self, element: &Element) {
        if self.unknown.insert(element.name.clone()) {
            self.warn(
                format!("`<{}>` is not known on paper", element.name),
                element.span.clone(),
                "its content is printed without it",
            );
        }
    }

    /// Writes `[…]` with what `content` writes.
    fn bracket(&mut self, content: impl FnOnce(&mut Self)) {
        self.flush();
        self.out.push('[');
        self.depth += 1;
        content(self);
        self.flush();
        self.depth -= 1;
        self.out.push(']');
    }

    /// What `content` writes, as `[…]`, for an argument that comes earlier than it is known.
    fn apart(&mut self, content: impl FnOnce(&mut Self)) -> String {
        self.flush();
        let before = std::mem::take(&mut self.out);
        let (space, last) = (self.space, self.before);
        (self.space, self.before) = (Space::None, None);
        self.bracket(content);
        (self.space, self.before) = (space, last);
        std::mem::replace(&mut self.out, before)
    }

    /// As [`Emit::apart`], in another style.
    fn apart_as(&mut self, style: Style, content: impl FnOnce(&mut Self)) -> String {
        let outer = std::mem::replace(&mut self.style, style);
        let out = self.apart(content);
        self.style = outer;
        out
    }
}

/// Whether nothing can be seen of a node.
fn is_blank(node: &Node) -> bool {
    matches!(node, Node::Text(text) if text.trim().is_empty())
}
