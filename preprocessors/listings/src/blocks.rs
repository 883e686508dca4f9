//! The five blocks: listing, diff, output, trace, chart.

use std::collections::BTreeSet;
use std::ops::Range;

use dst_kit::Spanned;
use dst_kit::markdown::{Event, Tag, TagEnd, events};
use similar::{ChangeTag, TextDiff};

use crate::Package;

use crate::code::{Line, Mark, longest_run};
use crate::desk::{Desk, Golden, Standing};
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
    let without_docs = without_docs(desk);
    let folded = folds(desk, &source);
    let mut lines = code(
        &source,
        &selected,
        without_docs.unwrap_or_default(),
        folded.as_deref().unwrap_or_default(),
    );
    let highlighted = highlight(desk, &mut lines);
    let explained = check_callouts(desk, &lines);
    let standing = desk.compiled(target, &package, selector.path, &selected);
    // Only now: one run says all that is wrong.
    without_docs?;
    folded?;
    highlighted?;
    explained?;
    let foot = desk.foot(&[selector.path], &[(&package, standing)]);
    Some(desk.figure("listing", &lines, language(selector.path), &foot))
}

/// Whether the author leaves doc comments out.
fn without_docs(desk: &mut Desk<'_>) -> Option<bool> {
    let Some(value) = desk.directive.words.get("docs") else { return Some(false) };
    if value.value == "no" {
        return Some(true);
    }
    let message = format!("`docs` takes `no`, not `{}`", value.value);
    let help = "docs=no leaves out doc comments; without it they are shown".to_owned();
    desk.refuse(&value.span, NotFound { message, help })
}

/// The regions that the author folds.
fn folds(desk: &mut Desk<'_>, source: &Source) -> Option<Vec<Range<usize>>> {
    let Some(names) = desk.directive.words.get("fold") else { return Some(Vec::new()) };
    let mut folded = Some(Vec::new());
    for name in names.value.split(',') {
        match (source.region(name.trim()), &mut folded) {
            (Ok(lines), Some(folded)) => folded.push(lines),
            (Ok(_), None) => {}
            (Err(error), _) => folded = desk.refuse(&names.span, error),
        }
    }
    folded
}

/// The selected lines, without doc comments if the author leaves them out, and with its folds.
fn code<'s>(
    source: &Source,
    selected: &Selected<'s>,
    without_docs: bool,
    folded: &[Range<usize>],
) -> Vec<Line<'s>> {
    let left_out = if without_docs { docs(source, &selected.lines) } else { BTreeSet::new() };
    let shown = selected.lines.iter().filter(|(number, _)| !left_out.contains(number));
    shown
        .map(|(number, text)| Line {
            folded: folded.iter().any(|lines| lines.contains(number)),
            ..Line::of(source, *number, text)
        })
        .collect()
}

/// The numbers of the lines that are doc comments.
fn docs(source: &Source, lines: &[(usize, &str)]) -> BTreeSet<usize> {
    let (mut docs, mut rest) = (BTreeSet::new(), lines);
    while let Some(((first, _), more)) = rest.split_first() {
        let inside = more.iter().take_while(|(number, _)| source.begins_inside(*number)).count();
        let (token, after) = rest.split_at(1 + inside);
        let text: Vec<&str> = token.iter().map(|(_, line)| *line).collect();
        if !source.begins_inside(*first) && is_doc(text.join("\n").trim()) {
            docs.extend(token.iter().map(|(number, _)| *number));
        }
        rest = after;
    }
    docs
}

