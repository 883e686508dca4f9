//! The chapters of a book, in reading order.

use std::ops::Range;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{self as md, BookItem, SectionNumber};

use crate::place::author_span;
use crate::{Lang, Source};

/// One chapter that has a text.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Title, as SUMMARY has it.
    pub name: String,
    /// Path relative to the folder of SUMMARY, with `.md`; always with `/`.
    pub path: String,
    /// `[part, chapter, …]`, counted from 1; empty for a chapter without a number.
    ///
    /// In a book without part titles the part is left out.
    pub number: Vec<u32>,
    /// Title of the part it stands in.
    pub part: Option<String>,
    /// The text as the stages before have left it.
    pub content: String,
    /// The language of the book.
    pub lang: Lang,
    source: Option<Source>,
}

impl Chapter {
    /// The path without `.md`: the name under which `ref:` and the glossary know the chapter.
    pub fn slug(&self) -> &str {
        self.path.strip_suffix(".md").unwrap_or(&self.path)
    }

    /// The number as readers see it (`2.7`), or nothing.
    pub fn number_text(&self) -> Option<String> {
        number_text(&self.number)
    }

    /// A relative link from this chapter to `path` (relative to the folder of SUMMARY).
    pub fn link_to(&self, path: &str) -> String {
        if self.path == path {
            return Path::new(path)
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        }
        let up = self.path.matches('/').count();
        let mine: Vec<&str> = self.path.split('/').collect();
        let theirs: Vec<&str> = path.split('/').collect();
        let shared = mine[..up].iter().zip(&theirs).take_while(|(a, b)| a == b).count();
        let mut out = "../".repeat(up - shared);
        out.push_str(&theirs[shared..].join("/"));
        out
    }

    /// The place in the author's file of `span` of [`Chapter::content`].
    ///
    /// Falls back to the file's first line where no author wrote anything like it.
    pub fn place(&self, span: Range<usize>) -> (Source, Range<usize>) {
        match &self.source {
            Some(source) => {
                let span = author_span(&source.text, &self.content, span).unwrap_or(0..0);
                (source.clone(), span)
            }
            None => (Source::new(&self.path, self.content.as_str()), span),
        }
    }

    /// The place of line `line` (from 1) of the author's file.
    pub fn line_place(&self, line: usize) -> (Source, Range<usize>) {
        let (source, _) = self.place(0..0);
        let start: usize =
            source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let end =
            source.text[start..].find('\n').map_or(source.text.len(), |newline| start + newline);
        (source, start..end)
    }

    /// The line (from 1) of the author's file on which `span` of the content stands.
    pub fn author_line(&self, span: Range<usize>) -> usize {
        let (source, place) = self.place(span);
        source.text[..place.start].matches('\n').count() + 1
    }

    /// Takes the present text for the author's file.
    pub(crate) fn own_source(&mut self) {
        self.source = Some(Source::new(format!("src/{}", self.path), self.content.as_str()));
    }
}

/// A chapter that SUMMARY announces and nobody has written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Title, as SUMMARY has it.
    pub name: String,
    /// As [`Chapter::number`].
    pub number: Vec<u32>,
}

/// A book as its stages see it.
#[derive(Debug)]
pub struct Book {
    /// The written chapters, in reading order.
    pub chapters: Vec<Chapter>,
    /// The announced ones.
    pub drafts: Vec<Draft>,
    raw: md::Book,
    numbers: Vec<Vec<u32>>,
    show_numbers: bool,
}

impl Book {
    /// Reads what mdBook sent. `root` and `src` (relative to it) say where the chapters' files are.
    pub fn new(mut raw: md::Book, root: &Path, src: &Path, lang: Lang) -> Self {
        let mut walk = Walk {
            lang,
            root,
            src,
            part: None,
            chapters: Vec::new(),
            drafts: Vec::new(),
            numbers: Vec::new(),
        };
        let has_parts = raw.items.iter().any(|item| matches!(item, BookItem::PartTitle(_)));
        let mut number = vec![0];
        for item in &mut raw.items {
            match item {
                BookItem::PartTitle(title) => {
                    walk.part = Some(title.clone());
                    number = vec![number[0] + 1, 0];
                }
                BookItem::Chapter(chapter) => {
                    let numbered = chapter.number.is_some() && (!has_parts || walk.part.is_some());
                    if numbered && let Some(last) = number.last_mut() {
                        *last += 1;
                    }
                    walk.chapter(chapter, if numbered { number.clone() } else { Vec::new() });
                }
                _ => {}
            }
        }
        let Walk { chapters, drafts, numbers, .. } = walk;
        Book { chapters, drafts, raw, numbers, show_numbers: false }
    }

    /// Makes the sidebar show [`Chapter::number`]: chapters are counted anew in each part.
    pub fn show_part_numbers(&mut self) {
        self.show_numbers = true;
    }

    /// The chapter with this slug (`foundations/consensus`).
    pub fn chapter(&self, slug: &str) -> Option<&Chapter> {
        self.chapters.iter().find(|chapter| chapter.slug() == slug)
    }

