//! What every chapter must have.

use dst_kit::{Chapter, Diagnostic, Diagnostics};

use crate::{Kind, Settings, Targets};

/// Warns if `chapter` lacks a section or a kind of figure that the settings ask for. Chapters without a
/// number (cover, glossary, indexes) and those that the settings name are exempt.
pub(crate) fn check(
    chapter: &Chapter,
    targets: &Targets,
    settings: &Settings,
    diagnostics: &mut Diagnostics,
) {
    let exempt = settings.exempt_chapters.iter().any(|slug| slug == chapter.slug());
    if exempt || chapter.number.is_empty() {
        return;
    }
    let has_section = |id: &str| targets.headings.iter().any(|h| h.id.as_deref() == Some(id));
    let has_kind = |kind: Kind| targets.labels.iter().any(|label| label.kind == kind);
    let sections = settings.chapter_sections.iter().filter(|id| !has_section(id));
    let kinds = settings.chapter_kinds.iter().filter(|kind| !has_kind(**kind));
    let missing: Vec<String> = sections
        .map(|id| format!("a section `{id}`"))
        .chain(kinds.map(|kind| format!("a {} with a caption", kind.name())))
        .collect();
    if missing.is_empty() {
        return;
    }
    let heading = targets.headings.first().map_or(0..0, |heading| heading.span.clone());
    diagnostics.push(
        Diagnostic::warning(format!("the chapter lacks {}", missing.join(", ")))
            .at(chapter.place(heading))
            .help("every chapter has them; a page of another kind is named in `exempt-chapters` of book.toml"),
    );
}
