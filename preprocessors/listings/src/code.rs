//! Lines of code as HTML and Markdown: marks, signs, callouts and folds.
//!
//! The code itself stays a plain fence, so that highlighters, copy buttons and the PDF see code and nothing
//! else; what is said about a line lies over it, placed by its number.

use std::borrow::Cow;

use dst_kit::Lang;

use crate::mdbook::Mdbook;
use crate::select::Source;

/// What is said about a line by its background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// The text speaks of it.
    Highlighted,
    /// The second side of a diff has it, the first has not.
    Added,
    /// The first side of a diff has it, the second has not.
    Removed,
}

/// One line of code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) mark: Option<Mark>,
    /// The number of the explanation below the listing.
    pub(crate) callout: Option<u32>,
    /// Whether it is shown only on demand.
    pub(crate) folded: bool,
}

impl<'a> Line<'a> {
    /// Line `number` (from 0) of `source`, of which `text` is shown: without its callout (`// (1)` at the end).
    pub(crate) fn of(source: &Source, number: usize, text: &'a str) -> Self {
        match split_callout(text, source.comments()) {
            // A string that goes on in the next line is no comment.
            Some((code, callout)) if !source.begins_inside(number + 1) => {
                Line { callout: Some(callout), ..Line::plain(code) }
            }
            _ => Line::plain(text),
        }
    }

    /// A line of which nothing is said.
    pub(crate) fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Line { text: text.into(), ..Line::default() }
    }
}

/// The line without its callout, and the callout's number, where one of `comments` begins it.
fn split_callout<'a>(line: &'a str, comments: &[&str]) -> Option<(&'a str, u32)> {
    let (before, number) = line.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let number = number.parse().ok().filter(|number| (1..100).contains(number))?;
    let before = before.trim_end();
    let code = comments.iter().find_map(|comment| before.strip_suffix(comment))?;
    Some((code.trim_end(), number))
}

/// The fences for `lines`, with what lies over them. Folded lines stand in a `<details>`.
pub(crate) fn html(lines: &[Line<'_>], language: &str, lang: Lang, mdbook: &Mdbook) -> String {
    let text_marks = lines.iter().map(|line| longest_run(&line.text, b'`')).max().unwrap_or(0);
    let fence = "`".repeat(text_marks.max(2) + 1);
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| a.folded == b.folded) {
        let block = block(run, language, &fence, lang, mdbook);
        if run[0].folded {
            let count = run.len();
            let more = if count == 1 { "line" } else { "lines" };
            let summary = lang.pick(format!("展开 {count} 行"), format!("{count} more {more}"));
            out.push_str(&format!(
                "<details class=\"fold\"><summary>{summary}</summary>\n\n{block}\n</details>\n\n"
            ));
        } else {
            out.push_str(&block);
        }
    }
    out
}