/// Whether `text` is a doc comment and nothing else. As in Rust, one sign more makes it a plain comment.
fn is_doc(text: &str) -> bool {
    let begins = |doc: &str, plain: &str| text.starts_with(doc) && !text.starts_with(plain);
    if text.starts_with("//!") || begins("///", "////") {
        return true;
    }
    let is_block = text.starts_with("/*!") || begins("/**", "/***");
    is_block && text[3..].find("*/").is_some_and(|end| 3 + end + 2 == text.len())
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
    let help = "after the listing comes an ordered list with one item for each `// (1)` mark in the source".to_owned();
    let explained = items_after(&desk.chapter.content[span.end..], &desk.directive.indent);
    if let Some(empty) = explained.iter().position(|says| !says) {
        let message = format!("item {} of the list after the listing is empty", empty + 1);
        return desk.refuse(&span, NotFound { message, help });
    }
    if explained.len() == callouts.len() {
        return Some(());
    }
    let message = format!(
        "the listing has {} callout{}, and {} {} explained",
        callouts.len(),
        if callouts.len() == 1 { "" } else { "s" },
        explained.len(),
        if explained.len() == 1 { "is" } else { "are" },
    );
    desk.refuse(&span, NotFound { message, help })
}

/// The items of the ordered list at the start of `text`, which is indented by `indent`, and whether each says
/// something. A list that does not begin with 1 explains nothing; comments before it are no text.
fn items_after(text: &str, indent: &str) -> Vec<bool> {
    let of_list = |line: &&str| line.trim().is_empty() || line.starts_with(indent);
    let lines = text.split_inclusive('\n').skip(1).take_while(of_list);
    let text: String = lines.map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
    let (mut depth, mut items) = (0, Vec::new());
    for (event, range) in events(&text) {
        match event {
            Event::Start(Tag::HtmlBlock) if depth == 0 && !is_comment(&text[range]) => break,
            Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::List(Some(1))) if depth == 0 => depth = 1,
            _ if depth == 0 => break,
            Event::Start(Tag::List(_)) => depth += 1,
            Event::End(TagEnd::List(_)) => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            Event::Start(Tag::Item) if depth == 1 => items.push(false),
            Event::Text(_) | Event::Code(_) | Event::Start(Tag::Image { .. }) => {
                if let Some(says) = items.last_mut() {
                    *says = true;
                }
            }
            _ => {}
        }
    }
    items
}

/// Whether a block of HTML is a comment and nothing else.
fn is_comment(html: &str) -> bool {
    let comment = html.trim().strip_prefix("<!--").and_then(|rest| rest.split_once("-->"));
    comment.is_some_and(|(_, after)| after.is_empty())
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
        let standing = desk.compiled(target, &package, selector.path, &selected);
        sides.push((selector.path, package, standing, plain(&source, &selected), source.comment()));
    }
    let [(old, old_package, was, before, _), (new, package, is, after, comment)] = &sides[..]
    else {
        return None;
    };
    let lines = changes(before, after, comment);
    let standings = both([old_package, package], [was.clone(), is.clone()]);
    finish_diff(desk, &[*old, *new], &standings, &lines, language(new))
}

/// What is said of the two sides of a diff: one thing if they are of one package.
fn both(packages: [&Package; 2], standings: [Standing; 2]) -> Vec<(&Package, Standing)> {
    let [old, new] = packages;
    let [was, is] = standings;
    if old == new { vec![(new, was.and(is))] } else { vec![(old, was), (new, is)] }
}

/// What changed between two packages: each of their files that differs, under its name.
fn diff_packages(
    desk: &mut Desk<'_>,
    targets: [&Spanned<String>; 2],
    packages: [Package; 2],
) -> Option<String> {
    let [old, new] = &packages;
    let files: BTreeSet<String> = packages.iter().flat_map(Package::compared).collect();
    let mut texts = Vec::new();
    let mut standings = [desk.verified(old, &old.name), desk.verified(new, &new.name)];
    let verified = standings.iter().all(Result::is_ok);
    for file in &files {
        let mut sides = [String::new(), String::new()];
        let mut comment = "//";
        for (at, (target, package)) in targets.iter().zip(&packages).enumerate() {
            if package.dir.join(file).is_file() {
                let path = format!("{}/{file}", package.name);
                let source = desk.file(target, &path)?;
                let selected = desk.found(target, Selector::parse("").select(&source))?;
                sides[at] = plain(&source, &selected);
                comment = source.comment();
                if verified {
                    let compiled = desk.compiled(target, package, &path, &selected);
                    standings[at] = standings[at].clone().and(compiled);
                }
            }
        }
        texts.push((sides, comment));
    }
    let mut lines = Vec::new();
    let mut shown = "rust";
    for (file, ([before, after], comment)) in files.iter().zip(&texts) {
        let changed = changes(before, after, comment);
        if !changed.is_empty() {
            shown = language(file);
            lines.push(Line::plain(format!("{comment} {file}")));
            lines.extend(changed);
        }
    }
    finish_diff(desk, &[&old.name, &new.name], &both([old, new], standings), &lines, shown)
}

