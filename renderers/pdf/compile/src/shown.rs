//! Complaints as rustc would show them. The stages' kit does the same, but brings mdBook's packages with it, and
//! they ask for other features of packages that Typst is built on.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// One thing that is wrong: the fact, its place, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Complaint {
    /// Whether there is no PDF because of it.
    pub(crate) fatal: bool,
    pub(crate) message: String,
    pub(crate) place: Option<Place>,
    pub(crate) help: Option<String>,
}

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) span: Range<usize>,
}

/// All of them, each once.
pub(crate) fn render(complaints: &[Complaint], colour: bool) -> String {
    let renderer =
        if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for (at, complaint) in complaints.iter().enumerate() {
        if complaints[..at].contains(complaint) {
            continue;
        }
        out.push_str(&renderer.render(&[complaint.group()]));
        out.push_str("\n\n");
    }
    out
}

impl Complaint {
    fn group(&self) -> Group<'_> {
        let level = if self.fatal { Level::ERROR } else { Level::WARNING };
        let title = level.primary_title(self.message.as_str());
        let group = match &self.place {
            Some(Place { path, text, span }) => {
                let caret = AnnotationKind::Primary.span(first_line(text, span));
                title.element(Snippet::source(text.as_str()).path(path.as_str()).annotation(caret))
            }
            None => Group::with_title(title),
        };
        match &self.help {
            Some(help) => group.element(Level::HELP.message(help.as_str())),
            None => group,
        }
    }
}

/// What a span has of its first line.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = span.start.min(text.len());
    let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
    start..span.end.clamp(start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_is_shown_once_with_its_line() {
        let complaint = Complaint {
            fatal: true,
            message: "no such thing".to_owned(),
            place: Some(Place { path: "src/a.md".into(), text: "one\ntwo\n".into(), span: 4..7 }),
            help: Some("do this".to_owned()),
        };
        let shown = render(&[complaint.clone(), complaint], false);
        assert!(shown.starts_with("error: no such thing\n --> src/a.md:2:1\n"), "{shown}");
        assert!(shown.contains("^^^") && shown.contains("help: do this"), "{shown}");
        assert_eq!(shown.matches("error").count(), 1);
    }
}
