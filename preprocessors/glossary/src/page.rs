//! The glossary page.
//!
//! A definition list in HTML around Markdown: each `<dt>` has the id of its term, and the only headings are
//! the letters, so that mdBook's sidebar lists these and not every term.

use std::fmt::Write as _;

use dst_kit::{Book, Chapter, escape, markdown};

use crate::order::{initial, key};
use crate::prose::Section;
use crate::terms::{Glossary, Term};

/// More places than this are folded.
const SHOWN: usize = 6;

/// A section in which a term is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Use {
    /// Position of the chapter in the book.
    pub(crate) chapter: usize,
    /// Position of the section in the chapter.
    pub(crate) section: usize,
}

/// What the page is made of.
pub(crate) struct Page<'a> {
    pub(crate) book: &'a Book,
    /// The chapter that is the page.
    pub(crate) here: &'a Chapter,
    pub(crate) glossary: &'a Glossary,
    /// Sections of each chapter.
    pub(crate) sections: &'a [Vec<Section>],
    /// Uses of each term, in reading order.
    pub(crate) uses: &'a [Vec<Use>],
}

impl Page<'_> {
    /// The list of all terms.
    pub(crate) fn render(&self) -> String {
        let lang = self.here.lang;
        let mut order: Vec<(Vec<String>, usize)> = self
            .glossary
            .terms
            .iter()
            .enumerate()
            .map(|(position, term)| (key(term.words(lang), lang), position))
            .collect();
        // `#` stands before the letters, as in an index.
        order.sort_by(|(a, i), (b, j)| (initial(a), a, i).cmp(&(initial(b), b, j)));

        let mut out = String::new();
        for group in order.chunk_by(|(a, _), (b, _)| initial(a) == initial(b)) {
            let letter = initial(&group[0].0);
            let id = match letter {
                '#' => "other".to_owned(),
                letter => letter.to_ascii_lowercase().to_string(),
            };
            let heading = if letter == '#' { "\\#".to_owned() } else { letter.to_string() };
            let _ = write!(out, "## {heading} {{#letter-{id}}}\n\n<dl class=\"glossary\">\n");
            for &(_, position) in group {
                self.term(&mut out, position);
            }
            out.push_str("</dl>\n\n");
        }
        out.truncate(out.trim_end().len());
        out
    }

    fn term(&self, out: &mut String, position: usize) {
        let lang = self.here.lang;
        let term = &self.glossary.terms[position];
        let words = term.words(lang);
        let other = match term.counterpart(lang).name() {
            other if other == words.name() => String::new(),
            other => format!(
                " <span class=\"glossary-other\" lang=\"{}\">{}</span>",
                lang.pick("en", "zh"),
                escape(other)
            ),
        };
        let _ =
            writeln!(out, "<dt id=\"{}\">{}{other}</dt>\n<dd>\n", term.id(), escape(words.name()),);
        let _ = writeln!(out, "{}\n", markdown::escape(words.definition()));
        let more = self.more(term);
        if !more.is_empty() {
            let _ = writeln!(out, "{more}\n");
        }
        self.where_used(out, &self.uses[position]);
        out.push_str("</dd>\n");
    }

    /// Other names, related terms, the chapter that explains it.
    fn more(&self, term: &Term) -> String {
        let lang = self.here.lang;
        let comma = lang.pick("、", ", ");
        let aliases: Vec<String> = term
            .words(lang)
            .aliases
            .iter()
            .map(|alias| markdown::escape(alias.get_ref()))
            .collect();
        let see: Vec<String> = term
            .see
            .iter()
            .filter_map(|id| self.glossary.position(id.get_ref()))
            .map(|other| {
                let other = &self.glossary.terms[other];
                format!("[{}](#{})", markdown::escape(other.words(lang).name()), other.id())
            })
            .collect();
        let chapter = term
            .chapter
            .as_ref()
            .and_then(|slug| self.book.chapter(slug.get_ref()))
            .map(|chapter| self.chapter_link(chapter));
        let mut parts = Vec::new();
        if !aliases.is_empty() {
            parts.push(format!("{}{}", lang.pick("又称 ", "Also "), aliases.join(comma)));
        }
        if !see.is_empty() {
            parts.push(format!("{}{}", lang.pick("参见 ", "See "), see.join(comma)));
        }
        if let Some(chapter) = chapter {
            parts.push(format!("{}{chapter}", lang.pick("详见 ", "Explained in ")));
        }
        match parts.is_empty() {
            true => String::new(),
            false => parts.join(lang.pick("。", ". ")) + lang.pick("。", "."),
        }
    }

    /// `chapter › section, section; chapter`.
    fn where_used(&self, out: &mut String, uses: &[Use]) {
        if uses.is_empty() {
            return;
        }
        let lang = self.here.lang;
        let chapters: Vec<String> = uses
            .chunk_by(|a, b| a.chapter == b.chapter)
            .map(|uses| self.used_in_chapter(uses))
            .collect();
        let list = chapters.join(lang.pick("；", "; "));
        if uses.len() > SHOWN {
            let summary = lang.pick(
                format!("出现于 {} 节", uses.len()),
                format!("Used in {} sections", uses.len()),
            );
            let _ = write!(
                out,
                "<details class=\"glossary-uses\"><summary>{summary}</summary>\n\n{list}\n\n</details>\n"
            );
        } else {
            let _ = writeln!(out, "{}{list}\n", lang.pick("出现于 ", "Used in "));
        }
    }

    fn used_in_chapter(&self, uses: &[Use]) -> String {
        let chapter = &self.book.chapters[uses[0].chapter];
        let sections: Vec<String> = uses
            .iter()
            .map(|place| &self.sections[place.chapter][place.section])
            .filter(|section| !section.title.is_empty())
            .map(|section| {
                let title = markdown::escape(section.title.trim());
                match &section.id {
                    Some(id) => format!("[{title}]({}#{id})", self.url(chapter)),
                    None => title,
                }
            })
            .collect();
        let link = self.chapter_link(chapter);
        if sections.is_empty() {
            return link;
        }
        format!("{link} › {}", sections.join(self.here.lang.pick("、", ", ")))
    }

    fn chapter_link(&self, chapter: &Chapter) -> String {
        let number = chapter.number_text().map_or(String::new(), |number| number + " ");
        format!("[{number}{}]({})", markdown::escape(&chapter.name), self.url(chapter))
    }

    fn url(&self, chapter: &Chapter) -> String {
        let path = self.here.link_to(&chapter.path);
        if path.contains([' ', '(', ')']) {
            path.replace(' ', "%20").replace('(', "%28").replace(')', "%29")
        } else {
            path
        }
    }
}
