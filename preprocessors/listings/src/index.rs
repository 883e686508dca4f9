//! The index of listings, in place of `{{#listings}}`: what the book shows, and how much is behind it.

use dst_kit::{Book, Chapter, Diagnostics, Edits, Lang, directives, markdown};

use crate::{Package, systems};

/// One listing or output of the book.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Page and id, relative to the folder of SUMMARY.
    pub(crate) link: String,
    /// What the chapter is called in the table: its number, or its title if it has none.
    pub(crate) chapter: String,
    /// Whether it is an output rather than code.
    pub(crate) output: bool,
    pub(crate) number: String,
    pub(crate) caption: String,
    pub(crate) package: Package,
    /// Tests of the package, if it is verified.
    pub(crate) tests: Option<u32>,
}

/// Puts the index in place of each `{{#listings}}` of the book.
pub(crate) fn fill(book: &mut Book, entries: &[Entry], diagnostics: &mut Diagnostics) {
    for chapter in &mut book.chapters {
        let (found, errors) = directives(&chapter.content, &["listings"]);
        let more = found.iter().filter_map(|directive| directive.without_words().err());
        for error in errors.into_iter().chain(more) {
            diagnostics.push(dst_kit::Diagnostic::syntax(error, |span| chapter.place(span)));
        }
        let mut edits = Edits::new();
        for directive in found {
            let table = directive.apart(table(chapter, entries), &chapter.content);
            edits.replace(directive.span.clone(), table);
        }
        if !edits.is_empty() {
            chapter.content = edits.apply(&chapter.content);
        }
    }
}

fn table(chapter: &Chapter, entries: &[Entry]) -> String {
    let lang = chapter.lang;
    let mut out = lang
        .pick(
            "| 编号 | 标题 | 章 | 代码包 | 测试 | 系统 |\n| --- | --- | --- | --- | --- | --- |\n",
            "| number | caption | chapter | package | tests | systems |\n| --- | --- | --- | --- | --- | --- |\n",
        )
        .to_owned();
    for entry in entries {
        let (page, id) = entry.link.split_once('#').unwrap_or((&entry.link, ""));
        let page = chapter.link_to(page);
        let word = if entry.output {
            lang.pick("输出", "Output")
        } else {
            lang.pick("清单", "Listing")
        };
        let tests = entry
            .tests
            .map_or_else(|| lang.pick("未验证", "not verified").to_owned(), |n| n.to_string());
        out.push_str(&format!(
            "| [{word} {}]({page}#{id}) | {} | [{}]({page}) | `{}` | {tests} | {} |\n",
            entry.number,
            markdown::escape(&entry.caption),
            markdown::escape(&entry.chapter),
            entry.package.name,
            servers(&entry.package, lang),
        ));
    }
    out.trim_end().to_owned()
}

/// The real servers that the package's tests talk to. A package that asks for an unknown one has no receipt.
fn servers(package: &Package, lang: Lang) -> String {
    let names: Vec<&str> =
        systems::wanted(package).into_iter().flatten().map(|system| system.name).collect();
    names.join(lang.pick("、", ", "))
}
