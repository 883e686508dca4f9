//! Pages that are made of the whole book: `{{#list-of figures}}` and `{{#checklists}}`.

use dst_kit::markdown::escape;
use dst_kit::{
    Book, Chapter, Diagnostic, Diagnostics, Directive, Edits, directives, misspelled, nearest,
};

use crate::refs::url;
use crate::{Index, Kind, checklists};

/// What `{{#list-of …}}` can list.
const LISTS: [(&str, Kind); 2] = [("figures", Kind::Figure), ("tables", Kind::Table)];

/// Puts lists in place of the directives of chapter `number`.
pub(crate) fn fill(
    book: &Book,
    number: usize,
    index: &Index,
    edits: &mut Edits,
    diagnostics: &mut Diagnostics,
) {
    let chapter = &book.chapters[number];
    let (found, errors) = directives(&chapter.content, &["list-of", "checklists"]);
    let misspelled = misspelled(&chapter.content, &["list-of", "checklists", "table"]);
    for error in errors.into_iter().chain(misspelled) {
        diagnostics.push(Diagnostic::syntax(error, |span| chapter.place(span)));
    }
    for directive in found {
        let filled = match directive.name.as_str() {
            "checklists" => no_words(chapter, &directive).and_then(|()| {
                nothing(chapter, &directive, checklists::collect(book, number, index))
            }),
            _ => kind(chapter, &directive)
                .and_then(|kind| nothing(chapter, &directive, list(book, number, index, kind))),
        };
        match filled {
            Ok(text) => edits.replace(directive.span.clone(), directive.indented(&text)),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
}

fn no_words(chapter: &Chapter, directive: &Directive) -> Result<(), Box<Diagnostic>> {
    if directive.words.targets.is_empty() && directive.words.options.is_empty() {
        return Ok(());
    }
    let error = Diagnostic::error("`{{#checklists}}` takes no words");
    Err(Box::new(error.at(chapter.place(directive.span.clone())).help("write `{{#checklists}}`")))
}

fn kind(chapter: &Chapter, directive: &Directive) -> Result<Kind, Box<Diagnostic>> {
    let written = match directive.words.targets.as_slice() {
        [one] if directive.words.options.is_empty() => one.value.as_str(),
        _ => "",
    };
    if let Some((_, kind)) = LISTS.iter().find(|(name, _)| *name == written) {
        return Ok(*kind);
    }
    let help = match nearest(written, LISTS.iter().map(|(name, _)| *name)).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `{{#list-of figures}}` or `{{#list-of tables}}`".to_owned(),
    };
    let error = Diagnostic::error("`{{#list-of}}` names figures or tables");
    Err(Box::new(error.at(chapter.place(directive.span.clone())).help(help)))
}

/// `text`, or a warning that there is nothing to show.
fn nothing(
    chapter: &Chapter,
    directive: &Directive,
    text: String,
) -> Result<String, Box<Diagnostic>> {
    if !text.is_empty() {
        return Ok(text);
    }
    let warning = Diagnostic::warning(format!("`{{{{#{}}}}}` finds nothing", directive.name));
    Err(Box::new(warning.at(chapter.place(directive.span.clone())).help("remove it for now")))
}

/// All things of one kind as a table: number, caption, chapter. Empty if there are none.
fn list(book: &Book, number: usize, index: &Index, kind: Kind) -> String {
    let here = &book.chapters[number];
    let mut rows = String::new();
    for (position, (there, targets)) in book.chapters.iter().zip(&index.chapters).enumerate() {
        for label in targets.labels.iter().filter(|label| label.kind == kind) {
            rows.push_str(&format!(
                "\n| [{}]({}) | {} | [{}]({}) |",
                label.text(here.lang),
                url(here, there, position == number, Some(&label.id)),
                escape(&label.caption),
                title(there),
                url(here, there, false, None),
            ));
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let head = here.lang.pick("| 编号 | 标题 | 章 |", "| number | caption | chapter |");
    format!("{head}\n| --- | --- | --- |{rows}")
}

/// `2.7 共识`.
pub(crate) fn title(chapter: &Chapter) -> String {
    let number = chapter.number_text().map_or(String::new(), |number| number + " ");
    format!("{number}{}", escape(&chapter.name))
}
