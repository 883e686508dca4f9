//! Resolves the `ref:` targets of nodes in Mermaid figures: `click NODE href "ref:raft-vote"`.

use std::collections::HashSet;

use dst_kit::{Book, Diagnostic, Diagnostics, Edits, click_targets, fences};

use crate::Index;
use crate::refs::find;

/// Replaces each `ref:` target in the figures of chapter `number` by a link; reports those that lead nowhere.
pub(crate) fn resolve(
    book: &Book,
    number: usize,
    index: &Index,
    used: &mut HashSet<String>,
    edits: &mut Edits,
    diagnostics: &mut Diagnostics,
) {
    let chapter = &book.chapters[number];
    if !chapter.content.contains("\"ref:") {
        return;
    }
    for fence in fences(&chapter.content, |language| language == "mermaid") {
        for (range, written) in click_targets(&fence.body) {
            let Some(target) = written.strip_prefix("ref:") else {
                continue;
            };
            let span = fence.in_chapter(range);
            match find(book, number, index, target) {
                Ok(found) => edits.replace(span, found.url),
                Err(help) => diagnostics.push(
                    Diagnostic::error(format!("nothing has the id `{target}`"))
                        .at(chapter.place(span))
                        .help(help),
                ),
            }
            used.insert(target.to_owned());
        }
    }
}
