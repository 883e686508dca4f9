//! A chapter as a tree, in which Markdown and HTML are the same: elements with HTML's names.
//!
//! What HTML has no name for has one of its own: `alert`, `note-ref`, `svg` (its source, untouched).

use std::ops::Range;

/// A piece of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Text as it is read: entities are resolved, line breaks are those of the source.
    Text(String),
    /// An element with what is in it.
    Element(Element),
}

/// An element of Markdown or HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Element {
    /// HTML's name for it, such as `p`.
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
    /// Where it stands in the chapter's present text.
    pub(crate) span: Range<usize>,
}

impl Element {
    /// An empty element.
    pub(crate) fn new(name: &str, span: Range<usize>) -> Self {
        Element { name: name.to_owned(), span, ..Element::default() }
    }

    /// The same with an attribute more.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes.push((name.to_owned(), value.into()));
        self
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `class` is one of its classes.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.get("class").is_some_and(|classes| classes.split_whitespace().any(|c| c == class))
    }

    /// Its elements, without the text between them.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first element below it, at any depth, that `wanted` wants.
    pub(crate) fn find(&self, wanted: &dyn Fn(&Element) -> bool) -> Option<&Element> {
        self.elements()
            .find_map(|child| if wanted(child) { Some(child) } else { child.find(wanted) })
    }

    /// All text in it.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        collect_text(&self.children, &mut out);
        out
    }

    /// Whether it begins a line of its own.
    pub(crate) fn is_block(&self) -> bool {
        BLOCKS.contains(&self.name.as_str())
    }
}

/// All text of `nodes`.
pub(crate) fn text(nodes: &[Node]) -> String {
    let mut out = String::new();
    collect_text(nodes, &mut out);
    out
}

fn collect_text(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Element(element) if element.name == "svg" => {}
            Node::Element(element) => collect_text(&element.children, out),
        }
    }
}

/// Elements that stand on lines of their own; all others run on in the line.
const BLOCKS: [&str; 41] = [
    "address",
    "alert",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "thead",
    "tr",
    "ul",
];

/// Visits every element, each before what is in it.
pub(crate) fn visit<'a>(nodes: &'a [Node], see: &mut dyn FnMut(&'a Element)) {
    for node in nodes {
        if let Node::Element(element) = node {
            see(element);
            visit(&element.children, see);
        }
    }
}
