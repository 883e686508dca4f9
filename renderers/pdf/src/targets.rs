//! Every place that a link can lead to, and where a link leads.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::plan::Text;
use crate::tree::{self, Element};

/// The places of the book.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    /// Ids of each chapter, by its path.
    ids: BTreeMap<String, BTreeSet<String>>,
    /// Ids of headings that have none of their own, by chapter and place.
    made: HashMap<(String, usize), String>,
    /// Terms of the glossary, by the label of their place.
    terms: BTreeSet<String>,
    /// Chapters that the book has and that are not printed.
    absent: BTreeSet<String>,
    files: BTreeSet<String>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Goal {
    /// To a label of the book.
    Place(String),
    /// To a term of the glossary, by its label.
    Term(String),
    /// Out of the book.
    Web(String),
    /// To a chapter that is not printed, or a file beside the book: nowhere on paper.
    Nowhere,
    /// To a chapter that has no such id.
    NoId(String, String),
    /// To no chapter and no file.
    NoChapter(String),
}

impl Targets {
    /// Notes a chapter and all ids in it.
    pub(crate) fn add(&mut self, text: &Text<'_>, glossary: bool) {
        let path = &text.chapter.path;
        let mut ids = BTreeSet::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        let mut terms = BTreeSet::new();
        tree::visit(&text.parsed.nodes, &mut |element| {
            if let Some(id) =
                element.get("id").or_else(|| element.get("name").filter(|_| element.name == "a"))
            {
                counts.entry(id.to_owned()).or_default();
                ids.insert(id.to_owned());
                if element.name == "dt" && glossary {
                    terms.insert(label(path, id));
                }
            } else if is_heading(element) {
                let base = id_of(&element.text());
                let count = counts.entry(base.clone()).or_default();
                let id = if *count == 0 && !ids.contains(&base) {
                    base.clone()
                } else {
                    *count += 1;
                    format!("{base}-{count}")
                };
                ids.insert(id.clone());
                self.made.insert((path.clone(), element.span.start), id);
            }
        });
        for note in text.parsed.notes.values() {
            tree::visit(&note.children, &mut |element| {
                ids.extend(element.get("id").map(str::to_owned));
            });
        }
        self.terms.extend(terms);
        self.ids.insert(path.clone(), ids);
    }

    /// Notes a chapter that is not printed.
    pub(crate) fn add_absent(&mut self, path: &str) {
        if !self.ids.contains_key(path) {
            self.absent.insert(path.to_owned());
        }
    }

    /// Notes a file beside the chapters, by its path relative to the folder of SUMMARY.
    pub(crate) fn add_file(&mut self, path: &str) {
        self.files.insert(path.to_owned());
    }

    /// The id of a heading: its own, or the one that mdBook makes of its text.
    pub(crate) fn heading_id<'a>(&'a self, path: &str, heading: &'a Element) -> Option<&'a str> {
        heading
            .get("id")
            .or_else(|| self.made.get(&(path.to_owned(), heading.span.start)).map(String::as_str))
    }

    /// Where `href`, written in chapter `path`, leads.
    pub(crate) fn resolve(&self, path: &str, href: &str) -> Goal {
        if has_scheme(href) {
            return Goal::Web(href.to_owned());
        }
        let decoded = percent_decode(href);
        let (file, id) = decoded.split_once('#').unwrap_or((&decoded, ""));
        let file = file.split('?').next().unwrap_or(file);
        let chapter = if file.is_empty() { path.to_owned() } else { self.chapter(path, file) };
        if let Some(ids) = self.ids.get(&chapter) {
            let place = label(&chapter, id);
            return if id.is_empty() {
                Goal::Place(chapter)
            } else if chapter != path && self.terms.contains(&place) {
                Goal::Term(place)
            } else if ids.contains(id) {
                Goal::Place(place)
            } else {
                Goal::NoId(chapter, id.to_owned())
            };
        }
        if self.absent.contains(&chapter) || self.files.contains(&chapter) {
            return Goal::Nowhere;
        }
        Goal::NoChapter(file.to_owned())
    }

    /// The path of the chapter that `file` names in chapter `path`.
    fn chapter(&self, path: &str, file: &str) -> String {
        let joined = join(path, file);
        let markdown = match joined.strip_suffix(".html") {
            Some(stem) => format!("{stem}.md"),
            None => joined.clone(),
        };
        // mdBook calls README.md index.md.
        let renamed = match markdown.strip_suffix("README.md") {
            Some(folder) if folder.is_empty() || folder.ends_with('/') => {
                format!("{folder}index.md")
            }
            _ => markdown.clone(),
        };
        let known = |path: &String| self.ids.contains_key(path) || self.absent.contains(path);
        [markdown, renamed].into_iter().find(known).unwrap_or(joined)
    }

    /// The ids of a chapter that look like `id`.
    pub(crate) fn near(&self, chapter: &str, id: &str) -> Option<String> {
        let ids = self.ids.get(chapter)?;
        dst_kit::nearest(id, ids.iter().map(String::as_str)).first().map(|near| (*near).to_owned())
    }
}

/// The label of a place of the book.
pub(crate) fn label(path: &str, id: &str) -> String {
    format!("{path}#{id}")
}

/// Whether an element is a heading.
pub(crate) fn is_heading(element: &Element) -> bool {
    heading_level(element).is_some()
}

/// 1 for `h1`.
pub(crate) fn heading_level(element: &Element) -> Option<usize> {
    let digit = element.name.strip_prefix('h')?;
    digit.parse().ok().filter(|level| (1..=6).contains(level))
}

/// `link` of the chapter `from`, relative to the folder of SUMMARY.
pub(crate) fn join(from: &str, link: &str) -> String {
    let mut parts: Vec<&str> = match link.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => from.split('/').collect(),
    };
    parts.pop();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether a link begins with `https:` or the like.
fn has_scheme(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().and_then(|first| first.split_once(':'));
    href.starts_with("//")
        || scheme.is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// The id that mdBook makes of a heading's text.
fn id_of(text: &str) -> String {
    text.trim()
        .chars()
        .filter_map(|c| match c {
            c if c.is_alphanumeric() || c == '_' || c == '-' => Some(c.to_ascii_lowercase()),
            c if c.is_whitespace() => Some('-'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_joined_to_the_folder_of_their_chapter() {
        assert_eq!(join("a/b.md", "c.md"), "a/c.md");
        assert_eq!(join("a/b.md", "../c/./d.md"), "c/d.md");
        assert_eq!(join("a/b.md", "/d.md"), "d.md");
    }

    #[test]
    fn ids_are_those_of_mdbook() {
        assert_eq!(id_of("Hello, World 你好"), "hello-world-你好");
        assert_eq!(id_of("`a_b` & c"), "a_b--c");
    }

    #[test]
    fn what_has_a_scheme_leads_out() {
        for (href, out) in [
            ("https://a", true),
            ("mailto:a@b", true),
            ("a.md", false),
            ("#x:y", false),
            ("a/b:c", false),
            ("//a/b", true),
        ] {
            assert_eq!(has_scheme(href), out, "{href}");
        }
        assert_eq!(percent_decode("%E5%85%B1.md%2"), "共.md%2");
    }
}
