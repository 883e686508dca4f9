//! `settings.typ`, what the book is called, and `main.typ`, its pieces in order.

use mdbook_renderer::config::BookConfig;

use crate::plan::Piece;
use crate::settings::Settings;
use crate::typst::{array, optional, string};

/// What the template has to know of the book.
pub(crate) fn settings_file(
    book: &BookConfig,
    settings: &Settings,
    pieces: &[Piece<'_>],
) -> String {
    let language = book.language.as_deref().unwrap_or("en");
    let (lang, region) = language.split_once(['-', '_']).unwrap_or((language, ""));
    let date = settings.day().map_or_else(
        || "none".to_owned(),
        |(year, month, day)| format!("datetime(year: {year}, month: {month}, day: {day})"),
    );
    let mut out = String::from("#let settings = (\n");
    for (name, value) in [
        ("title", string(book.title.as_deref().unwrap_or("Book"))),
        ("subtitle", optional(settings.subtitle.as_deref())),
        ("authors", array(book.authors.iter().map(|author| string(author)))),
        ("description", optional(book.description.as_deref())),
        ("lang", string(lang)),
        ("region", optional(Some(region).filter(|region| !region.is_empty()))),
        ("paper", string(settings.paper.name())),
        ("date", date),
        ("version", optional(settings.version.as_deref())),
        ("commit", optional(settings.commit.as_deref())),
        ("imprint", array(settings.imprint.iter().map(|line| string(line)))),
        ("parts", has_parts(settings, pieces).to_string()),
        ("excerpt", settings.chapter.is_some().to_string()),
    ] {
        out.push_str(&format!("  {name}: {value},\n"));
    }
    out.push_str(")\n");
    out
}

/// Whether there are pages for parts, so that chapters are on the second level.
fn has_parts(settings: &Settings, pieces: &[Piece<'_>]) -> bool {
    settings.chapter.is_none() && pieces.iter().any(|piece| matches!(piece, Piece::Part(_)))
}

/// The markup of the whole book; `names` are the files of its chapters.
pub(crate) fn main_file(
    settings: &Settings,
    pieces: &[Piece<'_>],
    names: &[String],
    index: Option<String>,
) -> String {
    let excerpt = settings.chapter.is_some();
    let mut out = String::from("#import \"/template/book.typ\": *\n\n#show: book\n\n");
    let mut names = names.iter();
    for piece in pieces {
        match piece {
            Piece::Part(title) if !excerpt => out.push_str(&format!("#part({})\n", string(title))),
            Piece::Part(_) => {}
            Piece::Chapter(_) => {
                if let Some(name) = names.next() {
                    out.push_str(&format!("#include {}\n", string(&format!("/{name}"))));
                }
            }
        }
    }
    if let Some(index) = index {
        out.push_str(&format!("#index-of-terms{index}\n"));
    }
    out
}
