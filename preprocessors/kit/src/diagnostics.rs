//! What is wrong with a book, and how it is shown.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::SyntaxError;

/// A file that an author wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Path relative to the book's root, for messages.
    pub path: PathBuf,
    /// The whole text.
    pub text: Arc<str>,
}

impl Source {
    /// A file with its text.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<Arc<str>>) -> Self {
        Source { path: path.into(), text: text.into() }
    }
}

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The build stops.
    Error,
    /// The build goes on; `cargo book build` refuses it.
    Warning,
}

/// One thing that is wrong: the fact, its place, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// The fact: lowercase, no full stop.
    pub message: String,
    place: Option<(Source, Range<usize>)>,
    label: String,
    help: Option<String>,
}

impl Diagnostic {
    /// An error without a place yet.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A warning without a place yet.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    fn new(severity: Severity, message: impl Into<String>) -> Self {
        Diagnostic {
            severity,
            message: message.into(),
            place: None,
            label: String::new(),
            help: None,
        }
    }

    /// Puts the caret under `span` (bytes) of `source`.
    pub fn at(mut self, (source, span): (Source, Range<usize>)) -> Self {
        self.place = Some((source, span));
        self
    }

    /// A few words beside the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// What to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// An error of form, at its place as `locate` finds it.
    pub fn syntax(
        error: SyntaxError,
        locate: impl FnOnce(Range<usize>) -> (Source, Range<usize>),
    ) -> Self {
        Self::error(error.message).at(locate(error.span)).help(error.help)
    }

    fn sort_key(&self) -> (&Path, usize, Severity) {
        match &self.place {
            Some((source, span)) => (&source.path, span.start, self.severity),
            None => (Path::new(""), 0, self.severity),
        }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str());
        let path =
            self.place.as_ref().map(|(source, _)| source.path.to_string_lossy().replace('\\', "/"));
        let mut group = match (&self.place, &path) {
            (Some((source, span)), Some(path)) => {
                let mut caret = AnnotationKind::Primary.span(visible(&source.text, span.clone()));
                if !self.label.is_empty() {
                    caret = caret.label(self.label.as_str());
                }
                title.element(Snippet::source(&*source.text).path(path.as_str()).annotation(caret))
            }
            _ => Group::with_title(title),
        };
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        renderer.render(&[group])
    }
}

/// `span` cut to one line of `text` and to character borders, at least one character wide where there is one.
fn visible(text: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    let mut end = span.end.clamp(start, line_end);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let one = text[start..line_end].chars().next().map_or(0, char::len_utf8);
    start..end.max(start + one)
}

/// Everything that a stage found wrong, in any order.
#[derive(Debug, Default)]
pub struct Diagnostics {
    all: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Nothing found yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.all.push(diagnostic);
    }

    /// Adds those of another.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.all.extend(others);
    }

    /// The diagnostics found so far.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.all.iter()
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.all.iter().filter(|d| d.severity == Severity::Error).count()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them by file and line, as rustc would show them.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() }
            .decor_style(DecorStyle::Ascii);
        let mut sorted: Vec<&Diagnostic> = self.all.iter().collect();
        sorted.sort_by_key(|diagnostic| diagnostic.sort_key());
        let mut out = String::new();
        for diagnostic in sorted {
            out.push_str(&diagnostic.render(&renderer));
            out.push_str("\n\n");
        }
        out
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_file_line_column_caret_and_help() {
        let source = Source::new("src/zh/a.md", "# 题\n\n{{#listing raft/nope.rs}}\n");
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(
            Diagnostic::error("no such file: `listings/raft/nope.rs`")
                .at((source, 18..30))
                .label("not there")
                .help("did you mean `raft/node.rs`?"),
        );
        insta::assert_snapshot!(diagnostics.render(false), @r"
        error: no such file: `listings/raft/nope.rs`
         --> src/zh/a.md:3:12
          |
        3 | {{#listing raft/nope.rs}}
          |            ^^^^^^^^^^^^ not there
          |
          = help: did you mean `raft/node.rs`?
        ");
    }

    #[test]
    fn a_span_is_cut_to_its_line_and_to_characters() {
        let text = "共识\n算法";
        assert_eq!(visible(text, 1..9), 0..6);
        assert_eq!(visible(text, 7..7), 7..10);
        assert_eq!(visible(text, 99..100), text.len()..text.len());
    }
}
