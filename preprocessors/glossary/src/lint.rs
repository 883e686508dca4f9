//! Words for which the book has a better one.

use std::ops::Range;

use dst_kit::{Chapter, Diagnostic, Diagnostics, Source};

use crate::prose::{Occurrence, Verdict};
use crate::terms::Glossary;

/// Warns of rejected synonyms, and of English words in Chinese prose that have a Chinese name.
pub(crate) fn lint(
    chapter: &Chapter,
    found: &[&Occurrence],
    glossary: &Glossary,
    diagnostics: &mut Diagnostics,
) {
    for word in found {
        let name = glossary.terms[word.term].words(chapter.lang).name();
        let written = &chapter.content[word.range.clone()];
        let itself = format!("where the word itself is meant, [{written}](term:!)");
        let (fact, help) = match word.verdict {
            Verdict::Rejected => (
                format!("the book does not call it `{written}`"),
                format!("write `{name}`, or, {itself}"),
            ),
            Verdict::Foreign => (
                format!("`{written}` has a Chinese name"),
                format!("write `{name}`, at its first use `{name}（{written}）`, or, {itself}"),
            ),
            Verdict::Link | Verdict::NoRoom | Verdict::NotHere => continue,
        };
        diagnostics
            .push(Diagnostic::warning(fact).at(place(chapter, word.range.clone())).help(help));
    }
}

/// The place of a word in the author's file. An earlier stage may have put longer text before it on its line,
/// so of the same words on the author's line the nearest is meant.
pub(crate) fn place(chapter: &Chapter, word: Range<usize>) -> (Source, Range<usize>) {
    let written = &chapter.content[word.clone()];
    let (source, span) = chapter.place(word);
    let mut at = span.start.min(source.text.len());
    while !source.text.is_char_boundary(at) {
        at -= 1;
    }
    let line = source.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = source.text[at..].find('\n').map_or(source.text.len(), |newline| at + newline);
    let nearest = source.text[line..end]
        .match_indices(written)
        .map(|(offset, _)| line + offset)
        .min_by_key(|start| start.abs_diff(at));
    let start = nearest.unwrap_or(at);
    let end = nearest.map_or(at, |start| start + written.len());
    (source, start..end)
}
