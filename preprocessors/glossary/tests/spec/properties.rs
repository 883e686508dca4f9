//! What holds for every text.

use dst_glossary::STAGE;
use dst_kit::markdown::{Event, Tag, TagEnd, events};
use dst_kit::testing::run;
use proptest::prelude::*;

use crate::common::{PAGE, chapter, empty_chapters, own, small, unlinked};

/// Each case is a book of up to 24 chapters.
const CASES: u32 = 150;

/// Markdown with terms in it, much of it malformed.
fn markdown() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "共识",
        "多数派",
        "Raft",
        "log-replication",
        "日志复制",
        "北大",
        "向北大概",
        "领导者",
        "LRU",
        "replicas",
        "的",
        "x",
        "，",
        "。",
        "“",
        "”",
        " ",
        "  ",
        "\n",
        "\n\n",
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "[",
        "]",
        "(",
        ")",
        "](",
        "[^1]",
        "[^1]: ",
        "!",
        "!\\",
        "\\",
        "|",
        "| a |\n|---|\n| ",
        "# ",
        "## ",
        "- ",
        "> ",
        "1. ",
        "    ",
        "```\n",
        "<a href=\"x\">",
        "</a>",
        "<b>",
        "<!-- ",
        " -->",
        "<div>\n",
        "</div>\n",
        "{{#listing ",
        "}}",
        "《",
        "》",
        "https://",
        "&amp;",
        "&lt",
        ": ",
        "<",
        ">",
        "\"",
        "'",
        "-",
        "--",
        "{#a}",
        "[r]",
        "\n[r]: y\n",
        "- [ ] ",
        "---\n",
        "\\*",
        "\r\n",
        "^",
        "ＲＡＦＴ",
        "\u{0}",
        "\t",
        "<details>\n\n",
    ]);
    prop::collection::vec(word, 0..40).prop_map(|words| words.concat())
}

/// The events of a text without the glossary's links, joined text in one piece.
fn meaning(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut in_glossary_link = false;
    let mut last_was_text = false;
    for (event, _) in events(text) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("../glossary.md#") => {
                in_glossary_link = true;
                continue;
            }
            Event::End(TagEnd::Link) if in_glossary_link => {
                in_glossary_link = false;
                continue;
            }
            Event::Text(piece) => {
                match out.last_mut() {
                    Some(last) if last_was_text => last.push_str(&piece),
                    _ => out.push(piece.to_string()),
                }
                last_was_text = true;
                continue;
            }
            other => out.push(format!("{other:?}")),
        }
        last_was_text = false;
    }
    out
}

/// Each text as a chapter of one book.
fn linked(texts: &[String]) -> Vec<String> {
    let paths: Vec<String> = (0..texts.len()).map(|i| format!("a/{i}.md")).collect();
    let mut chapters: Vec<(&str, &str)> =
        paths.iter().map(String::as_str).zip(texts.iter().map(String::as_str)).collect();
    chapters.push(PAGE);
    chapters.extend(empty_chapters());
    let ran = run(&STAGE, &small(), "[book]\nlanguage = \"zh-CN\"\n", &chapters);
    assert_eq!(ran.diagnostics, "");
    ran.chapters.into_iter().take(texts.len()).collect()
}

/// How deep links are nested.
fn depth_of_links(text: &str) -> usize {
    let (mut depth, mut deepest) = (0, 0);
    for (event, _) in events(text) {
        match event {
            Event::Start(Tag::Link { .. }) => depth += 1,
            Event::End(TagEnd::Link) => depth -= 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Taking the added links away gives each text back, and they change nothing but what they wrap.
fn unchanged(texts: &[String]) {
    for (before, after) in texts.iter().zip(linked(texts)) {
        assert_eq!(after.matches('\n').count(), before.matches('\n').count());
        assert_eq!(meaning(&after), meaning(before));
        assert!(depth_of_links(&after) <= 1, "{after}");
        assert_eq!(unlinked(&after), *before);
    }
}

/// What the property has found: a control beside emphasis, a reference that is none, a quote after emphasis.
#[test]
fn brackets_change_nothing_beside_them() {
    let found = ["共识共识\0*多数派`*", "\n[r]: y\n[r][共识]", "</a>***共识***'共识共识'，"];
    unchanged(&found.map(str::to_owned));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    /// Taking the added links away gives the chapter back, byte for byte and line for line. A link changes
    /// nothing but what it wraps: emphasis, footnotes, tables, quotes, code stay what they were.
    #[test]
    fn links_can_be_taken_away_and_change_nothing_around_them(
        texts in prop::collection::vec(markdown(), 1..25)
    ) {
        unchanged(&texts);
    }

    /// Text without a name comes out as it went in.
    #[test]
    fn text_without_names_is_untouched(text in "[ \\n\\-`#>|*_\\[\\](){}<a-k的是。，]{0,200}") {
        prop_assert_eq!(&linked(std::slice::from_ref(&text))[0], &text);
    }
}

#[test]
fn a_book_without_terms_is_untouched() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-terms");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("glossary.toml"), "").unwrap();
    let text = "# 共识\n\nRaft 与**多数派**。\n";
    let ran = run(&STAGE, &folder, "", &[("a.md", text)]);
    assert_eq!((ran.diagnostics.as_str(), ran.chapters[0].as_str()), ("", text));
}

/// Every name of the book's own glossary is found when it stands alone, by the term it belongs to.
#[test]
fn every_own_name_leads_to_its_term() {
    let text = std::fs::read_to_string(own().join("glossary.toml")).unwrap();
    let mut diagnostics = dst_kit::Diagnostics::new();
    let glossary = dst_glossary::Glossary::parse(dst_kit::Source::new("x", text), &mut diagnostics);
    let names = glossary.terms.iter().flat_map(|term| {
        let names = term.zh.linked().chain(term.en.linked());
        names.map(move |name| (name.get_ref().clone(), term.id().to_owned()))
    });
    let names: Vec<(String, String)> = names.collect();
    let chapter_text: String =
        names.iter().map(|(name, id)| format!("## {id}\n\n{name}\n\n")).collect();
    let ran = chapter(&own(), "zh-CN", &chapter_text);
    for ((name, id), section) in names.iter().zip(ran.chapters[0].split("## ").skip(1)) {
        assert!(section.contains(&format!("[{name}](../glossary.md#{id} ")), "{name}: {section}");
    }
}
