//! What the tests share.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// The book's own chapters, which its glossary names.
static CHAPTERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let summary = own().join("src/zh/SUMMARY.md");
    let summary = std::fs::read_to_string(summary).expect("the book has a summary");
    let links = summary.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    links.filter(|path| path.contains('/')).map(str::to_owned).collect()
});

/// They, without text.
pub(crate) fn empty_chapters<'a>() -> impl Iterator<Item = (&'a str, &'a str)> {
    CHAPTERS.iter().map(|path| (path.as_str(), ""))
}

/// Runs the stage over `text` as the chapter `a/b.md` of a book in `language`.
pub(crate) fn chapter(root: &Path, language: &str, text: &str) -> Ran {
    let toml = format!("[book]\nlanguage = \"{language}\"\n");
    let mut chapters = vec![("a/b.md", text), PAGE];
    chapters.extend(empty_chapters());
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
