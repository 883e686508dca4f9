//! The chapters of the book as pages.

use std::path::Path;

use mdbook_renderer::book::{Book, BookItem};

/// A chapter and where its page is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The page, relative to the edition's folder, with `/` between folders: `part/chapter.html`.
    pub path: String,
    /// The chapter's file, relative to the source folder.
    pub source: String,
    /// The chapter's name in the contents.
    pub title: String,
    /// The part of the book that it belongs to.
    pub part: String,
}

/// The pages in reading order; drafts have none.
pub fn pages(book: &Book) -> Vec<Page> {
    let mut pages = Vec::new();
    collect(&book.items, &mut String::new(), &mut pages);
    pages
}

fn collect(items: &[BookItem], part: &mut String, pages: &mut Vec<Page>) {
    for item in items {
        match item {
            BookItem::PartTitle(title) => title.clone_into(part),
            BookItem::Separator => part.clear(),
            BookItem::Chapter(chapter) => {
                if let Some(path) = &chapter.path {
                    let source = chapter.source_path.as_ref().unwrap_or(path);
                    pages.push(Page {
                        path: slashes(&path.with_extension("html")),
                        source: slashes(source),
                        title: chapter.name.clone(),
                        part: part.clone(),
                    });
                }
                collect(&chapter.sub_items, part, pages);
            }
        }
    }
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What leads from a page to the edition's folder: `../` for each folder that it is in.
pub fn to_root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mdbook_renderer::book::Chapter;

    #[test]
    fn chapters_are_pages_and_drafts_are_not() {
        let mut first = Chapter::new("One", String::new(), "a/one.md", Vec::new());
        first.sub_items.push(Chapter::new("Two", String::new(), "a/two.md", Vec::new()).into());
        let items = vec![
            BookItem::PartTitle("Part".into()),
            first.into(),
            Chapter::new_draft("Later", Vec::new()).into(),
            BookItem::Separator,
            Chapter::new("End", String::new(), "end.md", Vec::new()).into(),
        ];
        let found = pages(&Book::new_with_items(items));
        let shown: Vec<_> = found.iter().map(|p| (p.path.as_str(), p.part.as_str())).collect();
        assert_eq!(shown, [("a/one.html", "Part"), ("a/two.html", "Part"), ("end.html", "")]);
    }

    #[test]
    fn the_way_up() {
        assert_eq!(to_root("a/b/c.html"), "../../");
        assert_eq!(to_root("c.html"), "");
    }
}
