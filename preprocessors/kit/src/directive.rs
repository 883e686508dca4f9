//! Directives: `{{#name target key="value"}}`, alone on a line.

use std::ops::Range;

use memchr::{memchr3_iter, memmem};

use crate::markdown::{Opaque, opaque};
use crate::{SyntaxError, Words};

/// One directive of a chapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Its name, without `#`.
    pub name: String,
    /// Its targets and options.
    pub words: Words,
    /// The whole directive, from `{{` to `}}`, in bytes of the chapter.
    pub span: Range<usize>,
    /// The white space before it on its line: what is put in its place is indented likewise.
    pub indent: String,
}

impl Directive {
    /// The byte before the closing `}}`, where a stage may add options.
    pub fn end_of_words(&self) -> usize {
        self.span.end - "}}".len()
    }

    /// Whether it stands there by its name alone.
    ///
    /// # Errors
    ///
    /// At the first word that follows.
    pub fn without_words(&self) -> Result<(), SyntaxError> {
        let options = self.words.options.iter().map(|(key, _)| &key.span);
        let spans = self.words.targets.iter().map(|target| &target.span).chain(options);
        let Some(first) = spans.min_by_key(|span| span.start) else { return Ok(()) };
        let name = &self.name;
        Err(SyntaxError {
            span: first.clone(),
            message: format!("`{{{{#{name}}}}}` takes no words"),
            help: format!("write `{{{{#{name}}}}}`"),
        })
    }

    /// `block` for the place of the directive in `text`: the line after it begins a paragraph of its own, as it
    /// would be a part of an HTML block otherwise, or a row of a table.
    pub fn apart(&self, block: String, text: &str) -> String {
        let next = text[self.span.end..].lines().nth(1).unwrap_or_default();
        let is_blank = next.bytes().all(|byte| [b' ', b'\t', b'\r'].contains(&byte));
        if is_blank { block } else { block + "\n" }
    }

    /// `block` with each line after the first indented like the directive.
    pub fn indented(&self, block: &str) -> String {
        if self.indent.is_empty() {
            return block.to_owned();
        }
        let mut lines = block.lines();
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&self.indent);
                out.push_str(line);
            }
        }
        out
    }
}

/// The directives of `text` whose name is in `names`, and what is wrong with the form of any of them.
///
/// Directives in code and in HTML comments are text. A backslash before one (`\{{#listing …}}`) makes it
/// text too, as in mdBook.
pub fn directives(text: &str, names: &[&str]) -> (Vec<Directive>, Vec<SyntaxError>) {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    let braces = memmem::find_iter(text.as_bytes(), "{{#");
    let written: Vec<_> = braces.filter_map(|at| named(text, at, names)).collect();
    if written.is_empty() {
        return (found, errors);
    }
    let first_sign = first_sign(text);
    let mut parts = None;
    for (start, name) in written {
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].split_inclusive('\n').next().unwrap_or_default();
        let here = start..line_start + line.trim_end().len();
        let mut around = || {
            let parts = parts.get_or_insert_with(|| opaque(text));
            parts.iter().find(|(range, _)| range.contains(&start)).map(|(_, kind)| *kind)
        };
        match if is_sure(text, first_sign, start) { None } else { around() } {
            Some(Opaque::Code | Opaque::Comment) => continue,
            Some(Opaque::Html) => {
                errors.push(SyntaxError {
                    span: here,
                    message: format!("`{{{{#{name}}}}}` stands inside an HTML block"),
                    help: "put a blank line before and after the directive".to_owned(),
                });
                continue;
            }
            None => {}
        }
        match one(line, line_start, start - line_start, name) {
            Ok(directive) => found.push(directive),
            Err(error) => errors.push(error),
        }
    }
    (found, errors)
}

/// Where `text` has the first sign that can begin code or HTML over several paragraphs. Before it a directive can be
/// read without all of Markdown, which is what costs time.
fn first_sign(text: &str) -> usize {
    let begins = |at: &usize| ["```", "~~~", "<"].iter().any(|sign| text[*at..].starts_with(sign));
    memchr3_iter(b'`', b'~', b'<', text.as_bytes()).find(begins).unwrap_or(text.len())
}

/// Whether no code and no HTML is open at `start`: a paragraph begins there, not indented, before the first sign.
fn is_sure(text: &str, first_sign: usize, start: usize) -> bool {
    start <= first_sign && (start == 0 || text[..start].ends_with("\n\n"))
}

/// The place and the name of a directive that begins at `start`, if it is one of `names` and no backslash makes
/// it text.
fn named<'a>(text: &'a str, start: usize, names: &[&str]) -> Option<(usize, &'a str)> {
    let rest = text[start..].strip_prefix("{{#")?;
    let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    let known = names.contains(&&rest[..end]) && !text[..start].ends_with('\\');
    known.then_some((start, &rest[..end]))
}

