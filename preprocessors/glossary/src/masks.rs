//! Parts of prose that are not: directives, addresses, titles of works.

use std::ops::Range;

use crate::normal::is_han;

/// Whether this emphasis is the English title of a work: italic, with two or more words in capitals.
pub(crate) fn is_title(emphasis: &str) -> bool {
    let words = emphasis.trim_matches(['*', '_']);
    emphasis.len() - words.len() == 2
        && !words.contains(is_han)
        && words
            .split_whitespace()
            .filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
            .count()
            > 1
}

/// Parts of prose that are not: directives, addresses, and titles of works in 《》. In order.
pub(crate) fn masks(text: &str) -> Vec<Range<usize>> {
    let mut masks = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for (open, close) in [("{{#", "}}"), ("《", "》")] {
            for (at, _) in line.match_indices(open) {
                let end = line[at..].find(close).map(|length| at + length + close.len());
                // A directive that is not closed is an error elsewhere; a title that is not closed is no title.
                let end = end.or((open == "{{#").then_some(line.len()));
                masks.extend(end.map(|end| start + at..start + end));
            }
        }
        for (at, _) in line.match_indices("://") {
            let before = line[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
            let length = line[at..]
                .find(|c: char| c.is_whitespace() || !c.is_ascii())
                .unwrap_or(line.len() - at);
            masks.push(start + before.len()..start + at + length);
        }
        start += line.len();
    }
    masks.sort_by_key(|mask| mask.start);
    merged(masks)
}

/// The same bytes as ranges that do not overlap.
fn merged(sorted: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::with_capacity(sorted.len());
    for range in sorted {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
