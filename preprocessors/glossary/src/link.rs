//! The Markdown of a glossary link.

use dst_kit::{Chapter, Lang, escape};

use crate::terms::Term;

/// What comes after the text of a link from `chapter` to `term`: `](../glossary.md#quorum "…")`.
pub(crate) fn tail(chapter: &Chapter, page: &str, term: &Term) -> String {
    let url = url(chapter, page, term);
    let title = quoted(&title(term, chapter.lang));
    if url.contains([' ', '(', ')']) {
        format!("](<{url}> \"{title}\")")
    } else {
        format!("]({url} \"{title}\")")
    }
}

/// The address of `term` as seen from `chapter`: `../glossary.md#quorum`.
pub(crate) fn url(chapter: &Chapter, page: &str, term: &Term) -> String {
    let path = if chapter.path == page { String::new() } else { chapter.link_to(page) };
    format!("{path}#{}", term.id())
}

/// "多数派（quorum）：任意两个都……" or "quorum (多数派): A set of …".
pub(crate) fn title(term: &Term, lang: Lang) -> String {
    let name = term.words(lang).name();
    let other = term.counterpart(lang).name();
    let definition = term.words(lang).definition();
    let other = match lang {
        _ if other == name => String::new(),
        Lang::Zh => format!("（{other}）"),
        Lang::En => format!(" ({other})"),
    };
    let colon = lang.pick("：", ": ");
    format!("{name}{other}{colon}{definition}")
}

/// Text inside the quotes of a title. Entities, because a backtick, a `<` or a `|` would count as Markdown
/// even between quotes, and even behind a backslash.
fn quoted(text: &str) -> String {
    let text = escape(text).replace('`', "&#96;").replace('|', "&#124;");
    text.replace('\\', "&#92;").replace('\n', " ")
}
