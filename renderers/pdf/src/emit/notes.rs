//! Footnotes and references.
//!
//! Notes that stand under a heading of their own are the chapter's references: they are printed there, and the
//! text cites their numbers. All others are printed at the foot of the page.

use std::collections::{BTreeSet, HashMap};

use super::{Emit, Style};
use crate::parse::Parsed;
use crate::targets::is_heading;
use crate::tree::{self, Element, Node};
use crate::typst::{array, string};

/// The notes of a chapter.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    /// Numbers of references, in the order in which the text cites them.
    numbers: HashMap<String, usize>,
    /// The notes that are printed under a heading, by where the heading stands.
    listed: HashMap<usize, Vec<String>>,
    /// Footnotes that are on a page already.
    printed: BTreeSet<String>,
}

impl Notes {
    /// Tells references from footnotes.
    pub(crate) fn find(parsed: &Parsed) -> Self {
        let mut notes = Notes::default();
        let mut under: Option<(usize, Vec<String>, bool)> = None;
        for node in &parsed.nodes {
            match node {
                Node::Element(element) if is_heading(element) => {
                    notes.list(under.replace((element.span.start, Vec::new(), true)));
                }
                Node::Element(element) if element.name == "note-here" => {
                    if let Some((_, names, _)) = &mut under {
                        names.extend(element.get("name").map(str::to_owned));
                    }
                }
                node if super::is_blank(node) => {}
                _ => {
                    if let Some((_, _, only)) = &mut under {
                        *only = false;
                    }
                }
            }
        }
        notes.list(under);
        notes.number(parsed);
        notes
    }

    fn list(&mut self, section: Option<(usize, Vec<String>, bool)>) {
        if let Some((at, names, true)) = section
            && !names.is_empty()
        {
            self.listed.insert(at, names);
        }
    }

    /// Numbers references as mdBook does: as they are first cited. What nobody cites comes last.
    fn number(&mut self, parsed: &Parsed) {
        let references: BTreeSet<String> = self.listed.values().flatten().cloned().collect();
        let mut cited = Vec::new();
        let mut see = |element: &Element| {
            if element.name == "note-ref" {
                cited.extend(element.get("name").map(str::to_owned));
            }
        };
        tree::visit(&parsed.nodes, &mut see);
        for note in parsed.notes.values() {
            tree::visit(&note.children, &mut see);
        }
        let uncited: Vec<String> = self.listed.values().flatten().cloned().collect();
        for name in cited.into_iter().chain(uncited).filter(|name| references.contains(name)) {
            let next = self.numbers.len() + 1;
            self.numbers.entry(name).or_insert(next);
        }
    }
}

impl Emit<'_> {
    /// The mark of a note in the text.
    pub(super) fn note(&mut self, reference: &Element) {
        let name = reference.get("name").unwrap_or_default().to_owned();
        let label = string(&format!("{}^{name}", self.text.chapter.path));
        // A mark follows the word before it closely.
        self.flush();
        if let Some(number) = self.notes.numbers.get(&name) {
            self.out.push_str(&format!("#cite-note({label}, {number})"));
        } else if self.notes.printed.contains(&name) {
            self.out.push_str(&format!("#note-again({label})"));
        } else if let Some(note) = self.text.parsed.notes.get(&name)
            && self.style != Style::Note
        {
            self.notes.printed.insert(name);
            let body = self.apart_as(Style::Note, |emit| emit.flow(&note.children));
            self.out.push_str(&format!("#note({label}){body}"));
        }
    }

    /// The references under the heading that stands at `at`.
    pub(super) fn references(&mut self, at: usize) {
        let Some(mut names) = self.notes.listed.remove(&at) else { return };
        names.sort_by_key(|name| self.notes.numbers.get(name).copied());
        let mut items = Vec::new();
        for name in names {
            let Some(note) = self.text.parsed.notes.get(&name) else { continue };
            let label = string(&format!("{}^{name}", self.text.chapter.path));
            let number = self.notes.numbers.get(&name).copied().unwrap_or_default();
            let body = self.apart_as(Style::Note, |emit| emit.flow(&note.children));
            items.push(format!("\n  ({label}, {number}, {body})"));
        }
        self.out.push_str(&format!("#references{}\n\n", array(items)));
    }

    /// Footnotes that nobody refers to are no reader's loss, but the author should know.
    pub(super) fn unlisted_notes(&mut self) {
        let unused: Vec<_> = self
            .text
            .parsed
            .notes
            .iter()
            .filter(|(name, _)| {
                !self.notes.printed.contains(*name) && !self.notes.numbers.contains_key(*name)
            })
            .map(|(name, note)| (name.clone(), note.span.clone()))
            .collect();
        for (name, span) in unused {
            self.warn(
                format!("nothing refers to the footnote `{name}`"),
                span,
                "it is not printed: refer to it or remove it",
            );
        }
    }
}
