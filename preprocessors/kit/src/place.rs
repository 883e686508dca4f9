//! Finds the author's line again for a place in text that earlier stages have changed.

use std::ops::Range;

/// How many lines around are compared when a line stands in the file more than once.
const NEIGHBOURS: usize = 5;

/// The range of `written` (the author's file) for `span` of `current` (the same chapter, changed by stages).
///
/// Stages put blocks in place of directives and add words at the end of lines, so the author's line is
/// the one that shares the longest beginning with the current one, and the most neighbours. `None` if no
/// line shares even one character.
pub(crate) fn author_span(
    written: &str,
    current: &str,
    span: Range<usize>,
) -> Option<Range<usize>> {
    if written == current {
        return Some(span);
    }
    let (row, column) = row_and_column(current, span.start);
    let current_lines: Vec<&str> = current.lines().collect();
    let written_lines: Vec<&str> = written.lines().collect();
    let line = current_lines.get(row).copied().unwrap_or_default();

    let score = |candidate: usize| {
        let same = common_prefix(written_lines[candidate], line);
        let neighbours = (1..=NEIGHBOURS).map(|distance| {
            let above = candidate.checked_sub(distance).zip(row.checked_sub(distance));
            let above = above.is_some_and(|(a, b)| written_lines[a] == current_lines[b]);
            let below =
                written_lines.get(candidate + distance).zip(current_lines.get(row + distance));
            usize::from(above) + usize::from(below.is_some_and(|(a, b)| a == b))
        });
        (same, neighbours.sum::<usize>(), std::cmp::Reverse(candidate.abs_diff(row)))
    };
    let best = (0..written_lines.len())
        .filter(|&i| common_prefix(written_lines[i], line) > 0)
        .max_by_key(|&i| score(i))?;

    let start: usize = written.split_inclusive('\n').take(best).map(str::len).sum();
    let length = written_lines[best].len();
    // A column of the changed line may fall inside a character of the author's.
    let border =
        |at: usize| (start..=at).rev().find(|&at| written.is_char_boundary(at)).unwrap_or(start);
    let from = border(start + column.min(length));
    Some(from..border((from + span.len()).min(start + length)))
}

fn row_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count(), before.len() - start)
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(written: &'a str, current: &str, needle: &str) -> Option<&'a str> {
        let start = current.rfind(needle)?;
        author_span(written, current, start..start + needle.len()).map(|span| &written[span])
    }

    #[test]
    fn lines_that_moved_down_are_found() {
        let written = "# 题\n\n{{#listing a.rs}}\n\n```mermaid\na --> b\n```\n";
        let current = "# 题\n\n<figure>\n\n```rust\nfn a() {}\n```\n\n</figure>\n\n```mermaid number=2-1\na --> b\n```\n";
        assert_eq!(found(written, current, "a --> b"), Some("a --> b"));
        assert_eq!(found(written, current, "mermaid"), Some("mermaid"));
    }

    #[test]
    fn of_equal_lines_the_one_with_the_same_neighbours_is_meant() {
        let written = "```mermaid\nx\na\n```\n\n```mermaid\ny\na\n```\n";
        let current = "新\n```mermaid\nx\na\n```\n\n```mermaid\ny\na\n```\n";
        let start = current.rfind("a\n").unwrap();
        assert_eq!(
            author_span(written, current, start..start + 1),
            Some(written.rfind('a').unwrap()..written.rfind('a').unwrap() + 1)
        );
    }

    #[test]
    fn a_place_never_falls_inside_a_character() {
        let written = "见 [](ref:x) 与这里的词\n";
        let current = "见 [清单 1](#x) 与这里的词\n";
        for start in (0..current.len()).filter(|&at| current.is_char_boundary(at)) {
            let place = author_span(written, current, start..current.len().min(start + 4)).unwrap();
            assert!(written.get(place.clone()).is_some(), "{place:?}");
        }
    }

    #[test]
    fn text_that_no_author_wrote_has_no_place() {
        assert_eq!(found("# 题\n", "# 题\n生成\n", "生成"), None);
    }
}
