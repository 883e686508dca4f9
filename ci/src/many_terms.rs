//! Generated books for `bench`: long texts, half English and half Chinese, and a large glossary.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

/// Sizes to measure, in bytes of Markdown and terms: a large book, and a very large one.
pub(crate) const SIZES: [(usize, usize); 2] = [(1_200_000, 200), (10_000_000, 2_000)];

/// Bytes of a chapter.
const CHAPTER: usize = 25_000;

const ENGLISH: [&str; 16] = [
    "ring", "node", "clock", "page", "token", "queue", "shard", "frame", "batch", "probe", "chain",
    "guard", "trace", "cell", "epoch", "slot",
];
const HAN: [&str; 16] = [
    "环", "节", "钟", "页", "符", "列", "片", "帧", "批", "针", "链", "卫", "迹", "胞", "元", "槽",
];

/// Writes the glossary below `root`, and returns what mdBook would send to the stage.
pub(crate) fn write(root: &Path, bytes: usize, terms: usize) -> anyhow::Result<Vec<u8>> {
    let mut glossary = String::new();
    for n in 0..terms {
        let _ = writeln!(
            glossary,
            "[[term]]\nid = \"t{n}\"\nzh = {{ name = \"{}\", definition = \"第 {n} 个。\", not = [\"非{0}\"] }}\n\
             en = {{ name = \"{}\", definition = \"Number {n}.\" }}\n",
            name(&HAN, "", n),
            name(&ENGLISH, "-", n),
        );
    }
    std::fs::create_dir_all(root).context("cannot write the generated book")?;
    std::fs::write(root.join("glossary.toml"), glossary).context("cannot write a glossary")?;
    let mut items: Vec<Value> = (0..bytes / CHAPTER).map(|n| chapter(n, terms)).collect();
    items.push(item("glossary", "# Glossary\n\n{{#glossary}}\n"));
    let context = json!({
        "root": root, "renderer": "html", "mdbook_version": crate::tools::MDBOOK_VERSION,
        "config": { "book": { "title": "terms", "language": "zh-CN" } },
    });
    serde_json::to_vec(&json!([context, { "items": items }])).context("cannot write JSON")
}

/// Four syllables: a name of its own for each number below 65,536.
fn name(syllables: &[&str; 16], between: &str, n: usize) -> String {
    [12, 8, 4, 0].map(|shift| syllables[(n >> shift) % 16]).join(between)
}

/// Sections of prose with a term in every second sentence, and with markup as books have it.
fn chapter(number: usize, terms: usize) -> Value {
    let mut text = format!("# Chapter {number}\n");
    let mut n = number;
    while text.len() < CHAPTER {
        if n.is_multiple_of(16) {
            let _ = write!(text, "\n## Section {n}\n");
        }
        n += 1;
        // Any step that shares no factor with the number of terms comes by all of them.
        let term = n * 7919 % terms;
        let _ = if number.is_multiple_of(2) {
            write!(
                text,
                "\nSome words come before the {} and *others* after it, with `code` and a [link](https://example.org). \
                 A second sentence speaks of nothing in particular, and goes on for a while.\n",
                name(&ENGLISH, " ", term)
            )
        } else {
            write!(
                text,
                "\n在这一句里先有一些别的话，然后才说到{}，**后面**还有`代码`与[链接](https://example.org)。第二句不说什么，只是长一些。\n",
                name(&HAN, "", term)
            )
        };
    }
    item(&format!("chapter-{number}"), &text)
}

fn item(name: &str, content: &str) -> Value {
    json!({ "Chapter": {
        "name": name, "content": content, "number": [1], "sub_items": [],
        "path": format!("{name}.md"), "source_path": null, "parent_names": [],
    }})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_has_the_size_that_was_asked_for_and_each_term_a_name() {
        let folder = tempfile::tempdir().unwrap();
        let input = write(folder.path(), 1_200_000, 200).unwrap();
        let input: Value = serde_json::from_slice(&input).unwrap();
        let items = input[1]["items"].as_array().unwrap();
        let bytes: usize =
            items.iter().map(|item| item["Chapter"]["content"].as_str().unwrap().len()).sum();
        assert!((1_200_000..1_300_000).contains(&bytes), "{bytes}");
        let mut names: Vec<String> = (0..2_000).map(|n| name(&HAN, "", n)).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 2_000);
    }
}
