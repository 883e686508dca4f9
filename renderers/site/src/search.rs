//! The search text: what `theme/search.js` scans.
//!
//! A script file rather than JSON, because a page that was opened from disk (`file://`) may load scripts of its
//! own folder and may not fetch. It is loaded when the reader opens the search.

use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::pages::Page;
use crate::sections::Section;

/// The names that mean the same, with the anchor of their entry: `[id, name, alias, …]`.
pub type Names = Vec<Vec<String>>;

/// The contents of the search file.
pub fn script(pages: &[(&Page, &[Section])], names: &Names) -> String {
    let pages: Vec<Value> = pages
        .iter()
        .map(|(page, sections)| {
            let sections: Vec<Value> =
                sections.iter().map(|s| json!([s.id, s.level, s.heading, s.text])).collect();
            json!([page.path, page.title, page.part, sections])
        })
        .collect();
    // Written out, for the order of a `Value`'s keys depends on how serde_json was built.
    format!(
        "window.dstSearch = {{\"names\":{},\"pages\":{}}};\n",
        json!(names),
        Value::Array(pages)
    )
}

/// A name that changes with the contents, so that a browser may keep the file.
pub fn file_name(script: &str) -> String {
    let hash = Sha256::digest(script.as_bytes());
    let short: String = hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("search-{short}.js")
}

/// The names and aliases of a glossary: `[[term]]` with `id`, and `name` and `aliases` in a table a language.
///
/// # Errors
/// If the file cannot be read or has another form.
pub fn names(glossary: &Path) -> anyhow::Result<Names> {
    #[derive(Deserialize)]
    struct Glossary {
        #[serde(default)]
        term: Vec<toml::Table>,
    }
    let text = std::fs::read_to_string(glossary).with_context(|| {
        format!("cannot read the glossary {}; see [output.site]", glossary.display())
    })?;
    let glossary: Glossary = toml::from_str(&text).with_context(|| {
        format!("{} is no glossary: it has [[term]] tables", glossary.display())
    })?;
    Ok(glossary.term.iter().map(of_term).filter(|names| names.len() > 2).collect())
}

fn of_term(term: &toml::Table) -> Vec<String> {
    let mut names = Vec::from_iter(term.get("id").and_then(toml::Value::as_str).map(str::to_owned));
    for words in term.values().filter_map(toml::Value::as_table) {
        let aliases = words.get("aliases").and_then(toml::Value::as_array).into_iter().flatten();
        for name in words.get("name").into_iter().chain(aliases).filter_map(toml::Value::as_str) {
            if !names.iter().skip(1).any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_holds_what_is_searched() {
        let page = Page {
            path: "a.html".into(),
            source: "a.md".into(),
            title: "A".into(),
            part: "P".into(),
        };
        let section =
            Section { level: 1, id: "a".into(), heading: "A".into(), text: "x\"y\n共识".into() };
        let text =
            script(&[(&page, &[section])], &vec![vec!["q".into(), "多数".into(), "quorum".into()]]);
        assert_eq!(
            text,
            "window.dstSearch = {\"names\":[[\"q\",\"多数\",\"quorum\"]],\"pages\":[[\"a.html\",\"A\",\"P\",[[\"a\",1,\"A\",\"x\\\"y\\n共识\"]]]]};\n"
        );
        assert_ne!(file_name(&text), file_name("other"));
    }

    #[test]
    fn names_of_all_languages_stand_together() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("glossary.toml");
        let term = "[[term]]\nid = 'q'\nsee = ['z']\n[term.zh]\nname = '法定人数'\naliases = ['仲裁']\n[term.en]\nname = 'quorum'\n";
        std::fs::write(
            &file,
            format!("{term}[[term]]\nid = 'x'\n[term.zh]\nname = 'X'\n[term.en]\nname = 'X'\n"),
        )
        .unwrap();
        let mut found = names(&file).unwrap();
        found[0][1..].sort();
        assert_eq!(found, [["q", "quorum", "仲裁", "法定人数"]]);
        assert!(names(&folder.path().join("none")).is_err());
    }
}
