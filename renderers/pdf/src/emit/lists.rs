//! Lists of all kinds.

use super::Emit;
use crate::tree::Element;
use crate::typst::array;

impl Emit<'_> {
    /// A list with bullets, numbers or boxes.
    pub(super) fn list(&mut self, element: &Element) {
        let items: Vec<&Element> = element.elements().filter(|item| item.name == "li").collect();
        let tight = !items.iter().any(|item| item.elements().any(|child| child.name == "p"));
        let tasks: Vec<Option<bool>> = items.iter().map(|item| task(item)).collect();
        let is_tasks = tasks.iter().any(Option::is_some);
        let bodies: Vec<String> = items
            .iter()
            .zip(&tasks)
            .map(|(item, done)| {
                let body = self.apart(|emit| {
                    if let Some(id) = item.get("id") {
                        emit.anchor(id);
                    }
                    emit.flow(&item.children);
                });
                if is_tasks {
                    let done = done.map_or_else(|| "none".to_owned(), |done| done.to_string());
                    format!("\n  ({done}, {body})")
                } else {
                    format!("\n  {body}")
                }
            })
            .collect();
        let name = match element.name.as_str() {
            _ if is_tasks => format!("tasks(tight: {tight}, "),
            "ol" => {
                let start = element.get("start").and_then(|start| start.parse().ok());
                format!("numbers(tight: {tight}, start: {}, ", start.unwrap_or(1_u64))
            }
            _ => format!("bullets(tight: {tight}, "),
        };
        let items = array(bodies);
        self.out.push_str(&format!("#{name}{}\n\n", items.trim_start_matches('(')));
    }

    /// Terms and what they mean.
    pub(super) fn definitions(&mut self, element: &Element) {
        let mut parts = Vec::new();
        collect(element, &mut parts);
        if element.has_class("counts") {
            return self.counts(&parts);
        }
        let name = if element.has_class("glossary") { "glossary-entry" } else { "definition" };
        let mut terms: Vec<String> = Vec::new();
        for part in parts {
            let body = self.apart(|emit| {
                if let Some(id) = part.get("id") {
                    emit.anchor(id);
                }
                emit.flow(&part.children);
            });
            if part.name == "dt" {
                terms.push(body);
            } else {
                let terms = array(std::mem::take(&mut terms));
                self.out.push_str(&format!("#{name}({terms}){body}\n\n"));
            }
        }
        if !terms.is_empty() {
            self.out.push_str(&format!("#{name}({})[]\n\n", array(terms)));
        }
    }

    /// Numbers of the book, beside each other.
    fn counts(&mut self, parts: &[&Element]) {
        let mut items = Vec::new();
        for pair in parts.chunks(2) {
            let [name, number] = pair else { continue };
            let name = self.apart(|emit| emit.flow(&name.children));
            let number = self.apart(|emit| emit.flow(&number.children));
            items.push(format!("({name}, {number})"));
        }
        self.out.push_str(&format!("#counts{}\n\n", array(items)));
    }
}

/// Terms and definitions, those in a `<div>` too.
fn collect<'a>(element: &'a Element, parts: &mut Vec<&'a Element>) {
    for child in element.elements() {
        match child.name.as_str() {
            "dt" | "dd" => parts.push(child),
            _ => collect(child, parts),
        }
    }
}

/// Whether an item is a task, and whether that is done.
fn task(item: &Element) -> Option<bool> {
    let first = item.elements().next()?;
    let marker = match first.name.as_str() {
        "task" => first,
        "p" => first.elements().next().filter(|marker| marker.name == "task")?,
        _ => return None,
    };
    marker.get("done").map(|done| done == "true")
}
