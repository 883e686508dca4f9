//! The five blocks: listing, diff, output, trace, chart.

use std::collections::BTreeSet;

use dst_kit::Spanned;
use dst_kit::markdown::{Event, Tag, TagEnd, events};
use similar::{ChangeTag, TextDiff};

use crate::Package;

use crate::code::{Line, Mark, longest_run};
use crate::desk::{Desk, Golden};
use crate::select::{NotFound, Selected, Selector, Source};

/// The options that crossref adds or the author gives to everything that is shown.
const COMMON: [&str; 3] = ["caption", "id", "number"];

/// How many unchanged lines a diff shows around a change.
const CONTEXT: usize = 3;

/// The block in place of the desk's directive; `None` after a complaint.
pub(crate) fn block(desk: &mut Desk<'_>) -> Option<String> {
    match desk.directive.name.as_str() {
        "listing" => listing(desk),
        "diff" => diff(desk),
        "output" => output(desk),
        "chart" => chart(desk),
        _ => trace(desk),
    }
}

fn listing(desk: &mut Desk<'_>) -> Option<String> {
    let target = desk.target(&["caption", "id", "number", "highlight", "fold", "docs"])?;
    let selector = Selector::parse(&target.value);
    let package = desk.package(target, selector.path)?;
    let source = desk.file(target, selector.path)?;
    let selected = desk.found(target, selector.select(&source))?;
    let mut lines = code(desk, &source, &selected)?;
    highlight(desk, &mut lines)?;
    check_callouts(desk, &lines)?;
    let tests = desk.compiled(target, &package, selector.path, &selected);
    let foot = desk.foot(&[selector.path], &package, tests);
    Some(desk.figure("listing", &lines, language(selector.path), &foot))
}

/// The selected lines, without doc comments if the author leaves them out, and with its folds.
fn code<'s>(
    desk: &mut Desk<'_>,
    source: &Source,
    selected: &Selected<'s>,
) -> Option<Vec<Line<'s>>> {
    let words = &desk.directive.words;
    let without_docs = match words.get("docs") {
        None => false,
        Some(value) if value.value == "no" => true,
        Some(value) => {
            return desk.refuse(
                &value.span,
                NotFound {
                    message: format!("`docs` takes `no`, not `{}`", value.value),
                    help: "docs=no leaves out doc comments; without it they are shown".to_owned(),
                },
            );
        }
    };
    let mut folded = Vec::new();
    if let Some(names) = words.get("fold") {
        for name in names.value.split(',') {
            match source.region(name.trim()) {
                Ok(lines) => folded.push(lines),
                Err(error) => return desk.refuse(&names.span, error),
            }
        }
    }
    let is_doc = |line: &str| ["///", "//!"].iter().any(|mark| line.trim_start().starts_with(mark));
    let is_doc = |(number, line): &(usize, &str)| is_doc(line) && !source.begins_inside(*number);
    let shown = selected.lines.iter().filter(|line| !(without_docs && is_doc(line)));
    Some(
        shown
            .map(|(number, text)| Line {
                folded: folded.iter().any(|lines| lines.contains(number)),
                ..Line::of(source, *number, text)
            })
            .collect(),
    )
}

/// Marks the lines that hold the text of `highlight`: by text, so that the mark moves with the code.
fn highlight(desk: &mut Desk<'_>, lines: &mut [Line<'_>]) -> Option<()> {
    let Some(wanted) = desk.directive.words.get("highlight") else { return Some(()) };
    let mut found = false;
    for line in lines.iter_mut().filter(|line| line.text.contains(wanted.value.as_str())) {
        line.mark = Some(Mark::Highlighted);
        found = true;
    }
    if found {
        return Some(());
    }
    let message = format!("no line of the listing holds `{}`", wanted.value);
    let help = "highlight takes a text of the lines to mark, as it stands in the code".to_owned();
    desk.refuse(&wanted.span, NotFound { message, help })
}

