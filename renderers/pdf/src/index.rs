//! The index of terms: which entries the glossary has, in its order.

use crate::plan::Text;
use crate::targets::label;
use crate::tree::{self, Element};
use crate::typst::{array, optional, string};

/// The entries of the glossary `text` as Typst: groups of letter and entries. `None` if it has none.
pub(crate) fn entries(text: &Text<'_>) -> Option<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    tree::visit(&text.parsed.nodes, &mut |element: &Element| {
        if element.name == "h2" {
            groups.push((element.text().trim().to_owned(), Vec::new()));
        }
        if element.name == "dt"
            && let Some(id) = element.get("id")
        {
            let other = element.elements().find(|e| e.has_class("glossary-other"));
            let other = other.map(|other| other.text().trim().to_owned());
            let whole = element.text();
            let name = match &other {
                Some(other) => whole.trim().strip_suffix(other.as_str()).unwrap_or(&whole),
                None => &whole,
            };
            let entry = format!(
                "({}, {}, {})",
                string(&label(&text.chapter.path, id)),
                string(name.trim()),
                optional(other.as_deref())
            );
            if groups.is_empty() {
                groups.push((String::new(), Vec::new()));
            }
            if let Some((_, entries)) = groups.last_mut() {
                entries.push(entry);
            }
        }
    });
    let written: Vec<String> = groups
        .iter()
        .filter(|(_, entries)| !entries.is_empty())
        .map(|(letter, entries)| format!("\n  ({}, {})", string(letter), array(entries)))
        .collect();
    (!written.is_empty()).then(|| array(written))
}
