//! What must hold in `glossary.toml`.

use std::collections::HashMap;

use dst_kit::{Book, Diagnostic, Diagnostics, Lang, nearest};
use toml::Spanned;

use crate::normal::{is_han, normal_form};
use crate::terms::{Glossary, Term, Words};

/// Reports everything in the file that cannot be right.
pub(crate) fn check(glossary: &Glossary, book: &Book, diagnostics: &mut Diagnostics) {
    for (position, term) in glossary.terms.iter().enumerate() {
        check_id(glossary, position, term, diagnostics);
        for words in [&term.zh, &term.en] {
            check_words(glossary, term, words, diagnostics);
        }
        if term.translate && !term.zh.name().contains(is_han) {
            diagnostics.push(
                Diagnostic::error(format!("`{}` has no Chinese name to write", term.id()))
                    .at(glossary.at(term.zh.name.span()))
                    .help("give it one, or remove `translate`"),
            );
        }
        for see in &term.see {
            check_see(glossary, term, see, diagnostics);
        }
        if let Some(chapter) = &term.chapter
            && book.chapter(chapter.get_ref()).is_none()
        {
            let known = book.chapters.iter().map(|chapter| chapter.slug());
            diagnostics.push(
                Diagnostic::error(format!("there is no chapter `{}`", chapter.get_ref()))
                    .at(glossary.at(chapter.span()))
                    .help(suggestion(
                        chapter.get_ref(),
                        known,
                        "a chapter is named by its path in SUMMARY.md without `.md`",
                    )),
            );
        }
    }
    for lang in [Lang::Zh, Lang::En] {
        check_collisions(glossary, lang, diagnostics);
    }
}

/// "did you mean …?", or `otherwise` when nothing is near.
pub(crate) fn suggestion<'a>(
    wanted: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: &str,
) -> String {
    match nearest(wanted, known).as_slice() {
        [] => otherwise.to_owned(),
        near => format!("did you mean `{}`?", near.join("`, `")),
    }
}

fn check_id(glossary: &Glossary, position: usize, term: &Term, diagnostics: &mut Diagnostics) {
    let id = term.id();
    let at = || glossary.at(term.id.span());
    let well_formed = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !well_formed || id.starts_with("letter-") {
        diagnostics.push(
            Diagnostic::error(format!("`{id}` is not an id"))
                .at(at())
                .help("use lowercase ASCII letters, digits and hyphens; `letter-…` is taken by the page's headings"),
        );
    }
    if let Some(first) = glossary.terms[..position].iter().find(|t| t.id() == id) {
        let line = glossary.source.text[..first.id.span().start].matches('\n').count() + 1;
        diagnostics.push(
            Diagnostic::error(format!("the id `{id}` is used twice"))
                .at(at())
                .help(format!("the other one is in line {line}")),
        );
    }
}

fn check_words(glossary: &Glossary, term: &Term, words: &Words, diagnostics: &mut Diagnostics) {
    for name in words.all().chain(&words.avoid) {
        if normal_form(name.get_ref()).is_empty()
            || name.get_ref().contains(['\n', '：', ':', '（', '('])
        {
            diagnostics.push(
                Diagnostic::error(
                    "a name is one line, with a letter and without colons and parentheses",
                )
                .at(glossary.at(name.span()))
                .help(
                    "correct or remove it: the title of a link is `name (counterpart): definition`",
                ),
            );
        }
    }
    if words.definition().is_empty() {
        diagnostics.push(
            Diagnostic::error(format!("`{}` has no definition", words.name()))
                .at(glossary.at(words.definition.span()))
                .help("say in one to three short sentences what it is"),
        );
    }
    for context in &words.not {
        let normal = normal_form(context.get_ref()).to_ascii_lowercase();
        let holds_a_name = [&term.zh, &term.en].into_iter().any(|words| {
            words
                .all()
                .chain(&words.avoid)
                .map(|name| normal_form(name.get_ref()).to_ascii_lowercase())
                .any(|name| normal.len() > name.len() && normal.contains(&name))
        });
        if !holds_a_name {
            diagnostics.push(
                Diagnostic::error(format!(
                    "`{}` does not contain a name of the term",
                    context.get_ref()
                ))
                .at(glossary.at(context.span()))
                .help("`not` lists longer strings in which a name means something else"),
            );
        }
    }
}

fn check_see(
    glossary: &Glossary,
    term: &Term,
    see: &Spanned<String>,
    diagnostics: &mut Diagnostics,
) {
    let id = see.get_ref();
    let diagnostic = if id == term.id() {
        Diagnostic::error(format!("`{id}` refers to itself")).help("remove it from `see`")
    } else if glossary.position(id).is_none() {
        let known = glossary.terms.iter().map(Term::id);
        Diagnostic::error(format!("no term has the id `{id}`")).help(suggestion(
            id,
            known,
            "`see` lists ids of terms in this file",
        ))
    } else {
        return;
    };
    diagnostics.push(diagnostic.at(glossary.at(see.span())));
}

/// No name may lead to two terms.
fn check_collisions(glossary: &Glossary, lang: Lang, diagnostics: &mut Diagnostics) {
    let mut seen: HashMap<String, &Term> = HashMap::new();
    for term in &glossary.terms {
        let words = term.words(lang);
        for name in words.all().chain(&words.avoid) {
            let key = normal_form(name.get_ref()).to_ascii_lowercase();
            let Some(other) = seen.insert(key, term) else {
                continue;
            };
            let message = if other.id() == term.id() {
                format!("`{}` is listed twice", name.get_ref())
            } else {
                format!("`{}` is a name of `{}` too", name.get_ref(), other.id())
            };
            diagnostics.push(Diagnostic::error(message).at(glossary.at(name.span())).help(
                "spaces, hyphens, width and case do not make a difference; keep it in one place",
            ));
        }
    }
}
