//! The list of all links with their sentences, for an editor to review.

use std::fmt::Write as _;
use std::ops::Range;

use dst_kit::Chapter;

use crate::lint::place;
use crate::prose::{Occurrence, Section, Verdict};
use crate::terms::Glossary;

/// More characters than these are not shown on either side of a name.
const AROUND: usize = 24;

/// The list, chapter by chapter.
#[derive(Debug, Default)]
pub(crate) struct Report {
    chapters: String,
    links: usize,
}

impl Report {
    /// Adds the links of a chapter, and the names in it that become none.
    pub(crate) fn add(
        &mut self,
        chapter: &Chapter,
        sections: &[Section],
        glossary: &Glossary,
        found: &[&Occurrence],
        links: &[&Occurrence],
    ) {
        let (source, _) = chapter.place(0..0);
        let out = &mut self.chapters;
        let _ = writeln!(out, "\n{}: {} links", source.path.display(), links.len());
        self.links += links.len();
        let mut section = None;
        for name in found {
            let note = match name.verdict {
                Verdict::Link if links.iter().any(|link| std::ptr::eq(*link, *name)) => "",
                Verdict::NotHere => ", kept out by `not`",
                Verdict::NoRoom => ", no room for a link",
                Verdict::Link | Verdict::Rejected | Verdict::Foreign => continue,
            };
            if section != Some(name.section) {
                section = Some(name.section);
                let title = sections[name.section].title.trim();
                let _ = writeln!(out, "  {}", if title.is_empty() { "-" } else { title });
            }
            let id = glossary.terms[name.term].id();
            let (source, place) = place(chapter, name.range.clone());
            let line = source.text[..place.start].matches('\n').count() + 1;
            let sentence = sentence(&chapter.content, &name.range);
            let _ = writeln!(out, "{line:6}  {sentence}  [{id}{note}]");
        }
    }

    /// The whole list.
    pub(crate) fn text(&self) -> String {
        format!("{} links; names are marked «so»\n{}", self.links, self.chapters)
    }
}

/// The sentence around a name, with the name marked; cut where it is long.
fn sentence(text: &str, name: &Range<usize>) -> String {
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '\n');
    let before = text[..name.start].rsplit(is_end).next().unwrap_or_default();
    let after = text[name.end..].split_inclusive(is_end).next().unwrap_or_default();
    let cut = before.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let end = after.char_indices().nth(AROUND).map_or(after.len(), |(at, _)| at);
    format!(
        "{}{}«{}»{}{}",
        if cut > 0 { "…" } else { "" },
        before[cut..].trim_start(),
        &text[name.clone()],
        after[..end].trim_end(),
        if end < after.len() { "…" } else { "" },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_cut_at_its_ends_and_where_it_is_long() {
        let text = "前一句。领导者负责日志复制！后一句。";
        let at = text.find("日志").unwrap();
        assert_eq!(sentence(text, &(at..at + 12)), "领导者负责«日志复制»！");
        let long = format!("{0}共识{0}", "甲".repeat(100));
        let at = long.find("共识").unwrap();
        let side = "甲".repeat(AROUND);
        assert_eq!(sentence(&long, &(at..at + 6)), format!("…{side}«共识»{side}…"));
    }
}
