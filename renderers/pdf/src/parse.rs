//! Markdown with its HTML ─▶ tree.
//!
//! HTML opens and closes between pieces of Markdown, as in a `<details>` around paragraphs. So both go onto
//! one stack; an end tag closes the nearest HTML element of its name, but never leaves the Markdown block in
//! which it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use mdbook_markdown::pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, Event, Tag, TagEnd,
};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use crate::html::{self, Token};
use crate::tree::{Element, Node};

/// A chapter's text as a tree.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) nodes: Vec<Node>,
    /// The texts of footnotes, by name.
    pub(crate) notes: BTreeMap<String, Element>,
    /// End tags that close nothing.
    pub(crate) stray: Vec<(String, Range<usize>)>,
}

/// Reads `text` as mdBook does.
pub(crate) fn parse(text: &str, smart_punctuation: bool) -> Parsed {
    let mut options = MarkdownOptions::default();
    options.smart_punctuation = smart_punctuation;
    let mut builder = Builder { text, ..Builder::default() };
    builder.open.push(Open { element: Element::new("body", 0..text.len()), html: false });
    for (event, span) in new_cmark_parser(text, &options).into_offset_iter() {
        builder.event(event, span);
    }
    builder.finish()
}

/// An element that is not closed yet.
#[derive(Debug)]
struct Open {
    element: Element,
    /// Whether a tag opened it, and not Markdown.
    html: bool,
}

