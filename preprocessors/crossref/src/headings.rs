//! Headings: what a `ref:` to a section finds, and the rules for their ids.

use std::ops::Range;

use dst_kit::markdown::{Event, HeadingLevel, Tag, TagEnd, events};
use dst_kit::{Chapter, Diagnostic, Diagnostics};

use crate::labels::{Label, is_id};

/// One heading of a chapter.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) level: HeadingLevel,
    /// The explicit id, if there is one.
    pub(crate) id: Option<String>,
    /// Its text without markup.
    pub(crate) title: String,
    pub(crate) span: Range<usize>,
}

/// The headings of `text`, in order.
pub(crate) fn collect(text: &str) -> Vec<Heading> {
    let mut headings: Vec<Heading> = Vec::new();
    let mut inside = false;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) => {
                inside = true;
                let id = id.map(|id| id.to_string());
                headings.push(Heading { level, id, title: String::new(), span: range });
            }
            Event::End(TagEnd::Heading(_)) => inside = false,
            Event::Text(piece) | Event::Code(piece) if inside => {
                if let Some(heading) = headings.last_mut() {
                    heading.title.push_str(&piece);
                }
            }
            _ => {}
        }
    }
    headings
}

/// The section that `headings[position]` opens: up to the next heading of its level or a higher one, or to
/// `end`.
pub(crate) fn section(headings: &[Heading], position: usize, end: usize) -> Range<usize> {
    let level = headings[position].level;
    let next = headings[position + 1..].iter().find(|heading| heading.level <= level);
    headings[position].span.start..next.map_or(end, |heading| heading.span.start)
}

/// Reports ids that are missing (when they are required), malformed or used twice in the chapter.
pub(crate) fn check(
    chapter: &Chapter,
    headings: &[Heading],
    labels: &[Label],
    required: bool,
    diagnostics: &mut Diagnostics,
) {
    for (position, heading) in headings.iter().enumerate() {
        let here = || chapter.place(heading.span.clone());
        match &heading.id {
            None if required && heading.level <= HeadingLevel::H3 => diagnostics.push(
                Diagnostic::error(format!("the heading “{}” has no id", heading.title))
                    .at(here())
                    .help("end it with an ASCII id, such as {#log-replication}: links keep it when the text changes, and both editions share it"),
            ),
            Some(id) if required && !is_id(id) => diagnostics.push(
                Diagnostic::error(format!("`{id}` is not an id"))
                    .at(here())
                    .help("use lowercase ASCII letters, digits and hyphens"),
            ),
            Some(id) => {
                let twice = headings[..position].iter().any(|earlier| earlier.id.as_ref() == Some(id));
                if twice || labels.iter().any(|label| &label.id == id) {
                    diagnostics.push(
                        Diagnostic::error(format!("the id `{id}` is used twice in this chapter"))
                            .at(here())
                            .help("change one of them: a link goes to the first"),
                    );
                }
            }
            None => {}
        }
    }
}
