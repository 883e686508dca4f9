//! Finds what is numbered in a chapter, and writes the numbers.

use std::collections::HashMap;
use std::ops::Range;

use dst_kit::{Chapter, Diagnostic, Diagnostics, Edits, Lang, Words, directives, escape, fences};

use crate::Kind;

/// One numbered thing.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) kind: Kind,
    /// Given by the author, or made of kind and number.
    pub(crate) id: String,
    /// Where the id stands, or the whole thing when nobody gave one.
    pub(crate) id_span: Range<usize>,
    /// `2.7-1`.
    pub(crate) number: String,
    pub(crate) caption: String,
    /// The directive, or the info string of the fence.
    pub(crate) span: Range<usize>,
    /// Where the number goes.
    insert_at: usize,
    /// Whether the author gave the id.
    pub(crate) has_id: bool,
}

impl Label {
    /// "清单 2.7-1" or "Listing 2.7-1".
    pub(crate) fn text(&self, lang: Lang) -> String {
        format!("{} {}", self.kind.word(lang), self.number)
    }

    /// Writes the number where the stage that draws the thing finds it. A table is nobody else's, so its
    /// directive becomes the caption.
    pub(crate) fn write_number(&self, chapter: &Chapter, edits: &mut Edits) {
        if self.kind == Kind::Table {
            let caption = format!(
                r#"<div class="table-caption" id="{}"><span class="fig-number">{}</span> {}</div>"#,
                escape(&self.id),
                self.text(chapter.lang),
                escape(&self.caption)
            );
            return edits.replace(self.span.clone(), caption);
        }
        let id = if self.has_id { String::new() } else { format!(" id={}", self.id) };
        edits.insert(self.insert_at, format!("{id} number={}", self.number));
    }
}

/// The numbered things of a chapter, in order. A thing without a caption has no number.
pub(crate) fn collect(chapter: &Chapter, diagnostics: &mut Diagnostics) -> Vec<Label> {
    let (directives, errors) =
        directives(&chapter.content, &["listing", "diff", "output", "trace", "chart", "table"]);
    for error in
        errors.into_iter().filter(|error| chapter.content[error.span.clone()].contains("{{#table"))
    {
        // The other directives are reported by the stages that own them.
        diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
    }

    let mut found: Vec<(Kind, Words, Range<usize>, usize)> = Vec::new();
    for directive in directives {
        let Some(kind) = Kind::of_directive(&directive.name) else {
            continue;
        };
        if kind == Kind::Table {
            check_table(chapter, &directive.words, &directive.span, diagnostics);
        }
        found.push((
            kind,
            directive.words.clone(),
            directive.span.clone(),
            directive.end_of_words(),
        ));
    }
    for fence in fences(&chapter.content, Kind::is_drawn) {
        // A malformed info string is reported by the stage that draws the fence.
        let Ok(words) = fence.words() else { continue };
        let end = fence.info_span.end;
        found.push((Kind::Figure, words, fence.info_span, end));
    }
    found.sort_by_key(|(_, _, span, _)| span.start);

    let mut counts: HashMap<Kind, u32> = HashMap::new();
    let prefix = chapter.number_text().map_or(String::new(), |number| number + "-");
    let mut labels = Vec::new();
    for (kind, words, span, insert_at) in found {
        let Some(caption) = words.text("caption") else {
            if let Some(id) = words.get("id") {
                diagnostics.push(
                    Diagnostic::error(format!("`{}` has an id and no caption", id.value))
                        .at(chapter.place(id.span.clone()))
                        .help("give it a caption=\"…\": what has a caption is numbered and can be referred to"),
                );
            }
            continue;
        };
        let count = counts.entry(kind).or_default();
        *count += 1;
        let number = format!("{prefix}{count}");
        let given = words.get("id");
        labels.push(Label {
            kind,
            id: given.map_or_else(
                || format!("{}-{}", kind.name(), number.replace('.', "-")),
                |id| id.value.clone(),
            ),
            id_span: given.map_or_else(|| span.clone(), |id| id.span.clone()),
            number,
            caption: caption.to_owned(),
            span,
            insert_at,
            has_id: given.is_some(),
        });
    }
    for label in labels.iter().filter(|label| label.caption.contains("](ref:")) {
        diagnostics.push(
            Diagnostic::error("a caption holds no reference")
                .at(chapter.place(label.span.clone()))
                .help(
                    "refer to it in the text beside: captions are shown in lists and drawings too",
                ),
        );
    }
    for label in labels.iter().filter(|label| label.has_id && !is_id(&label.id)) {
        diagnostics.push(
            Diagnostic::error(format!("`{}` is not an id", label.id))
                .at(chapter.place(label.id_span.clone()))
                .help("use lowercase ASCII letters, digits and hyphens: both editions share ids"),
        );
    }
    labels
}

/// Whether `text` is an id that both editions can use.
pub(crate) fn is_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn check_table(
    chapter: &Chapter,
    words: &Words,
    span: &Range<usize>,
    diagnostics: &mut Diagnostics,
) {
    for error in words.check(&["caption", "id"]) {
        diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
    }
    if let Some(extra) = words.targets.first() {
        diagnostics.push(
            Diagnostic::error("`{{#table}}` takes no target")
                .at(chapter.place(extra.span.clone()))
                .help("write {{#table caption=\"…\" id=…}} above the table"),
        );
    }
    if words.get("caption").is_none() {
        diagnostics.push(
            Diagnostic::error("the table has no caption")
                .at(chapter.place(span.clone()))
                .help("write {{#table caption=\"…\" id=…}} above the table"),
        );
    }
    let below = chapter.content[span.end..].trim_start();
    if !below.starts_with('|') {
        diagnostics.push(
            Diagnostic::error("no table follows").at(chapter.place(span.clone())).help(
                "after `{{#table …}}` comes a blank line, then a table whose lines begin with `|`",
            ),
        );
    }
}
