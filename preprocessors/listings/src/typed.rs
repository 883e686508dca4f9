//! What was typed into a chapter in place of a directive: Rust that nothing has compiled, numbers that nothing has
//! measured, looks that are kept for what was verified.

use std::ops::Range;

use dst_kit::markdown::{CodeBlockKind, Event, Tag, TagEnd, events};
use dst_kit::{Chapter, Diagnostic, Diagnostics, Edits, Words, directives, fences};
use memchr::{memchr, memchr_iter, memchr2_iter};

use crate::OWN;
use crate::mdbook::Mdbook;

mod html;

/// What only this stage may write: its figures, and the mark under them.
const OURS: [&str; 4] = ["listing", "output", "verified", "listing-foot"];

/// Shorter than any directive, and no heading even below a paragraph.
const BREAK: &str = "***";

/// Reports everything that poses as ours.
pub(crate) fn refuse(chapter: &Chapter, diagnostics: &mut Diagnostics) {
    refuse_charts(chapter, diagnostics);
    // Reading Markdown is what costs time.
    if !may_hold_code(&chapter.content) && !may_hold_looks(&chapter.content) {
        return;
    }
    let text = &without_directives(&chapter.content);
    let mut block: Option<html::Block> = None;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if is_rust(&info) => {
                let info = info_span(text, range);
                if !is_excused(&text[info.clone()]) {
                    diagnostics.push(code(chapter, info));
                }
            }
            Event::Start(Tag::Heading { classes, .. }) => {
                let ours = classes.iter().find(|class| OURS.contains(&class.as_ref()));
                diagnostics.extend(ours.map(|class| looks(chapter, range, class)));
            }
            Event::Start(Tag::HtmlBlock) => block = Some(html::Block::default()),
            Event::Html(piece) => {
                if let Some(block) = &mut block {
                    block.add(&piece, range.start);
                }
            }
            Event::End(TagEnd::HtmlBlock) => {
                let block = block.take().unwrap_or_default();
                diagnostics.extend(of_html(chapter, &block));
            }
            Event::InlineHtml(piece) => {
                let mut block = html::Block::default();
                block.add(&piece, range.start);
                diagnostics.extend(of_html(chapter, &block));
            }
            _ => {}
        }
    }
}

/// Reports the files that mdBook would bring in after this stage: nobody looks at what is in them, and in code they may
/// end the fence.
pub(crate) fn refuse_includes(chapter: &Chapter, mdbook: &Mdbook, diagnostics: &mut Diagnostics) {
    for (span, name) in mdbook.includes(&chapter.content) {
        diagnostics.push(
            Diagnostic::error(format!("nothing checks what `{{{{#{name}}}}}` brings in"))
                .at(chapter.place(span))
                .help(
                    "show code with `{{#listing …}}` and what a program prints with `{{#output …}}`, and write text \
                     into the chapter; a backslash before the braces makes them text",
                ),
        );
    }
}

/// The text around the blocks as it will be read. In place of each directive stands what ends a paragraph, like the
/// block that will be there, and then blank lines, so that every other byte keeps its place.
fn without_directives(text: &str) -> String {
    let mut edits = Edits::new();
    for directive in directives(text, &OWN).0 {
        let blank = "\n".repeat(directive.span.len() - BREAK.len());
        edits.replace(directive.span, format!("{BREAK}{blank}"));
    }
    edits.apply(text)
}

/// Whether some fence may say that it is Rust: by its name, or written with entities or backslashes.
fn may_hold_code(text: &str) -> bool {
    let signs = ["rs", "rust", "&", "\\"];
    let marks = memchr2_iter(b'`', b'~', text.as_bytes());
    marks.filter(|at| ["```", "~~~"].iter().any(|run| text[*at..].starts_with(run))).any(|at| {
        let info = text[at..].lines().next().unwrap_or_default().to_ascii_lowercase();
        signs.iter().any(|sign| info.contains(sign))
    })
}

/// Whether some class may be one of ours, or say that code is Rust.
fn may_hold_looks(text: &str) -> bool {
    let is_ours = |rest: &str| OURS.iter().any(|class| rest.starts_with(class));
    if memchr_iter(b'.', text.as_bytes()).any(|at| is_ours(&text[at + 1..])) {
        return true;
    }
    if memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let text = text.to_ascii_lowercase();
    let signs = ["rust", "lang", "\"rs", "'rs", "=rs", " rs", "listing", "output", "verified", "&"];
    // A `>` in quotes ends no tag, so where the value ends is not looked for.
    let values = text.find("class").map_or("", |at| &text[at..]);
    signs.iter().any(|sign| values.contains(sign))
}

