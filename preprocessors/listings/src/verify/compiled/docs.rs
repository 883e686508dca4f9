//! Doc tests: the Rust code in doc comments that rustdoc runs.

use std::collections::BTreeSet;

use dst_kit::markdown::{CodeBlockKind, Event, Tag, TagEnd, events};
use proc_macro2::TokenStream;
use syn::spanned::Spanned as _;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, Meta};

/// The lines of one doc comment.
pub(crate) struct Comment {
    is_inner: bool,
    /// The line of the file, from 1, on which it begins.
    first: usize,
    /// The line on which its last part ends.
    last: usize,
    lines: Vec<String>,
}

/// Code in a comment that rustdoc runs.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DocTest {
    /// The line of the file, from 1, on which its fence begins.
    pub(crate) line: usize,
    /// Its code, with the lines that the page hides.
    pub(crate) code: String,
    /// Whether it must panic.
    pub(crate) panics: bool,
}

impl Comment {
    /// Adds `attribute` to the comment before it, or begins a new one, if it is a part of a doc comment.
    pub(crate) fn collect(attribute: &Attribute, comments: &mut Vec<Comment>) {
        let Meta::NameValue(pair) = &attribute.meta else { return };
        let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return };
        if !pair.path.is_ident("doc") {
            return;
        }
        let is_inner = matches!(attribute.style, AttrStyle::Inner(_));
        let (first, last) = (attribute.span().start().line, attribute.span().end().line);
        let text = text.value();
        let lines = text.split('\n').map(str::to_owned);
        match comments.last_mut() {
            Some(before) if before.is_inner == is_inner && before.last + 1 == first => {
                before.lines.extend(lines);
                before.last = last;
            }
            _ => comments.push(Comment { is_inner, first, last, lines: lines.collect() }),
        }
    }

    /// A file that is put into the documentation.
    pub(crate) fn of_file(text: &str) -> Comment {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        Comment { is_inner: true, first: 1, last: lines.len(), lines }
    }

    /// What rustdoc would run of it.
    pub(crate) fn tests(&self) -> Vec<DocTest> {
        let text = self.text();
        let mut tests = Vec::new();
        let mut open: Option<DocTest> = None;
        for (event, range) in events(&text) {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => {
                    let info = match &kind {
                        CodeBlockKind::Fenced(info) => info,
                        CodeBlockKind::Indented => "",
                    };
                    let line = self.first + text[..range.start].matches('\n').count();
                    let test =
                        DocTest { line, code: String::new(), panics: has(info, "should_panic") };
                    open = runs(info).then_some(test);
                }
                Event::Text(code) => {
                    if let Some(test) = &mut open {
                        test.code.push_str(&code);
                    }
                }
                Event::End(TagEnd::CodeBlock) => tests
                    .extend(open.take().map(|test| DocTest { code: unhidden(&test.code), ..test })),
                _ => {}
            }
        }
        tests
    }

    /// The comment as Markdown: without the indentation that its lines share.
    fn text(&self) -> String {
        let filled = self.lines.iter().filter(|line| !line.trim().is_empty());
        let depth = |line: &String| line.chars().take_while(|c| *c == ' ').count();
        let indent = filled.map(depth).min().unwrap_or(0);
        let lines = self.lines.iter().map(|line| line.get(indent..).unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The path in `#[doc = include_str!("…")]`.
pub(crate) fn included(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    let Expr::Macro(call) = &pair.value else { return None };
    let reads = pair.path.is_ident("doc") && call.mac.path.is_ident("include_str");
    let path = call.mac.parse_body::<syn::LitStr>().ok().filter(|_| reads)?;
    Some(path.value())
}

impl DocTest {
    /// Its words, if it is Rust at all; if it is not, rustdoc has said so.
    pub(crate) fn tokens(&self) -> TokenStream {
        self.code.parse().unwrap_or_default()
    }
}

fn words(info: &str) -> impl Iterator<Item = &str> {
    info.split([',', ' ', '\t']).filter(|word| !word.is_empty())
}

fn has(info: &str, wanted: &str) -> bool {
    words(info).any(|word| word == wanted)
}

/// Whether rustdoc runs code with this info string. What it compiles only, or ignores, is no test.
fn runs(info: &str) -> bool {
    let known: BTreeSet<&str> = ["rust", "should_panic", "test_harness", "standalone_crate"].into();
    let is_known = |word: &str| known.contains(word) || word.starts_with("edition");
    let never = |word: &str| {
        ["no_run", "compile_fail"].contains(&word) || word.starts_with("ignore") || is_error(word)
    };
    let idle = words(info).any(never);
    !idle && (has(info, "rust") || words(info).all(is_known))
}

/// `E0382` is an error that is expected.
fn is_error(word: &str) -> bool {
    word.strip_prefix('E').is_some_and(|code| code.len() == 4 && code.parse::<u16>().is_ok())
}

/// The code with what `# ` hides.
fn unhidden(code: &str) -> String {
    let shown = |line: &str| {
        let text = line.trim_start();
        match text.strip_prefix('#') {
            Some("") => String::new(),
            Some(rest) if rest.starts_with([' ', '#']) => rest.to_owned(),
            _ => line.to_owned(),
        }
    };
    code.lines().map(|line| shown(line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests(source: &str) -> Vec<(usize, String, bool)> {
        let file = syn::parse_file(source).unwrap();
        let mut comments = Vec::new();
        for attribute in file.attrs.iter().chain(file.items.iter().flat_map(|item| match item {
            syn::Item::Fn(function) => function.attrs.iter(),
            _ => [].iter(),
        })) {
            Comment::collect(attribute, &mut comments);
        }
        let tests = comments.iter().flat_map(Comment::tests);
        tests.map(|test| (test.line, test.code, test.panics)).collect()
    }

    #[test]
    fn code_in_doc_comments_is_found_with_its_line() {
        let source = "//! A crate.\n//!\n//! ```\n//! a();\n//! ```\n\n/// A function.\n///\n/// ```should_panic\n/// # b();\n/// #[c]\n/// ```\n///\n///     d();\nfn f() {}\n";
        assert_eq!(
            tests(source),
            [
                (3, "a();\n".to_owned(), false),
                (9, " b();\n#[c]\n".to_owned(), true),
                (14, "d();\n".to_owned(), false)
            ]
        );
    }

    #[test]
    fn only_what_runs_is_a_test() {
        for (info, expected) in [
            ("", true),
            ("rust", true),
            ("should_panic,edition2021", true),
            ("rust,text", true),
            ("text", false),
            ("console", false),
            ("no_run", false),
            ("rust,no_run", false),
            ("ignore", false),
            ("ignore-windows", false),
            ("compile_fail,E0382", false),
        ] {
            assert_eq!(runs(info), expected, "{info}");
        }
    }
}
