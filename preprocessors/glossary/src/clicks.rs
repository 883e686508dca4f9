//! Resolves the `term:` targets of nodes in Mermaid figures: `click NODE href "term:quorum"`.

use dst_kit::{Chapter, Diagnostic, Diagnostics, Edits, click_targets, fences};

use crate::check::suggestion;
use crate::link::url;
use crate::terms::{Glossary, Term};

/// Replaces each `term:` target in the figures of `chapter` by a link to the glossary `page`; reports those that lead
/// nowhere.
pub(crate) fn resolve(
    chapter: &Chapter,
    glossary: &Glossary,
    page: &str,
    edits: &mut Edits,
    diagnostics: &mut Diagnostics,
) {
    if !chapter.content.contains("\"term:") {
        return;
    }
    for fence in fences(&chapter.content, |language| language == "mermaid") {
        for (range, written) in click_targets(&fence.body) {
            let Some(target) = written.strip_prefix("term:") else {
                continue;
            };
            let span = fence.in_chapter(range);
            match glossary.position(target) {
                Some(position) => {
                    edits.replace(span, url(chapter, page, &glossary.terms[position]));
                }
                None => diagnostics.push(
                    Diagnostic::error(format!("no term has the id `{target}`"))
                        .at(chapter.place(span))
                        .help(suggestion(
                            target,
                            glossary.terms.iter().map(Term::id),
                            "a node takes the id of a term of the glossary: `term:quorum`",
                        )),
                ),
            }
        }
    }
}
