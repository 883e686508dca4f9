//! Bold that CommonMark does not make bold: `**「共识」**算法` and `**加粗。**后面` stay asterisks, because a mark
//! between punctuation and a letter neither opens nor closes (CommonMark 0.31, section 6.2), and Han are
//! letters.

use std::ops::Range;

use dst_kit::Severity;

use super::blocks::{self, Block, Kind};
use super::{Finding, apply, is_wide};

/// A fix: replacements of byte ranges.
type Fix = Vec<(Range<usize>, String)>;

/// The pairs of asterisks of `text` that are shown as they are, next to Han.
pub(super) fn find(text: &str, blocks: &[Block]) -> Vec<Finding> {
    let mut found = Vec::new();
    for block in blocks {
        let shown: Vec<Range<usize>> =
            literal(text, block).into_iter().filter(|run| touches_han(text, run)).collect();
        if shown.is_empty() {
            continue;
        }
        let pairs = pairs(text, block);
        let fix = fix_of(text, block, &pairs);
        let mut first = Some(fix);
        for run in &shown {
            let pair = pairs.iter().find(|(open, close)| open == run || close == run);
            let span = pair.map_or(run.clone(), |(open, close)| open.start..close.end);
            if found.iter().any(|other: &Finding| other.span == span) {
                continue;
            }
            found.push(Finding {
                severity: Severity::Error,
                help: help(text, pair),
                span,
                message: "Markdown does not make this bold".to_owned(),
                // One fix for the whole block: its pairs depend on each other.
                fix: first.take().flatten().unwrap_or_default(),
            });
        }
    }
    found
}

fn help(text: &str, pair: Option<&(Range<usize>, Range<usize>)>) -> String {
    let moved = pair.and_then(|pair| moved(text, pair));
    match moved {
        Some(new) => format!("write `{new}`"),
        None => "let bold begin and end with a letter: move punctuation out of it".to_owned(),
    }
}

/// Runs of two or more asterisks of the block that no emphasis has taken, or that open bold inside bold:
/// nobody writes that on purpose.
fn literal(text: &str, block: &Block) -> Vec<Range<usize>> {
    let texts = block.pieces.iter().filter(|piece| piece.kind == Kind::Text);
    let stars = texts.flat_map(|piece| piece.range.clone()).filter(|&at| is_star(text, at));
    let runs = runs(stars).into_iter().filter(|run| run.len() > 1);
    let nested = block.nested.iter().map(|&at| at..at + 2).filter(|run| is_star(text, run.start));
    runs.chain(nested).collect()
}

/// All double asterisks of the block outside of code, in twos; none if they cannot be in twos.
fn pairs(text: &str, block: &Block) -> Vec<(Range<usize>, Range<usize>)> {
    let hidden = |at: &usize| {
        let mut closed = block.pieces.iter().filter(|piece| piece.kind != Kind::Text);
        closed.any(|piece| piece.range.contains(at))
    };
    let runs = runs(block.span.clone().filter(|&at| is_star(text, at)).filter(|at| !hidden(at)));
    let (twos, rest) = runs.as_chunks::<2>();
    if !rest.is_empty() || runs.iter().any(|run| run.len() != 2) {
        return Vec::new();
    }
    twos.iter().map(|[open, close]| (open.clone(), close.clone())).collect()
}

fn is_star(text: &str, at: usize) -> bool {
    text.as_bytes()[at] == b'*' && !text[..at].ends_with('\\')
}

/// Neighbouring bytes as ranges.
fn runs(bytes: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in bytes {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn touches_han(text: &str, run: &Range<usize>) -> bool {
    text[..run.start].chars().next_back().is_some_and(is_wide)
        || text[run.end..].chars().next().is_some_and(is_wide)
}

/// Moves punctuation out of all pairs that need it, if that leaves no asterisk of the block on the page.
fn fix_of(text: &str, block: &Block, pairs: &[(Range<usize>, Range<usize>)]) -> Option<Fix> {
    let fix: Fix = pairs
        .iter()
        .filter_map(|pair| Some((pair.0.start..pair.1.end, moved(text, pair)?)))
        .collect();
    let count = |text: &str| {
        let blocks = blocks::read(text);
        blocks.iter().map(|block| literal(text, block).len()).sum::<usize>()
    };
    let after = count(&apply(text, std::iter::once(fix.clone())));
    (!fix.is_empty() && after + literal(text, block).len() == count(text)).then_some(fix)
}

/// The bold text with the punctuation outside that keeps it from being bold; `None` if there is nothing to
/// move, or a bracket would lose its other half.
fn moved(text: &str, (open, close): &(Range<usize>, Range<usize>)) -> Option<String> {
    let mut inner = &text[open.end..close.start];
    let (mut before, mut after) = (String::new(), String::new());
    let ends_badly = inner.chars().next_back().is_some_and(is_punctuation)
        && text[close.end..].chars().next().is_some_and(char::is_alphanumeric);
    if ends_badly {
        if let Some(core) = unwrapped(inner) {
            let first = inner.len() - inner[inner.chars().next()?.len_utf8()..].len();
            before.push_str(&inner[..first]);
            after.push_str(&inner[first + core.len()..]);
            inner = core;
        } else {
            let last = inner.chars().next_back().filter(|&c| !is_bracket(c))?;
            let core = inner.trim_end_matches(last);
            after.push_str(&inner[core.len()..]);
            inner = core;
        }
    }
    let begins_badly = before.is_empty()
        && inner.chars().next().is_some_and(is_punctuation)
        && text[..open.start].chars().next_back().is_some_and(char::is_alphanumeric);
    if begins_badly {
        if let Some(core) = unwrapped(inner) {
            let first = inner.chars().next()?.len_utf8();
            before.push_str(&inner[..first]);
            after.insert_str(0, &inner[first + core.len()..]);
            inner = core;
        } else {
            let first = inner.chars().next().filter(|&c| !is_bracket(c))?;
            let core = inner.trim_start_matches(first);
            before.push_str(&inner[..inner.len() - core.len()]);
            inner = core;
        }
    }
    let changed = !before.is_empty() || !after.is_empty();
    (changed && !inner.trim().is_empty()).then(|| format!("{before}**{inner}**{after}"))
}

/// Brackets that enclose, and what closes them.
const BRACKETS: [(char, char); 10] = [
    ('「', '」'),
    ('『', '』'),
    ('“', '”'),
    ('‘', '’'),
    ('（', '）'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('(', ')'),
    ('[', ']'),
];

fn is_bracket(c: char) -> bool {
    BRACKETS.iter().any(|(open, close)| *open == c || *close == c)
}

/// What stands between two brackets, if they enclose all of `inner`.
fn unwrapped(inner: &str) -> Option<&str> {
    let first = inner.chars().next()?;
    let (_, close) = BRACKETS.iter().find(|(open, _)| *open == first)?;
    let core = inner[first.len_utf8()..].strip_suffix(*close)?;
    (!core.contains([first, *close])).then_some(core)
}

/// Punctuation or a symbol, near enough: the parser has the last word on a fix.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace()
}
