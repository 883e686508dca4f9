//! Links of the nodes of a Mermaid figure: `click NODE href "TARGET"`.

use std::ops::Range;

/// The targets in `body`, each with the bytes of the body at which it stands, without its quotes.
///
/// Nothing for a `click` in another form, such as one that calls a script.
pub fn click_targets(body: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        found.extend(
            target(line).map(|range| (start + range.start..start + range.end, &line[range])),
        );
        start += line.len();
    }
    found
}

fn target(line: &str) -> Option<Range<usize>> {
    let after_click = line.trim_start().strip_prefix("click")?.strip_prefix([' ', '\t'])?;
    let (_node, rest) = after_click.trim_start().split_once([' ', '\t'])?;
    let rest = rest.trim_start();
    let quoted = rest.strip_prefix("href").map_or(rest, str::trim_start).strip_prefix('"')?;
    let start = line.len() - quoted.len();
    Some(start..start + quoted.find('"')?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_found_and_calls_are_not() {
        let body = "flowchart LR\n  a --> b\n  click a href \"term:quorum\" \"提示\"\n  click b \"ref:x\"\n  click c call f()\n  click d\n";
        let found = click_targets(body);
        assert_eq!(
            found.iter().map(|(_, target)| *target).collect::<Vec<_>>(),
            ["term:quorum", "ref:x"]
        );
        assert!(found.iter().all(|(range, target)| &body[range.clone()] == *target));
    }
}