    /// What goes back to mdBook.
    pub(crate) fn into_raw(mut self) -> md::Book {
        let mut contents = self.chapters.into_iter().map(|chapter| chapter.content);
        let mut numbers = self.numbers.into_iter();
        let show_numbers = self.show_numbers;
        in_reading_order(&mut self.raw.items, &mut |chapter| {
            let number = numbers.next().unwrap_or_default();
            if show_numbers && chapter.number.is_some() && !number.is_empty() {
                chapter.number = Some(SectionNumber::new(number));
            }
            if !chapter.is_draft_chapter()
                && let Some(content) = contents.next()
            {
                chapter.content = content;
            }
        });
        self.raw
    }
}

struct Walk<'a> {
    lang: Lang,
    root: &'a Path,
    src: &'a Path,
    part: Option<String>,
    chapters: Vec<Chapter>,
    drafts: Vec<Draft>,
    /// Number of each chapter, drafts too, in reading order.
    numbers: Vec<Vec<u32>>,
}

impl Walk<'_> {
    fn chapter(&mut self, chapter: &mut md::Chapter, number: Vec<u32>) {
        self.numbers.push(number.clone());
        match (&chapter.path, chapter.is_draft_chapter()) {
            (Some(path), false) => {
                let source_path = chapter.source_path.clone().map(|file| self.src.join(file));
                let source = source_path.and_then(|file| read(self.root, file));
                self.chapters.push(Chapter {
                    name: chapter.name.clone(),
                    path: path.to_string_lossy().replace('\\', "/"),
                    number: number.clone(),
                    part: self.part.clone(),
                    content: std::mem::take(&mut chapter.content),
                    lang: self.lang,
                    source,
                });
            }
            _ => self.drafts.push(Draft { name: chapter.name.clone(), number: number.clone() }),
        }
        let mut below = 0;
        for item in &mut chapter.sub_items {
            if let BookItem::Chapter(sub) = item {
                below += 1;
                self.chapter(
                    sub,
                    if number.is_empty() {
                        Vec::new()
                    } else {
                        number.iter().copied().chain([below]).collect()
                    },
                );
            }
        }
    }
}

/// Visits each chapter before its sub-chapters, unlike [`md::Book::for_each_mut`].
fn in_reading_order(items: &mut [BookItem], visit: &mut impl FnMut(&mut md::Chapter)) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            visit(chapter);
            in_reading_order(&mut chapter.sub_items, visit);
        }
    }
}

/// The author's file, without a byte order mark, as mdBook reads it.
fn read(root: &Path, file: PathBuf) -> Option<Source> {
    let text = std::fs::read_to_string(root.join(&file)).ok()?;
    Some(Source::new(file, text.strip_prefix('\u{feff}').unwrap_or(&text)))
}

/// `2.7` for `[2, 7]`.
fn number_text(number: &[u32]) -> Option<String> {
    let parts: Vec<String> = number.iter().map(u32::to_string).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chapter(name: &str, number: u32, sub_items: Vec<BookItem>) -> BookItem {
        BookItem::Chapter(md::Chapter {
            name: name.to_owned(),
            content: format!("# {name}\n"),
            number: Some(SectionNumber::new([number])),
            sub_items,
            path: (!name.starts_with("draft")).then(|| PathBuf::from(format!("{name}.md"))),
            ..md::Chapter::default()
        })
    }

    fn book() -> md::Book {
        md::Book::new_with_items(vec![
            BookItem::PartTitle("一".into()),
            chapter("a", 1, vec![]),
            BookItem::PartTitle("二".into()),
            chapter("draft-b", 2, vec![]),
            chapter("c", 3, vec![chapter("d", 1, vec![])]),
        ])
    }

    #[test]
    fn chapters_are_counted_anew_in_each_part() {
        let book = Book::new(book(), Path::new(""), Path::new("src"), Lang::Zh);
        let numbers: Vec<_> =
            book.chapters.iter().map(|c| (c.slug(), c.number_text().unwrap())).collect();
        assert_eq!(numbers, [("a", "1.1".into()), ("c", "2.2".into()), ("d", "2.2.1".into())]);
        assert_eq!(book.drafts, [Draft { name: "draft-b".into(), number: vec![2, 1] }]);
        assert_eq!(book.chapters[1].part.as_deref(), Some("二"));
    }

    #[test]
    fn an_untouched_book_goes_back_as_it_came() {
        let raw = book();
        assert_eq!(
            Book::new(raw.clone(), Path::new(""), Path::new("src"), Lang::Zh).into_raw(),
            raw
        );
    }

    #[test]
    fn part_numbers_reach_the_sidebar_when_asked_for() {
        let mut book = Book::new(book(), Path::new(""), Path::new("src"), Lang::Zh);
        book.show_part_numbers();
        let BookItem::Chapter(c) = &book.into_raw().items[4] else { panic!("a chapter") };
        assert_eq!(c.number.as_ref().unwrap().to_string(), "2.2.");
    }

    #[test]
    fn links_are_relative_to_the_chapter() {
        let book = crate::testing::book(&[("foundations/consensus.md", "")], Lang::Zh);
        let chapter = &book.chapters[0];
        assert_eq!(chapter.link_to("glossary.md"), "../glossary.md");
        assert_eq!(chapter.link_to("foundations/time.md"), "time.md");
        assert_eq!(chapter.link_to("foundations/consensus.md"), "consensus.md");
        assert_eq!(chapter.link_to("practice/cache.md"), "../practice/cache.md");
    }
}
