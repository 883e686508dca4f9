//! What the tests share.

use std::path::{Path, PathBuf};

use dst_glossary::STAGE;
use dst_kit::testing::{Ran, run};

/// The glossary page that every test book has.
pub(crate) const PAGE: (&str, &str) = ("glossary.md", "# 术语表 {#glossary}\n\n{{#glossary}}\n");

/// The folder of the small glossary.
pub(crate) fn small() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small")
}

/// The folder of the book's own glossary.
pub(crate) fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A chapter for each one that a glossary names.
pub(crate) const CHAPTERS: [&str; 4] =
    ["foundations/consensus.md", "practice/cache.md", "guide/index.md", "guide/first-run.md"];

/// Runs the stage over `text` as the chapter `a/b.md` of a book in `language`.
pub(crate) fn chapter(root: &Path, language: &str, text: &str) -> Ran {
    let toml = format!("[book]\nlanguage = \"{language}\"\n");
    let mut chapters = vec![("a/b.md", text), PAGE];
    chapters.extend(CHAPTERS.map(|path| (path, "")));
    run(&STAGE, root, &toml, &chapters)
}

/// `text` with each added link as `{words|id}`, as the tables write it.
pub(crate) fn marked(text: &str) -> String {
    links(text, |words, id| format!("{{{words}|{id}}}"))
}

/// `text` without the added links.
pub(crate) fn unlinked(text: &str) -> String {
    links(text, |words, _| words.to_owned())
}

/// Rewrites each `[words](../glossary.md#id "…")`.
fn links(text: &str, show: impl Fn(&str, &str) -> String) -> String {
    let mut out = text.to_owned();
    while let Some(middle) = out.find("](../glossary.md#") {
        let start = out[..middle].rfind('[').expect("a link has a bracket");
        let id_at = middle + "](../glossary.md#".len();
        let id_end = id_at + out[id_at..].find(' ').expect("a title follows");
        let end = id_end + out[id_end..].find("\")").expect("the title ends") + 2;
        let shown = show(&out[start + 1..middle], &out[id_at..id_end]);
        out.replace_range(start..end, &shown);
    }
    out
}