fn finish_diff(
    desk: &mut Desk<'_>,
    paths: &[&str],
    standings: &[(&Package, Standing)],
    lines: &[Line<'_>],
    language: &str,
) -> Option<String> {
    if lines.is_empty() {
        let message = "the two sides of the diff are the same".to_owned();
        let help = "show the code with {{#listing …}}, or name what differs".to_owned();
        return desk.refuse(&desk.directive.span.clone(), NotFound { message, help });
    }
    let foot = desk.foot(paths, standings);
    Some(desk.figure("listing diff", lines, language, &foot))
}

/// The selected text without callouts: a diff has no list to explain them.
fn plain(source: &Source, selected: &Selected<'_>) -> String {
    let lines = selected.lines.iter().map(|(number, line)| Line::of(source, *number, line).text);
    lines.flat_map(|line| [line, "\n".into()]).collect()
}

/// The changed lines with some unchanged ones around them; what is left out is a line of its own, which `comment`
/// begins.
fn changes<'s>(before: &'s str, after: &'s str, comment: &str) -> Vec<Line<'s>> {
    let diff = TextDiff::from_lines(before, after);
    let mut lines = Vec::new();
    for (position, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        let skipped =
            group.first().is_some_and(|op| op.old_range().start > 0 || op.new_range().start > 0);
        if position > 0 || skipped {
            lines.push(Line::plain(format!("{comment} …")));
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
    let foot = desk.foot(&[&golden.program], &[(&golden.package, golden.standing)]);
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
    desk.page.traces += usize::from(golden.standing.is_ok());
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
    let receipt = if golden.standing.is_ok() { "" } else { " receipt=none" };
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
        let items = |text| items_after(text, "").len();
        assert_eq!(items("\n\n1. a\n2. b\n"), 2);
        assert_eq!(items("\n1. a\n   - x\n   - y\n\n   1. z\n2. b\n"), 2);
        assert_eq!(items("\n1. a\n\ntext\n\n1. b\n2. c\n"), 1);
        assert_eq!(items("\ntext\n\n1. a\n"), 0);
        assert_eq!(items("\n- a\n- b\n"), 0);
        assert_eq!(items("\n- a\n  1. b\n"), 0);
        assert_eq!(items("\n7. a\n8. b\n"), 0);
        assert_eq!(items("\n\n<!-- a\nb -->\n\n<!-- c -->\n1. a\n"), 1);
        assert_eq!(items("\n\n<!-- c --> text\n\n1. a\n"), 0);
        assert_eq!(items("\n\n<p>\n\n1. a\n"), 0);
    }

    #[test]
    fn a_doc_comment_is_known_by_its_signs() {
        for doc in ["/// a", "//! a", "/** a */", "/*! a\n b */"] {
            assert!(is_doc(doc), "{doc}");
        }
        for plain in
            ["// a", "//// a", "/* a */", "/*** a */", "/**/", "/** a */ x", "/** a */ x /* b */"]
        {
            assert!(!is_doc(plain), "{plain}");
        }
    }

    #[test]
    fn an_item_that_says_nothing_is_empty() {
        let text = "\n1. `a`\n2.\n3. <!-- c -->\n4. ![](x.png)\n5.\n   - b\n";
        assert_eq!(items_after(text, ""), [true, false, false, true, true]);
    }

    #[test]
    fn the_list_is_indented_like_its_directive() {
        for indent in ["    ", "\t", "   "] {
            let text = format!("\n\n{indent}1. a\n\n{indent}2. b\n\n3. c\n");
            assert_eq!(items_after(&text, indent).len(), 2, "{indent:?}");
        }
        assert_eq!(items_after("\n\n1. a\n", "  ").len(), 0);
    }
}
