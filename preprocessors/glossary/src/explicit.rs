//! Resolves the `term:` links that an author wrote.

use std::collections::HashSet;

use dst_kit::{Chapter, Diagnostic, Diagnostics, Edits, markdown};

use crate::check::suggestion;
use crate::link::tail;
use crate::prose::{Explicit, Prose};
use crate::terms::{Glossary, Term};

/// What a `term:` link may name.
const OTHERWISE: &str =
    "`term:` takes the id of a term of the glossary, or `!` for words that are never linked";

/// Replaces each `term:` link; reports those that lead nowhere. Returns the terms with the section of each.
pub(crate) fn resolve(
    chapter: &Chapter,
    prose: &Prose,
    glossary: &Glossary,
    page: &str,
    edits: &mut Edits,
    diagnostics: &mut Diagnostics,
) -> HashSet<(usize, usize)> {
    let mut used = HashSet::new();
    for link in &prose.explicit {
        let written = &chapter.content[link.range.clone()];
        let here = || chapter.place(link.range.clone());
        let Some(close) = written.rfind("](") else {
            diagnostics.push(
                Diagnostic::error("a term is written as `[text](term:ID)` or `[](term:ID)`")
                    .at(here())
                    .help("link definitions and autolinks do not take `term:`"),
            );
            continue;
        };
        let text = &written[1..close];
        if link.target == "!" {
            if text.is_empty() {
                diagnostics.push(
                    Diagnostic::error("`term:!` has no text to leave alone")
                        .at(here())
                        .help("write [the words](term:!)"),
                );
            }
            edits.replace(link.range.clone(), text);
            continue;
        }
        let Some(position) = glossary.position(&link.target) else {
            diagnostics.push(unknown(chapter, link, close, glossary));
            continue;
        };
        if link.in_heading {
            diagnostics.push(
                Diagnostic::error("a heading takes no glossary link")
                    .at(here())
                    .help("a heading is a link already; put this one into the text below"),
            );
            continue;
        }
        let term = &glossary.terms[position];
        let text = match text {
            "" => markdown::escape(term.words(chapter.lang).name()),
            text => text.to_owned(),
        };
        edits.replace(link.range.clone(), format!("[{text}{}", tail(chapter, page, term)));
        used.insert((position, link.section));
    }
    used
}

fn unknown(chapter: &Chapter, link: &Explicit, close: usize, glossary: &Glossary) -> Diagnostic {
    let start = link.range.start + close + 2;
    let named = glossary.terms.iter().find(|term| {
        [&term.zh, &term.en]
            .into_iter()
            .flat_map(|words| words.all())
            .any(|name| name.get_ref().eq_ignore_ascii_case(&link.target))
    });
    let help = match named {
        Some(term) => format!("write its id: `term:{}`", term.id()),
        None if link.target.is_empty() => OTHERWISE.to_owned(),
        None => suggestion(&link.target, glossary.terms.iter().map(Term::id), OTHERWISE),
    };
    Diagnostic::error(format!("no term has the id `{}`", link.target))
        .at(chapter.place(start..start + "term:".len() + link.target.len()))
        .help(help)
}
