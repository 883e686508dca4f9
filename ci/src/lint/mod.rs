//! Lints of Chinese prose: bold that stays asterisks, line breaks between Han, width of punctuation, spaces
//! between Han and Latin. English text has nothing that they look at.
//!
//! ```text
//! chapter ─▶ blocks (runs of inline text) ─▶ strong, breaks, typography ─▶ findings ─▶ diagnostics, or fixes
//! ```

mod blocks;
mod breaks;
mod strong;
#[cfg(test)]
mod tests;
mod typography;

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use dst_kit::markdown::{Event, Tag, events};
use dst_kit::{Diagnostic, Diagnostics, Edits, Severity, Source};

use crate::say;
use crate::workplace::Workplace;

/// One thing that is wrong with a text.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    severity: Severity,
    /// Bytes of the text.
    span: Range<usize>,
    message: String,
    help: String,
    /// What puts it right; empty where only a person can.
    fix: Vec<(Range<usize>, String)>,
}

/// Shows what is wrong with the chapters, and returns how many things.
pub(crate) fn check(place: &Workplace) -> anyhow::Result<usize> {
    let mut diagnostics = Diagnostics::new();
    for (path, text) in chapters(place)? {
        let source = Source::new(path, text.as_str());
        for Finding { severity, span, message, help, fix } in findings(&text) {
            let diagnostic = match severity {
                Severity::Error => Diagnostic::error(message),
                Severity::Warning => Diagnostic::warning(message),
            };
            let by_hand = if fix.is_empty() { "" } else { " (`cargo book check --fix` does it)" };
            diagnostics
                .push(diagnostic.at((source.clone(), span)).help(format!("{help}{by_hand}")));
        }
    }
    if !diagnostics.is_empty() {
        say::log(diagnostics.render(false).trim_end());
    }
    Ok(diagnostics.iter().count())
}

/// Puts right in the chapters what can be put right safely.
pub(crate) fn fix(place: &Workplace) -> anyhow::Result<()> {
    for (path, text) in chapters(place)? {
        let fixed = fixed(&text);
        if fixed != text {
            std::fs::write(place.root.join(&path), fixed)
                .with_context(|| format!("cannot write {}", path.display()))?;
            say::step(&format!("corrected {}", path.display()));
        }
    }
    Ok(())
}

/// Path (relative to the book's root) and text of each chapter in SUMMARY.md. Those that are not there are
/// mdBook's to report.
fn chapters(place: &Workplace) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let config = place.root.join("book.toml");
    let config = std::fs::read_to_string(&config)
        .with_context(|| format!("cannot read {}", config.display()))?;
    let config: toml::Table = config.parse().context("book.toml is not TOML")?;
    let src = config.get("book").and_then(|book| book.get("src")?.as_str()).unwrap_or("src");
    let summary = place.root.join(src).join("SUMMARY.md");
    let summary = std::fs::read_to_string(&summary)
        .with_context(|| format!("cannot read {}", summary.display()))?;
    let mut found = Vec::new();
    for (event, _) in events(&summary) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            let path = Path::new(src).join(dest_url.as_ref());
            if let Ok(text) = std::fs::read_to_string(place.root.join(&path)) {
                found.push((path, text));
            }
        }
    }
    Ok(found)
}

/// Everything that is wrong with `text`. A fix that would change its structure is left out.
fn findings(text: &str) -> Vec<Finding> {
    let blocks = blocks::read(text);
    let mut found = strong::find(text, &blocks);
    found.extend(breaks::find(text, &blocks));
    found.extend(typography::find(text, &blocks));
    found.sort_by_key(|finding| finding.span.start);
    found
}

/// `text` with all safe fixes applied, again and again until nothing is left to fix: one fix can make the
/// place of the next.
fn fixed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let next = apply(&text, findings(&text).into_iter().map(|finding| finding.fix));
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// More rounds than any text needs; a bound, so that two fixes which undid each other could not hang the tool.
const ROUNDS: usize = 8;

/// Applies fixes; one that overlaps another waits for the next round.
fn apply(text: &str, fixes: impl Iterator<Item = Vec<(Range<usize>, String)>>) -> String {
    let mut edits = Edits::new();
    let mut done: Vec<Range<usize>> = Vec::new();
    for fix in fixes {
        let free = fix.iter().all(|(range, _)| {
            done.iter().all(|other| range.end < other.start || other.end < range.start)
        });
        if free {
            done.extend(fix.iter().map(|(range, _)| range.clone()));
            fix.into_iter().for_each(|(range, new)| edits.replace(range, new));
        }
    }
    edits.apply(text)
}

/// Whether the fix leaves the structure of `text` as it is: only words and line breaks differ.
fn keeps_structure(text: &str, fix: &[(Range<usize>, String)]) -> bool {
    let structure = |text: &str| {
        let events = events(text).map(|(event, _)| event);
        let events = events.filter(|event| !matches!(event, Event::Text(_) | Event::SoftBreak));
        events.map(|event| format!("{event:?}")).collect::<Vec<_>>()
    };
    structure(text) == structure(&apply(text, std::iter::once(fix.to_vec())))
}

/// Whether this is a Han character.
fn is_han(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether this is Han or punctuation that is set like Han.
fn is_wide(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{3020}' | '\u{ff01}'..='\u{ff5e}' | '“' | '”' | '‘' | '’' | '…' | '—')
}