/// Callouts run 1, 2, … and each is explained by an item of the ordered list after the listing.
fn check_callouts(desk: &mut Desk<'_>, lines: &[Line<'_>]) -> Option<()> {
    let callouts: Vec<u32> = lines.iter().filter_map(|line| line.callout).collect();
    if callouts.is_empty() {
        return Some(());
    }
    let span = desk.directive.span.clone();
    let expected: Vec<u32> = (1..).take(callouts.len()).collect();
    if callouts != expected {
        let found: Vec<String> = callouts.iter().map(u32::to_string).collect();
        let message =
            format!("the callouts of this listing are {}, and should run from 1", found.join(", "));
        let help =
            "renumber the `// (1)` marks in the source, in the order of the lines".to_owned();
        return desk.refuse(&span, NotFound { message, help });
    }
    let explained = items_after(&desk.chapter.content[span.end..]);
    if explained == callouts.len() {
        return Some(());
    }
    let message =
        format!("the listing has {} callouts, and {explained} are explained", callouts.len());
    let help = "after the listing comes an ordered list with one item for each `// (1)` mark in the source".to_owned();
    desk.refuse(&span, NotFound { message, help })
}

/// How many items the ordered list at the start of `text` has.
fn items_after(text: &str) -> usize {
    let mut depth = 0;
    let mut items = 0;
    for (event, _) in events(text) {
        match event {
            Event::Start(Tag::List(Some(_))) if depth == 0 => depth = 1,
            Event::Start(Tag::List(_)) if depth > 0 => depth += 1,
            Event::End(TagEnd::List(_)) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Event::Start(Tag::Item) if depth == 1 => items += 1,
            _ if depth == 0 => break,
            _ => {}
        }
    }
    items
}

fn diff(desk: &mut Desk<'_>) -> Option<String> {
    let [first, second] = desk.two_targets(&["caption", "id", "number"])?;
    let whole = |target: &Spanned<String>| Package::open(desk.shelf.root(), &target.value);
    if let (Some(old), Some(new)) = (whole(first), whole(second)) {
        return diff_packages(desk, [first, second], [old, new]);
    }
    let mut sides = Vec::new();
    for target in [first, second] {
        let selector = Selector::parse(&target.value);
        let package = desk.package(target, selector.path)?;
        let source = desk.file(target, selector.path)?;
        let selected = desk.found(target, selector.select(&source))?;
        let tests = desk.compiled(target, &package, selector.path, &selected);
        sides.push((selector.path, package, tests, plain(&source, &selected)));
    }
    let [(old, _, old_tests, before), (new, package, new_tests, after)] = &sides[..] else {
        return None;
    };
    let lines = changes(before, after);
    // The mark under a diff speaks for both sides.
    finish_diff(desk, &[*old, *new], package, old_tests.and(*new_tests), &lines, language(new))
}

/// What changed between two packages: each file below `src/` that differs, under its name.
fn diff_packages(
    desk: &mut Desk<'_>,
    targets: [&Spanned<String>; 2],
    packages: [Package; 2],
) -> Option<String> {
    let [old, new] = &packages;
    let files: BTreeSet<String> = packages.iter().flat_map(Package::sources).collect();
    let mut texts = Vec::new();
    let verified = desk.verified(old, &old.name).and(desk.verified(new, &new.name));
    let mut tests = verified;
    for file in &files {
        let mut sides = [String::new(), String::new()];
        for (side, (target, package)) in sides.iter_mut().zip(targets.iter().zip(&packages)) {
            if package.dir.join(file).is_file() {
                let path = format!("{}/{file}", package.name);
                let source = desk.file(target, &path)?;
                let selected = desk.found(target, Selector::parse("").select(&source))?;
                *side = plain(&source, &selected);
                if verified.is_some() {
                    tests = desk.compiled(target, package, &path, &selected).and(tests);
                }
            }
        }
        texts.push(sides);
    }
    let mut lines = Vec::new();
    let mut shown = "rust";
    for (file, [before, after]) in files.iter().zip(&texts) {
        let changed = changes(before, after);
        if !changed.is_empty() {
            shown = language(file);
            lines.push(Line::plain(format!("// {file}")));
            lines.extend(changed);
        }
    }
    finish_diff(desk, &[&old.name, &new.name], new, tests, &lines, shown)
}