/// The directive `name` at `column` of `line`.
fn one(line: &str, line_start: usize, column: usize, name: &str) -> Result<Directive, SyntaxError> {
    let written = line.trim_end();
    let start = line_start + column;
    let span = start..line_start + written.len();
    let words_at = column + "{{#".len() + name.len();
    let Some(close) = line[words_at..].find("}}") else {
        return Err(SyntaxError {
            span,
            message: format!("`{{{{#{name}` is not closed"),
            help: "end the directive with `}}` on the same line".to_owned(),
        });
    };
    let end = words_at + close;
    if !line[..column].trim().is_empty() || end + 2 != written.len() {
        return Err(SyntaxError {
            span,
            message: format!("`{{{{#{name}}}}}` is not alone on its line"),
            help: "a directive stands alone on a line, outside of quotes and tables".to_owned(),
        });
    }
    let words = Words::parse(&line[words_at..end], line_start + words_at)?;
    Ok(Directive { name: name.to_owned(), words, span, indent: line[..column].to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let (found, errors) = directives(text, &["listing", "output"]);
        assert_eq!(errors, []);
        found.into_iter().map(|d| format!("{} {}", d.name, d.words.targets[0].value)).collect()
    }

    #[test]
    fn finds_directives_between_paragraphs() {
        assert_eq!(
            names("文字\n\n{{#listing a.rs}}\n\n- 项\n\n  {{#output x/y}}\n"),
            ["listing a.rs", "output x/y"]
        );
    }

    #[test]
    fn code_comments_and_escapes_are_text() {
        let text = "```text\n{{#listing a}}\n```\n`{{#listing b}}`\n\n<!-- {{#listing c}} -->\n\n\\{{#listing d}}\n\n    {{#listing e}}\n";
        assert!(names(text).is_empty());
    }

    #[test]
    fn other_directives_are_left_to_their_owners() {
        assert!(names("{{#include a.md}}\n{{#listings x}}\n").is_empty());
    }

    #[test]
    fn names_what_is_wrong_with_the_form() {
        let message = |text: &str| directives(text, &["listing"]).1.remove(0).message;
        assert_eq!(message("{{#listing a.rs"), "`{{#listing` is not closed");
        assert_eq!(message("见 {{#listing a.rs}}"), "`{{#listing}}` is not alone on its line");
        assert_eq!(
            message("<div>\n{{#listing a.rs}}\n</div>"),
            "`{{#listing}}` stands inside an HTML block"
        );
    }

    #[test]
    fn words_after_a_directive_that_takes_none_are_an_error_at_the_first() {
        let (found, _) = directives("{{#counts}}\n\n{{#counts a=1 x}}\n", &["counts"]);
        assert_eq!(found[0].without_words(), Ok(()));
        let error = found[1].without_words().unwrap_err();
        assert_eq!(
            (error.span, error.message.as_str(), error.help.as_str()),
            (23..24, "`{{#counts}}` takes no words", "write `{{#counts}}`")
        );
    }

    proptest::proptest! {
        /// What is said without Markdown is what Markdown says.
        #[test]
        fn no_code_and_no_html_is_open_where_that_is_sure(pieces in proptest::collection::vec(
            proptest::sample::select(&[
                "文", "`", "``", "```", "~~~", "<", "<div>", "</div>", "<!--", "-->", "<script>", "<pre>", "    ",
                "\t", "- ", "> ", "1. ", "# ", "|a|\n|-|\n", "---", "[a]: b \"", "[^a]: ", ": ", "$$", "\\",
                "\n", "\n\n", "\r\n", "\n\n{{#listing a}}", "{{#listing a}}\n",
            ][..]),
            0..12,
        )) {
            let text = pieces.concat();
            let (opaque, first_sign) = (opaque(&text), first_sign(&text));
            for (start, _) in text.match_indices("{{#") {
                let open = opaque.iter().any(|(range, _)| range.contains(&start));
                proptest::prop_assert!(!(open && is_sure(&text, first_sign, start)), "{text:?} at {start}");
            }
        }
    }

    #[test]
    fn a_blank_line_parts_a_block_from_the_line_after_it() {
        let block = |text: &str| {
            let (found, _) = directives(text, &["listings"]);
            found[0].apart("</figure>".to_owned(), text)
        };
        for text in
            ["{{#listings}}", "{{#listings}}\n", "{{#listings}}\n\na", "{{#listings}} \r\n \t\r\na"]
        {
            assert_eq!(block(text), "</figure>", "{text:?}");
        }
        // To Markdown a line of U+3000 is not blank.
        for text in ["{{#listings}}\na", "{{#listings}} \r\na", "{{#listings}}\n\u{3000}\na"] {
            assert_eq!(block(text), "</figure>\n", "{text:?}");
        }
    }

    #[test]
    fn a_block_is_indented_like_its_directive() {
        let (found, _) = directives("1. 步骤\n\n   {{#listing a.rs}}\n", &["listing"]);
        assert_eq!(found[0].indented("<p>\n\ncode\n</p>"), "<p>\n\n   code\n   </p>");
    }
}