/// Whether a reader would take a fence for Rust: as mdBook, scripts of highlighters or other tools read its language,
/// such as `rust,ignore`, `Rust`, `rust:x` or `{.rust}`.
fn is_rust(info: &str) -> bool {
    let words = info.split([' ', '\t', ',']);
    let mut names = words.map(|word| {
        let names = word.split(|c: char| !c.is_alphanumeric() && c != '_');
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    });
    let first = names.find(|names| !names.is_empty()).unwrap_or_default();
    first.iter().any(|name| is_rust_name(name))
}

fn is_rust_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("rust") || name.eq_ignore_ascii_case("rs")
}

/// Whether a fence is tagged `ignore` and says why.
fn is_excused(info: &str) -> bool {
    let (tags, options) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    let Ok(options) = Words::parse(options, 0) else { return false };
    let more = options.targets.iter().flat_map(|target| target.value.split(','));
    let ignored = tags.split(',').chain(more).any(|tag| tag == "ignore");
    ignored && options.text("reason").is_some_and(|reason| !reason.trim().is_empty())
}

/// Where the info string of the fence at `fence` stands.
fn info_span(text: &str, fence: Range<usize>) -> Range<usize> {
    let line = text[fence.start..].lines().next().unwrap_or_default();
    let info = line.trim_start_matches(['`', '~']).trim_start();
    let start = fence.start + line.len() - info.len();
    start..start + info.trim_end().len()
}

fn of_html(chapter: &Chapter, block: &html::Block) -> Vec<Diagnostic> {
    let said = |tag: html::Classes| {
        let words: Vec<&str> = tag.classes.split_whitespace().collect();
        let shows_code = tag.element == "code" || tag.element == "pre";
        let is_code = |word: &&str| {
            let word = word.to_ascii_lowercase();
            let named = word.strip_prefix("language-").or_else(|| word.strip_prefix("lang-"));
            named.map_or(shows_code && is_rust_name(&word), is_rust)
        };
        if words.iter().any(is_code) {
            return Some(code(chapter, tag.span));
        }
        let ours = words.iter().find(|word| OURS.contains(word))?;
        Some(looks(chapter, tag.span, ours))
    };
    block.classes().into_iter().filter_map(said).collect()
}

fn code(chapter: &Chapter, span: Range<usize>) -> Diagnostic {
    Diagnostic::error("nothing compiles this Rust code").at(chapter.place(span)).help(
        "move it to a package in listings/ and show it with `{{#listing …}}`; \
         for pseudocode use a `text` fence, or `rust,ignore reason=\"…\"` if it really cannot compile",
    )
}

fn looks(chapter: &Chapter, span: Range<usize>, class: &str) -> Diagnostic {
    Diagnostic::error(format!("the class `{class}` is the look of what was verified"))
        .at(chapter.place(span))
        .help(
            "show code with `{{#listing …}}` and what a program prints with `{{#output …}}`; \
             for a figure of another kind use another class",
        )
}

/// Reports each `chart` fence that poses as the output of a program: `at` is what [`crate::blocks`] writes. Others
/// name their source, which the diagrams stage sees to.
fn refuse_charts(chapter: &Chapter, diagnostics: &mut Diagnostics) {
    if !chapter.content.contains("chart") {
        return;
    }
    for fence in fences(&chapter.content, |language| language == "chart") {
        if fence.words().is_ok_and(|words| words.get("at").is_some()) {
            diagnostics.push(
                Diagnostic::error("no program printed these numbers")
                    .at(chapter.place(fence.info_span.clone()))
                    .help("leave out `at`; draw what a program prints with `{{#chart PACKAGE/EXAMPLE …}}`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_is_known_by_all_its_names() {
        for info in [
            "rust",
            "rs",
            "Rust",
            "RUST,ignore",
            "rust:ignore",
            "{.rust}",
            "{.rust .numberLines}",
            "{ .rust }",
            ", rust",
            "rust{1,3}",
            "rust title=\"x\"",
        ] {
            assert!(is_rust(info), "{info}");
        }
        for info in ["", "text", "text caption=\"rust\"", "toml", "trust", "rustc", "{}"] {
            assert!(!is_rust(info), "{info}");
        }
    }

    #[test]
    fn only_a_reason_excuses() {
        assert!(is_excused("rust,ignore reason=\"a fragment\""));
        assert!(is_excused("rust, ignore reason=\"a fragment\""));
        for info in [
            "rust,ignore",
            "rust reason=\"x\"",
            "rust,ignore reason=\"\"",
            "rust,ignore reason=\" \"",
            "rust reason=\"we ignore it\"",
            "rust,ignore reason=\"x",
        ] {
            assert!(!is_excused(info), "{info}");
        }
    }
}
