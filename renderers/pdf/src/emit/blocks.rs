//! What stands on lines of its own.

use super::{Emit, Space, Style, is_blank};
use crate::expect;
use crate::targets::heading_level;
use crate::tree::{Element, Node};
use crate::typst::{array, optional, string};

impl Emit<'_> {
    /// Blocks, and lines of text between them.
    pub(super) fn flow(&mut self, nodes: &[Node]) {
        let mut line: Vec<&Node> = Vec::new();
        let single = !nodes.iter().any(stands_alone);
        for node in nodes {
            match node {
                Node::Element(element) if stands_alone(node) => {
                    self.paragraph(&std::mem::take(&mut line), false);
                    self.block(element);
                }
                node => line.push(node),
            }
        }
        self.paragraph(&line, single && self.depth > 0);
    }

    /// Lines of text; `open` if no block follows or comes before.
    fn paragraph(&mut self, nodes: &[&Node], open: bool) {
        if nodes.iter().all(|node| is_blank(node)) {
            return;
        }
        if let Some(image) = Self::only_image(nodes) {
            return self.picture(image);
        }
        self.line(nodes);
        if !open {
            self.out.push_str("\n\n");
        }
    }

    /// Says where the author wrote what comes next.
    fn mark_line(&mut self, element: &Element) {
        if self.depth == 0 {
            let line = self.lines.at(element.span.start);
            self.out.push_str(&format!("//= {line}\n"));
        }
    }

    fn block(&mut self, element: &Element) {
        self.flush();
        self.mark_line(element);
        if let Some(level) = heading_level(element) {
            return self.heading(element, level);
        }
        let owns_id = matches!(element.name.as_str(), "figure" | "svg");
        if !owns_id
            && !element.has_class("table-caption")
            && let Some(id) = element.get("id")
        {
            self.anchor(id);
        }
        match element.name.as_str() {
            "p" => self.flow_line(element),
            "blockquote" => self.call("quoted", element),
            "alert" => {
                let kind = string(element.get("kind").unwrap_or("note"));
                self.call(&format!("alert({kind})"), element);
            }
            "pre" => self.code_block(element),
            "ul" | "ol" => self.list(element),
            "dl" => self.definitions(element),
            "table" => self.table(element),
            "figure" => self.figure(element),
            "details" => self.details(element),
            "hr" => self.out.push_str("#rule()\n\n"),
            "svg" => self.drawing_block(element),
            "div" if element.has_class("table-caption") => self.caption = Some(element.clone()),
            // Links that look like buttons are for the screen.
            "div" if element.has_class("actions") => {}
            "div" if element.has_class("cards") => self.cards(element),
            "center" => self.call("centered", element),
            // Printed where they are cited, or under the heading of references.
            "note-here" => {}
            _ => {
                if !element.is_block() {
                    self.unknown_inside(element);
                }
                self.flow(&element.children);
            }
        }
    }

    /// The inline element around blocks: an `<a>` around a picture, for example.
    fn unknown_inside(&mut self, element: &Element) {
        let known = ["a", "span", "label", "picture", "button", "summary", "font", "small"];
        if !known.contains(&element.name.as_str()) {
            self.unknown(element);
        }
    }

    fn flow_line(&mut self, element: &Element) {
        if element.children.iter().any(stands_alone) {
            return self.flow(&element.children);
        }
        let nodes: Vec<&Node> = element.children.iter().collect();
        self.paragraph(&nodes, false);
    }

    /// `#name[…]` around blocks.
    fn call(&mut self, name: &str, element: &Element) {
        self.out.push_str(&format!("#{name}"));
        self.bracket(|emit| emit.flow(&element.children));
        self.out.push_str("\n\n");
    }

    fn heading(&mut self, element: &Element, level: usize) {
        if level == 1 && !self.titled {
            return self.title(Some(element));
        }
        let id = self.targets.heading_id(&self.text.chapter.path, element).unwrap_or_default();
        let label = self.label(id);
        let level = self.text.level + level.max(2) - 1;
        let body = self.apart_as(Style::Short, |emit| {
            emit.inlines(&element.children);
            (emit.space, emit.before) = (Space::None, None);
        });
        if level <= expect::LEVELS {
            self.outline.push_str(&expect::outline_line(level, None, &element.text()));
        }
        // The letters of a glossary are in the outline of the screen alone.
        let listed = if self.is_glossary { ", listed: false" } else { "" };
        self.out.push_str(&format!("#section({level}, {}{listed}){body}\n\n", string(&label)));
        self.references(element.span.start);
    }

    /// The chapter's title: its first heading, or what SUMMARY calls it.
    pub(super) fn title(&mut self, heading: Option<&Element>) {
        self.titled = true;
        let path = self.text.chapter.path.clone();
        let id = heading.and_then(|heading| self.targets.heading_id(&path, heading));
        let id = id.map(|id| self.label(id));
        let number = self.text.number.as_deref();
        let shown = heading.map_or_else(|| self.text.chapter.name.clone(), Element::text);
        self.outline.push_str(&expect::outline_line(self.text.level, number, &shown));
        let body = match heading {
            Some(heading) => self.apart_as(Style::Short, |emit| {
                emit.inlines(&heading.children);
                (emit.space, emit.before) = (Space::None, None);
            }),
            None => format!("[#{}]", string(&self.text.chapter.name)),
        };
        self.out.push_str(&format!(
            "#chapter({}, {}, {}, {}){body}\n\n",
            self.text.level,
            optional(self.text.number.as_deref()),
            string(&path),
            optional(id.as_deref()),
        ));
    }

    /// The parts of a book on its first page.
    fn cards(&mut self, element: &Element) {
        let mut items = Vec::new();
        for card in element.elements() {
            let mut children = card.children.iter().filter(|node| !is_blank(node));
            let title = match children.next() {
                Some(Node::Element(first)) => self.apart(|emit| emit.inlines(&first.children)),
                _ => continue,
            };
            let rest: Vec<Node> = children.cloned().collect();
            let body = self.apart(|emit| emit.flow(&rest));
            items.push(format!("\n  ({title}, {body})"));
        }
        self.out.push_str(&format!("#cards{}\n\n", array(items)));
    }

    /// A `<details>`, printed open.
    fn details(&mut self, element: &Element) {
        let is_summary = |node: &&Node| matches!(node, Node::Element(e) if e.name == "summary");
        let summary = match element.children.iter().find(is_summary) {
            Some(Node::Element(summary)) => {
                self.apart_as(Style::Short, |emit| emit.flow(&summary.children))
            }
            _ => "none".to_owned(),
        };
        let rest: Vec<Node> =
            element.children.iter().filter(|node| !is_summary(node)).cloned().collect();
        let name = if element.has_class("glossary-uses") { "uses" } else { "fold" };
        self.out.push_str(&format!("#{name}({summary})"));
        self.bracket(|emit| emit.flow(&rest));
        self.out.push_str("\n\n");
    }
}

/// Whether a node begins a line of its own.
fn stands_alone(node: &Node) -> bool {
    match node {
        Node::Text(_) => false,
        Node::Element(element) => {
            element.is_block()
                || element.name == "note-here"
                || (element.name == "svg" && element.get("source").is_some())
                || (element.name != "svg" && element.children.iter().any(stands_alone))
        }
    }
}