fn finish_diff(
    desk: &mut Desk<'_>,
    paths: &[&str],
    package: &Package,
    tests: Option<u32>,
    lines: &[Line<'_>],
    language: &str,
) -> Option<String> {
    if lines.is_empty() {
        let message = "the two sides of the diff are the same".to_owned();
        let help = "show the code with {{#listing …}}, or name what differs".to_owned();
        return desk.refuse(&desk.directive.span.clone(), NotFound { message, help });
    }
    let foot = desk.foot(paths, package, tests);
    Some(desk.figure("listing diff", lines, language, &foot))
}

/// The selected text without callouts: a diff has no list to explain them.
fn plain(source: &Source, selected: &Selected<'_>) -> String {
    let lines = selected.lines.iter().map(|(number, line)| Line::of(source, *number, line).text);
    lines.flat_map(|line| [line, "\n".into()]).collect()
}

/// The changed lines with some unchanged ones around them; what is left out is a line of its own.
fn changes<'s>(before: &'s str, after: &'s str) -> Vec<Line<'s>> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (position, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        let skipped =
            group.first().is_some_and(|op| op.old_range().start > 0 || op.new_range().start > 0);
        if position > 0 || skipped {
            lines.push(Line::plain("// …"));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let mark = match change.tag() {
                ChangeTag::Equal => None,
                ChangeTag::Insert => Some(Mark::Added),
                ChangeTag::Delete => Some(Mark::Removed),
            };
            let text = change.value().trim_end_matches('\n');
            lines.push(Line { mark, ..Line::plain(text) });
        }
    }
    lines
}

fn output(desk: &mut Desk<'_>) -> Option<String> {
    let target = desk.target(&COMMON)?;
    let golden = desk.golden(target, "out")?;
    let source = desk.file(target, &golden.path)?;
    let lines: Vec<Line<'_>> = source.text.lines().map(Line::plain).collect();
    let foot = desk.foot(&[&golden.program], &golden.package, golden.tests);
    Some(desk.figure("output", &lines, "text", &foot))
}

/// Options of a `{{#trace}}`: those of a `spacetime` fence.
const OF_TRACES: [&str; 10] =
    ["caption", "id", "number", "from", "to", "nodes", "hide", "fold", "clocks", "height"];

/// Options of a `{{#chart}}`: those of a `chart` fence, but for its `source`.
const OF_CHARTS: [&str; 13] = [
    "caption", "id", "number", "height", "kind", "x", "y", "by", "log", "x-label", "y-label",
    "names", "mark",
];

/// A `spacetime` fence, which the diagrams stage draws.
fn trace(desk: &mut Desk<'_>) -> Option<String> {
    let target = desk.target(&OF_TRACES)?;
    let golden = desk.golden(target, "trace.json")?;
    let source = desk.file(target, &golden.path)?;
    desk.page.traces += usize::from(golden.tests.is_some());
    Some(drawn(desk, "spacetime", &golden, &source.text))
}

/// A `chart` fence with what the program printed. The program is the source that stands under the figure.
fn chart(desk: &mut Desk<'_>) -> Option<String> {
    let target = desk.target(&OF_CHARTS)?;
    let golden = desk.golden(target, "out")?;
    let source = desk.file(target, &golden.path)?;
    Some(drawn(desk, &format!("chart source=\"{}\"", golden.program), &golden, &source.text))
}

/// A fence for the diagrams stage, with the directive's options. `at` tells it the author's line, `receipt=none` that
/// the figure is to say that it is not verified.
fn drawn(desk: &Desk<'_>, start: &str, golden: &Golden, text: &str) -> String {
    let line = desk.chapter.author_line(desk.directive.span.clone());
    let quoted = |value: &str| value.replace('\\', "\\\\").replace('"', "\\\"");
    let options = desk.directive.words.options.iter();
    let receipt = if golden.tests.is_some() { "" } else { " receipt=none" };
    let options: String = options
        .map(|(key, value)| format!(" {}=\"{}\"", key.value, quoted(&value.value)))
        .collect();
    let marks = "`".repeat(longest_run(text, b'`').max(2) + 1);
    format!("{marks}{start} at={line}{receipt}{options}\n{}\n{marks}", text.trim_end())
}

/// The language of a file for the highlighter, by its ending.
fn language(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => "rust",
        Some("toml") => "toml",
        Some("yml" | "yaml") => "yaml",
        Some("json") => "json",
        Some("sh") => "bash",
        Some("py") => "python",
        Some("java") => "java",
        Some("sql") => "sql",
        // The highlighter knows no HAProxy; of this one it takes comments, names in brackets, and numbers.
        Some("cfg") => "ini",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_items_of_the_list_that_follows_are_counted() {
        assert_eq!(items_after("\n\n1. a\n2. b\n"), 2);
        assert_eq!(items_after("\n1. a\n   - x\n   - y\n\n   1. z\n2. b\n"), 2);
        assert_eq!(items_after("\n1. a\n\ntext\n\n1. b\n2. c\n"), 1);
        assert_eq!(items_after("\ntext\n\n1. a\n"), 0);
        assert_eq!(items_after("\n- a\n- b\n"), 0);
        assert_eq!(items_after("\n- a\n  1. b\n"), 0);
    }
}
