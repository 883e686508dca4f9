//! What Typst complains of, at the author's line.
//!
//! The markup holds `//@ FILE` at the head of each chapter and `//= LINE` before each block.

use std::ops::Range;
use std::path::Path;

use typst::World as _;
use typst::WorldExt as _;
use typst::diag::{Severity, SourceDiagnostic};
use typst::syntax::FileId;

use crate::shown::{Complaint, Place};
use crate::world::Folder;

/// A place in the markup.
type Spot = (FileId, Range<usize>);

/// The complaint at the author's line, or at the markup's if no author wrote it.
pub(crate) fn translate(found: &SourceDiagnostic, folder: &Folder, root: &Path) -> Complaint {
    let spots: Vec<Spot> = std::iter::once((found.span.id(), folder.range(found.span)))
        .chain(found.trace.iter().map(|point| (point.span.id(), folder.range(point.span))))
        .filter_map(|(id, range)| Some((id?, range?)))
        .collect();
    let author = spots.iter().find_map(|spot| authors(spot, folder, root)).or_else(|| {
        let (id, at) = folder.mention(spots.first()?.0)?;
        authors(&(id, at..at), folder, root)
    });
    let hints: Vec<String> = found.hints.iter().map(|hint| hint.v.to_string()).collect();
    Complaint {
        fatal: matches!(found.severity, Severity::Error),
        message: found.message.to_string(),
        place: author.or_else(|| own(spots.first()?, folder)),
        help: (!hints.is_empty()).then(|| hints.join("; ")),
    }
}

/// The same as a warning: only screen readers miss something.
pub(crate) fn not_accessible(error: Complaint) -> Complaint {
    let message = format!("the PDF does not conform to PDF/UA-1: {}", error.message);
    Complaint { fatal: false, message, ..error }
}

/// The author's line before a place of a chapter's markup.
fn authors((id, range): &Spot, folder: &Folder, root: &Path) -> Option<Place> {
    let source = folder.source(*id).ok()?;
    let (path, line) = marks(source.text(), range.start)?;
    let text = std::fs::read_to_string(root.join(&path)).ok()?;
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    Some(Place { path, text, span: start..start + length })
}

/// The file and the line that the marks before `at` name.
fn marks(markup: &str, at: usize) -> Option<(String, usize)> {
    let file = markup.lines().next()?.strip_prefix("//@ ")?;
    let before = markup.get(..at)?;
    let line = before.lines().rev().find_map(|line| line.strip_prefix("//= ")?.parse().ok());
    Some((file.to_owned(), line.unwrap_or(1)))
}

/// A place of the markup itself.
fn own((id, range): &Spot, folder: &Folder) -> Option<Place> {
    let source = folder.source(*id).ok()?;
    let path = id.vpath().get_without_slash().to_owned();
    Some(Place { path, text: source.text().to_owned(), span: range.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_mark_before_a_place_names_the_line() {
        let markup = "//@ src/a.md\n#x\n//= 3\n#one\n//= 7\n#two\n";
        let at = |needle: &str| marks(markup, markup.find(needle).unwrap());
        assert_eq!(at("#x"), Some(("src/a.md".to_owned(), 1)));
        assert_eq!(at("#one"), Some(("src/a.md".to_owned(), 3)));
        assert_eq!(at("#two"), Some(("src/a.md".to_owned(), 7)));
        assert_eq!(marks("no marks", 3), None);
    }
}
