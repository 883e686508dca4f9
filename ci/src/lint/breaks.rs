//! A line break between Han inside a paragraph: browsers show it as a space.

use dst_kit::Severity;

use super::blocks::{Block, Kind};
use super::{Finding, is_wide, keeps_structure};

/// The line breaks of `text` between characters that have no space between them.
pub(super) fn find(text: &str, blocks: &[Block]) -> Vec<Finding> {
    let mut found = Vec::new();
    for [before, middle, after] in blocks.iter().flat_map(|block| block.pieces.array_windows()) {
        let texts = before.kind == Kind::Text && after.kind == Kind::Text;
        if middle.kind != Kind::Break || !texts {
            continue;
        }
        let written = text[before.range.clone()].trim_end();
        let end = before.range.start + written.len();
        let wide_before = written.chars().next_back().is_some_and(is_wide);
        let wide_after = text[after.range.clone()].chars().next().is_some_and(is_wide);
        if !wide_before || !wide_after {
            continue;
        }
        let fix = vec![(end..after.range.start, String::new())];
        // Marks of emphasis in between: a person joins these lines.
        let plain = text[end..after.range.start].chars().all(|c| c.is_whitespace() || c == '>');
        found.push(Finding {
            severity: Severity::Warning,
            span: end..end + 1,
            message: "a line break between Han shows as a space".to_owned(),
            help: "join the lines".to_owned(),
            fix: if plain && keeps_structure(text, &fix) { fix } else { Vec::new() },
        });
    }
    found
}