#[derive(Debug, Default)]
struct Builder<'a> {
    text: &'a str,
    open: Vec<Open>,
    parsed: Parsed,
    /// The alignments of the table at hand, and the cell's column.
    columns: (Vec<Alignment>, usize),
    in_head: bool,
    /// HTML that has not been read yet: an element may go over several events.
    pending: String,
    pending_at: usize,
    /// What the source has before this is in the tree already: the inside of an SVG.
    skip_to: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Range<usize>) {
        if span.start < self.skip_to && !matches!(event, Event::End(_)) {
            return;
        }
        if let Event::Html(html) | Event::InlineHtml(html) = &event {
            if let Some(at) = html.find("<svg")
                && let Some(length) = self.text[span.start + at..].find("</svg>")
            {
                let begin = span.start + at;
                let end = begin + length + "</svg>".len();
                self.keep(&html[..at], span.start);
                self.read_html();
                let svg = Element::new("svg", begin..end).with("source", &self.text[begin..end]);
                self.add(Node::Element(svg));
                self.skip_to = end.max(span.end);
                if end < span.end {
                    self.keep(&self.text[end..span.end], end);
                }
                return;
            }
            self.keep(html, span.start);
            // A tag of the text stands alone; a block's lines belong together.
            if matches!(event, Event::InlineHtml(_)) {
                self.read_html();
            }
            return;
        }
        self.read_html();
        self.markdown(event, span);
    }

    fn keep(&mut self, html: &str, at: usize) {
        if self.pending.is_empty() {
            self.pending_at = at;
        }
        self.pending.push_str(html);
    }

    /// Puts the collected HTML into the tree.
    fn read_html(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let html = std::mem::take(&mut self.pending);
        let span = self.pending_at..self.pending_at + html.len();
        for token in html::tokens(&html) {
            match token {
                Token::Text(text) => self.text_node(&text),
                Token::Start { name, attributes, closed } => {
                    let element =
                        Element { name, attributes, children: Vec::new(), span: span.clone() };
                    if closed {
                        self.add(Node::Element(element));
                    } else {
                        self.open.push(Open { element, html: true });
                    }
                }
                Token::End(name) => self.end_tag(name, span.clone()),
            }
        }
    }

    fn end_tag(&mut self, name: String, span: Range<usize>) {
        let at = self.open.iter().rposition(|open| open.html && open.element.name == name);
        let border = self.open.iter().rposition(|open| !open.html).unwrap_or(0);
        match at.filter(|at| *at > border) {
            Some(at) => self.close_to(at),
            None => self.parsed.stray.push((name, span)),
        }
    }

    fn markdown(&mut self, event: Event<'_>, span: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(end) => self.end(end),
            Event::Text(text) => self.text_node(&text),
            Event::Code(text) => {
                let mut code = Element::new("code", span);
                code.children.push(Node::Text(text.into_string()));
                self.add(Node::Element(code));
            }
            Event::SoftBreak => self.text_node("\n"),
            Event::HardBreak => self.add(Node::Element(Element::new("br", span))),
            Event::Rule => self.add(Node::Element(Element::new("hr", span))),
            Event::FootnoteReference(name) => {
                let element = Element::new("note-ref", span).with("name", name.into_string());
                self.add(Node::Element(element));
            }
            Event::TaskListMarker(done) => {
                let element =
                    Element::new("task", span).with("done", if done { "true" } else { "false" });
                self.add(Node::Element(element));
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text_node(&text),
            Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Range<usize>) {
        let element = |name: &str| Element::new(name, span.clone());
        let element = match tag {
            Tag::Paragraph => element("p"),
            Tag::Heading { level, id, classes: _, attrs: _ } => {
                let heading = element(&level.to_string());
                match id {
                    Some(id) => heading.with("id", id.into_string()),
                    None => heading,
                }
            }
            Tag::BlockQuote(None) => element("blockquote"),
            Tag::BlockQuote(Some(kind)) => element("alert").with("kind", alert(kind)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                element("pre").with("info", info.into_string())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => element("pre"),
            Tag::HtmlBlock => return,
            Tag::List(None) => element("ul"),
            Tag::List(Some(start)) => element("ol").with("start", start.to_string()),
            Tag::Item => element("li"),
            Tag::FootnoteDefinition(name) => element("note").with("name", name.into_string()),
            Tag::DefinitionList => element("dl"),
            Tag::DefinitionListTitle => element("dt"),
            Tag::DefinitionListDefinition => element("dd"),
            Tag::Table(columns) => {
                self.columns = (columns, 0);
                element("table")
            }
            Tag::TableHead => {
                self.in_head = true;
                self.columns.1 = 0;
                element("thead")
            }
            Tag::TableRow => {
                self.columns.1 = 0;
                element("tr")
            }
            Tag::TableCell => {
                let align = self.columns.0.get(self.columns.1).copied();
                self.columns.1 += 1;
                let cell = element(if self.in_head { "th" } else { "td" });
                match align {
                    Some(Alignment::Center) => cell.with("align", "center"),
                    Some(Alignment::Right) => cell.with("align", "right"),
                    _ => cell,
                }
            }
            Tag::Emphasis => element("em"),
            Tag::Strong => element("strong"),
            Tag::Strikethrough => element("del"),
            Tag::Superscript => element("sup"),
            Tag::Subscript => element("sub"),
            Tag::Link { dest_url, .. } => element("a").with("href", dest_url.into_string()),
            Tag::Image { dest_url, title, .. } => element("img")
                .with("src", dest_url.into_string())
                .with("title", title.into_string()),
            Tag::MetadataBlock(_) => element("metadata"),
        };
        self.open.push(Open { element, html: false });
    }

    fn end(&mut self, end: TagEnd) {
        if matches!(end, TagEnd::HtmlBlock) {
            return;
        }
        if matches!(end, TagEnd::TableHead) {
            self.in_head = false;
        }
        // Tags that were left open inside are closed with it.
        if let Some(at) = self.open.iter().rposition(|open| !open.html).filter(|at| *at > 0) {
            self.close_to(at);
        }
    }

    /// Closes the elements above position `at` of the stack, and the one there.
    fn close_to(&mut self, at: usize) {
        while self.open.len() > at.max(1) {
            let Some(closed) = self.open.pop() else { return };
            let mut element = closed.element;
            match element.name.as_str() {
                "note" => {
                    let name = element.get("name").unwrap_or_default().to_owned();
                    let here = Element::new("note-here", element.span.clone());
                    self.parsed.notes.entry(name.clone()).or_insert(element);
                    element = here.with("name", name);
                }
                "img" => {
                    let alt = element.text();
                    element.children.clear();
                    element.attributes.push(("alt".to_owned(), alt));
                }
                _ => {}
            }
            self.add(Node::Element(element));
        }
    }

    fn text_node(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        match open.element.children.last_mut() {
            Some(Node::Text(last)) => last.push_str(text),
            _ => open.element.children.push(Node::Text(text.to_owned())),
        }
    }

    fn add(&mut self, node: Node) {
        if let Some(open) = self.open.last_mut() {
            open.element.children.push(node);
        }
    }

    fn finish(mut self) -> Parsed {
        self.read_html();
        self.close_to(1);
        if let Some(body) = self.open.pop() {
            self.parsed.nodes = body.element.children;
        }
        self.parsed
    }
}

fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
