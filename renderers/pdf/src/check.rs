//! `dst-pdf check`: whether a finished PDF is what a reader and a printer expect of it.
//!
//! The outline is compared with `outline.txt`, which `dst-pdf` leaves beside the markup.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// Everything that is wrong with the PDF, one sentence each; `markup` is the folder that it was made of.
///
/// # Errors
/// If a file cannot be read.
pub fn check(pdf: &Path, markup: &Path) -> anyhow::Result<Vec<String>> {
    let document = Document::load(pdf).with_context(|| format!("cannot read {}", pdf.display()))?;
    let wanted = std::fs::read_to_string(markup.join("outline.txt"))
        .context("the markup has no outline.txt; is it an older one?")?;
    let reader = Reader { document: &document };
    let mut wrong = reader.outline(&wanted);
    wrong.extend(reader.links());
    wrong.extend(reader.fonts());
    wrong.extend(reader.catalog());
    Ok(wrong)
}

struct Reader<'a> {
    document: &'a Document,
}

impl<'a> Reader<'a> {
    /// The value of a key, with a reference followed.
    fn get(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        let value = dictionary.get(key).ok()?;
        Some(self.document.dereference(value).map_or(value, |(_, object)| object))
    }

    fn dictionary(&self, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.get(dictionary, key)?.as_dict().ok()
    }

    fn root(&self) -> Option<&'a Dictionary> {
        self.document.catalog().ok()
    }

    /// The parts, chapters and sections stand in the outline, in order, on their levels.
    fn outline(&self, wanted: &str) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(outlines) = self.root().and_then(|root| self.dictionary(root, b"Outlines")) {
            self.items(outlines, 1, &mut found);
        }
        let mut rest = found.iter();
        let mut wrong = Vec::new();
        // The contents, the lists and the index are the template's own: they stand between.
        for line in wanted.lines() {
            if !rest.clone().any(|item| item == line) {
                wrong.push(format!("the outline lacks, or has in another place: {line}"));
            } else {
                rest.find(|item| *item == line);
            }
        }
        if found.len() > wanted.lines().count() + 6 {
            wrong.push(format!(
                "the outline has {} entries too many",
                found.len() - wanted.lines().count()
            ));
        }
        wrong
    }

    fn items(&self, parent: &'a Dictionary, level: usize, found: &mut Vec<String>) {
        let mut item = self.dictionary(parent, b"First");
        while let Some(entry) = item {
            let title = self.get(entry, b"Title").map(text).unwrap_or_default();
            found.push(line(level, &title));
            self.items(entry, level + 1, found);
            item = self.dictionary(entry, b"Next");
        }
    }

    /// Every link within the document leads to one of its pages.
    fn links(&self) -> Vec<String> {
        let pages: BTreeSet<ObjectId> = self.document.get_pages().into_values().collect();
        let mut wrong = Vec::new();
        for dictionary in self.document.objects.values().filter_map(|o| o.as_dict().ok()) {
            let is_link = self.get(dictionary, b"Subtype").is_some_and(|s| name(s) == b"Link");
            if !is_link {
                continue;
            }
            let action = self.dictionary(dictionary, b"A");
            let target = match action {
                Some(action) if self.get(action, b"S").is_some_and(|s| name(s) == b"URI") => {
                    continue;
                }
                Some(action) => self.get(action, b"D"),
                None => self.get(dictionary, b"Dest"),
            };
            let target = target.and_then(|target| self.destination(target));
            if !target.is_some_and(|page| pages.contains(&page)) {
                wrong.push("a link leads to no page".to_owned());
            }
        }
        wrong
    }

    /// The page that a destination names: an array, or a name for one.
    fn destination(&self, target: &'a Object) -> Option<ObjectId> {
        match target {
            Object::Array(array) => array.first()?.as_reference().ok(),
            Object::Dictionary(dictionary) => self.destination(self.get(dictionary, b"D")?),
            Object::String(wanted, _) => {
                let names = self.dictionary(self.root()?, b"Names")?;
                self.named(self.dictionary(names, b"Dests")?, wanted)
            }
            Object::Name(wanted) => {
                let dests = self.dictionary(self.root()?, b"Dests")?;
                self.destination(self.get(dests, wanted)?)
            }
            _ => None,
        }
    }

    fn named(&self, node: &'a Dictionary, wanted: &[u8]) -> Option<ObjectId> {
        if let Some(Object::Array(pairs)) = self.get(node, b"Names") {
            let found = pairs.chunks(2).find(
                |pair| matches!(pair.first(), Some(Object::String(name, _)) if name == wanted),
            );
            if let Some(value) = found.and_then(|pair| pair.get(1)) {
                let value = self.document.dereference(value).map_or(value, |(_, object)| object);
                return self.destination(value);
            }
        }
        let Some(Object::Array(kids)) = self.get(node, b"Kids") else { return None };
        kids.iter().find_map(|kid| {
            let (_, kid) = self.document.dereference(kid).ok()?;
            self.named(kid.as_dict().ok()?, wanted)
        })
    }

    /// All fonts are outlines, and in the file.
    fn fonts(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for dictionary in self.document.objects.values().filter_map(|o| o.as_dict().ok()) {
            if self.get(dictionary, b"Type").is_none_or(|t| name(t) != b"Font") {
                continue;
            }
            let kind = self.get(dictionary, b"Subtype").map(name).unwrap_or_default();
            let called = self.get(dictionary, b"BaseFont").map(name).unwrap_or_default();
            let called = String::from_utf8_lossy(called);
            if kind == b"Type3" {
                wrong.push(format!("the font {called} is of type 3"));
            }
            // The descriptor of a composite font is that of its descendant, which is in the list too.
            if kind == b"Type0" || kind == b"Type3" {
                continue;
            }
            let descriptor = self.dictionary(dictionary, b"FontDescriptor");
            let embedded = descriptor.is_some_and(|descriptor| {
                [&b"FontFile"[..], b"FontFile2", b"FontFile3"]
                    .iter()
                    .any(|key| descriptor.get(key).is_ok())
            });
            if !embedded {
                wrong.push(format!("the font {called} is not in the file"));
            }
        }
        wrong
    }

    /// The language is known, the text is tagged.
    fn catalog(&self) -> Vec<String> {
        let Some(root) = self.root() else { return vec!["there is no catalog".to_owned()] };
        let mut wrong = Vec::new();
        if self.get(root, b"Lang").is_none() {
            wrong.push("the PDF does not say in which language it is".to_owned());
        }
        if self.get(root, b"StructTreeRoot").is_none() {
            wrong.push("the PDF has no tags".to_owned());
        }
        wrong
    }
}

/// A line of `outline.txt`: white space is a matter of looks.
fn line(level: usize, title: &str) -> String {
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    format!("{level} {title}")
}

fn name(object: &Object) -> &[u8] {
    object.as_name().unwrap_or_default()
}

/// A text string: UTF-16 with a mark, UTF-8 with a mark, or Latin.
fn text(object: &Object) -> String {
    let Object::String(bytes, _) = object else { return String::new() };
    match bytes.as_slice() {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        latin => latin.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_white_space() {
        let title = Object::String(
            vec![0xfe, 0xff, 0x51, 0x71, 0x00, 0x20, 0x8b, 0xc6],
            lopdf::StringFormat::Literal,
        );
        assert_eq!(line(2, &text(&title)), "2 共识");
    }
}