fn block(lines: &[Line<'_>], language: &str, fence: &str, lang: Lang, mdbook: &Mdbook) -> String {
    let written = lines.iter().map(|line| mdbook.line(&line.text, language));
    let code: String = written.flat_map(|line| [line, "\n".into()]).collect();
    let options = mdbook.nothing_hidden(&code, language);
    let fenced = format!("{fence}{language}{options}\n{code}{fence}\n\n");
    let over: String = lines.iter().enumerate().map(|(n, line)| over(n, line, lang)).collect();
    let style = bands(lines);
    if over.is_empty() && style.is_empty() {
        return fenced;
    }
    format!("<div class=\"code\"{style}>{over}\n\n{fenced}</div>\n\n")
}

/// What lies over line `n`: the sign of a diff, which does not rely on colour, and the callout's badge.
fn over(n: usize, line: &Line<'_>, lang: Lang) -> String {
    let sign = match line.mark {
        Some(Mark::Added) => Some(("+", lang.pick("新增", "added"))),
        Some(Mark::Removed) => Some(("−", lang.pick("删除", "removed"))),
        _ => None,
    };
    let sign = sign.map(|(sign, word)| {
        format!("<span class=\"sign\" style=\"--line:{n}\" title=\"{word}\">{sign}</span>")
    });
    let badge = line
        .callout
        .map(|number| format!("<span class=\"callout\" style=\"--line:{n}\">{number}</span>"));
    sign.into_iter().chain(badge).collect()
}

/// Bands behind the marked lines, as a custom property that the page's CSS paints.
fn bands(lines: &[Line<'_>]) -> String {
    let band = |(n, line): (usize, &Line<'_>)| {
        let colour = match line.mark? {
            Mark::Highlighted => "var(--mark)",
            Mark::Added => "var(--added)",
            Mark::Removed => "var(--removed)",
        };
        Some(format!("transparent {n}lh,{colour} {n}lh {0}lh,transparent {0}lh", n + 1))
    };
    let bands: Vec<String> = lines.iter().enumerate().filter_map(band).collect();
    if bands.is_empty() {
        return String::new();
    }
    format!(" style=\"--marks:linear-gradient({})\"", bands.join(","))
}

/// The length of the longest run of `mark`, which is ASCII, in `text`.
pub(crate) fn longest_run(text: &str, mark: u8) -> usize {
    text.as_bytes().split(|byte| *byte != mark).map(<[u8]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(lines: &[Line<'_>], language: &str, lang: Lang) -> String {
        super::html(lines, language, lang, &Mdbook::default())
    }

    #[test]
    fn callouts_are_comments_at_the_end_of_a_line() {
        let split = |line| split_callout(line, &["//", "#", "--"]);
        assert_eq!(split("    x += 1; // (1)"), Some(("    x += 1;", 1)));
        assert_eq!(split("key: value  # (12)"), Some(("key: value", 12)));
        assert_eq!(split("SELECT 1 -- (2)"), Some(("SELECT 1", 2)));
        for plain in ["f(1)", "// see (a)", "x // (0)", "x // (1) and more", "\"# (x)\""] {
            assert_eq!(split(plain), None);
        }
    }

    /// `x - -(1)` is written `x --(1)` by nobody but a minus is no comment of Rust.
    #[test]
    fn a_callout_begins_as_comments_of_its_language_do() {
        let callout = |path, text| Line::of(&Source::named(path, text), 0, text).callout;
        assert_eq!(callout("a.rs", "x --(1)"), None);
        assert_eq!(callout("a.sql", "x --(1)"), Some(1));
        assert_eq!(callout("a.py", "x //(1)"), None);
        assert_eq!(callout("check", "x # (1)"), Some(1));
    }

    #[test]
    fn a_callout_in_a_string_is_text() {
        let source = Source::named("a.rs", "let a = \"b // (1)\nc\"; // (2)\n");
        assert_eq!(Line::of(&source, 0, "let a = \"b // (1)"), Line::plain("let a = \"b // (1)"));
        assert_eq!(Line::of(&source, 1, "c\"; // (2)").callout, Some(2));
    }

    #[test]
    fn plain_lines_are_a_plain_fence() {
        let lines = [Line::plain("a"), Line::plain("```")];
        assert_eq!(html(&lines, "rust", Lang::En), "````rust\na\n```\n````\n\n");
    }

    #[test]
    fn marks_signs_and_badges_lie_over_the_code() {
        let mut lines = vec![Line::plain("a"), Line::plain("b")];
        lines[0].callout = Some(1);
        lines[1].mark = Some(Mark::Added);
        insta::assert_snapshot!(html(&lines, "rust", Lang::En), @r#"
        <div class="code" style="--marks:linear-gradient(transparent 1lh,var(--added) 1lh 2lh,transparent 2lh)"><span class="callout" style="--line:0">1</span><span class="sign" style="--line:1" title="added">+</span>

        ```rust
        a
        b
        ```

        </div>
        "#);
    }

    #[test]
    fn folded_lines_can_be_opened() {
        let mut lines: Vec<Line> = ["a", "b", "c", "d"].map(Line::plain).to_vec();
        lines[1].folded = true;
        lines[2].folded = true;
        insta::assert_snapshot!(html(&lines, "rust", Lang::Zh), @r#"
        ```rust
        a
        ```

        <details class="fold"><summary>展开 2 行</summary>

        ```rust
        b
        c
        ```


        </details>

        ```rust
        d
        ```
        "#);
    }
}
