//! The order of the book: parts, chapters, and on which level each stands in the outline.

use dst_kit::{Book, Chapter};
use mdbook_renderer::book as md;

use crate::parse::{Parsed, parse};
use crate::settings::Settings;

/// What the book is made of, in reading order.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// The title of a part.
    Part(String),
    /// A written chapter.
    Chapter(Box<Text<'a>>),
}

/// A chapter that is printed.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    pub(crate) chapter: &'a Chapter,
    /// The number that the sidebar shows, such as `2.7`.
    pub(crate) number: Option<String>,
    /// The level of its title: 1 for parts and for chapters outside of parts.
    pub(crate) level: usize,
    pub(crate) parsed: Parsed,
}

/// The pieces of `book`: `chapters` are those of `raw`, as the stages' kit reads them.
pub(crate) fn plan<'a>(
    raw: &md::Book,
    book: &'a Book,
    settings: &Settings,
    smart_punctuation: bool,
) -> Vec<Piece<'a>> {
    let mut planner = Planner {
        chapters: book.chapters.iter(),
        settings,
        smart_punctuation,
        in_part: false,
        part: None,
        pieces: Vec::new(),
    };
    for item in &raw.items {
        match item {
            md::BookItem::PartTitle(title) => {
                planner.in_part = true;
                planner.part = Some(title.clone());
            }
            md::BookItem::Chapter(chapter) => planner.chapter(chapter, 0),
            // What follows the line belongs to no part.
            md::BookItem::Separator => planner.in_part = false,
        }
    }
    planner.pieces
}

struct Planner<'a, 'b> {
    chapters: std::slice::Iter<'a, Chapter>,
    settings: &'b Settings,
    smart_punctuation: bool,
    in_part: bool,
    /// The title of a part of which no chapter has come yet.
    part: Option<String>,
    pieces: Vec<Piece<'a>>,
}

impl Planner<'_, '_> {
    fn chapter(&mut self, raw: &md::Chapter, depth: usize) {
        if !raw.is_draft_chapter()
            && let Some(chapter) = self.chapters.next()
            && self.wanted(chapter)
        {
            if raw.number.is_none() {
                self.in_part = false;
            }
            let in_part = self.in_part;
            // A part of which nothing is written has no page.
            if in_part && let Some(title) = self.part.take() {
                self.pieces.push(Piece::Part(title));
            }
            let number = raw.number.as_ref();
            self.pieces.push(Piece::Chapter(Box::new(Text {
                chapter,
                number: number.map(|n| n.to_string().trim_end_matches('.').to_owned()),
                // A chapter alone is the whole document.
                level: match self.settings.chapter {
                    Some(_) => 1,
                    None => 1 + usize::from(in_part) + depth,
                },
                parsed: parse(&chapter.content, self.smart_punctuation),
            })));
        }
        for item in &raw.sub_items {
            if let md::BookItem::Chapter(sub) = item {
                self.chapter(sub, depth + 1);
            }
        }
    }

    fn wanted(&self, chapter: &Chapter) -> bool {
        match &self.settings.chapter {
            Some(only) => only == chapter.slug(),
            None => !self.settings.omit.iter().any(|slug| slug == chapter.slug()),
        }
    }
}

/// The chapters among `pieces`.
pub(crate) fn texts<'a, 'b>(pieces: &'b [Piece<'a>]) -> impl Iterator<Item = &'b Text<'a>> {
    pieces.iter().filter_map(|piece| match piece {
        Piece::Chapter(text) => Some(&**text),
        Piece::Part(_) => None,
    })
}
