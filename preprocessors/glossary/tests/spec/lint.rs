//! Warnings about words for which the book has a better one, and the list of links.

use std::path::{Path, PathBuf};

use dst_glossary::STAGE;
use dst_kit::testing::{Ran, run};

use crate::common::{PAGE, chapter, own, unlinked};

/// A folder with a glossary that rejects words.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    let toml = r#"
[[term]]
id = "quorum"
translate = true
zh = { name = "多数派", avoid = ["仲裁数", "日志项"], not = ["日志项目"], definition = "过半数的节点。" }
en = { name = "quorum", avoid = ["voting set"], not = ["quorum queue"], definition = "More than half." }

[[term]]
id = "ttl"
translate = true
zh = { name = "生存时间", aliases = ["TTL"], definition = "过期之前的时长。" }
en = { name = "time to live", aliases = ["TTL"], definition = "How long until expiry." }

[[term]]
id = "raft"
zh = { name = "Raft", definition = "一种共识算法。" }
en = { name = "Raft", definition = "A consensus algorithm." }
"#;
    std::fs::write(folder.join("glossary.toml"), toml).expect("a folder for tests");
    folder
}

fn zh(name: &str, text: &str) -> Ran {
    chapter(&folder(name), "zh-CN", text)
}

#[test]
fn rejected_and_foreign_words_are_warnings_with_the_name_to_write() {
    let text = "# 复制仲裁数 {#a}\n\n凑够仲裁数才算成功，\n两个 Quorums 必有交集。\n\n## 二 {#b}\n\nTime to live 到了。\n";
    let ran = zh("lint-words", text);
    assert_eq!(ran.errors, 0);
    assert_eq!(unlinked(&ran.chapters[0]), text);
    assert!(ran.chapters[0].contains("[Quorums](../glossary.md#quorum "), "a link all the same");
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn mentions_acronyms_names_of_works_and_code_are_left_alone() {
    for text in [
        "多数派（quorum）必有交集。",
        "多数派 (a quorum) 必有交集。",
        "所谓“quorum”是多数派。",
        "Raft 的 TTL 是 60 秒。",
        "RabbitMQ 的 quorum queue 与 `quorum`。",
        "[仲裁数](term:!)是旧译，[quorum](term:!) 是原文。",
        "[仲裁数](https://example.org)与《仲裁数》与 *The Quorum Paper*。",
        "日志项目很多。",
        "voting set 在中文里不管。",
        "```text\n仲裁数\n```\n\n<figure>仲裁数</figure>\n",
    ] {
        assert_eq!(zh("lint-alone", text).diagnostics, "", "{text}");
    }
}

#[test]
fn a_closed_parenthesis_is_no_excuse() {
    for text in ["（见上）quorum 也是。", "（完。quorum 也是）", "“多数”，quorum。"]
    {
        assert!(zh("lint-closed", text).diagnostics.contains("has a Chinese name"), "{text}");
    }
}

#[test]
fn an_english_book_rejects_its_own_words_only() {
    let root = folder("lint-english");
    let ran = chapter(&root, "en", "A quorum and its time to live.\n\nA Voting set.\n");
    assert!(ran.diagnostics.contains("the book does not call it `Voting set`"));
    assert_eq!(ran.diagnostics.matches("warning").count(), 1, "{}", ran.diagnostics);
}

#[test]
fn sections_to_skip_are_not_read() {
    let toml = "[book]\nlanguage = \"zh\"\n[preprocessor.glossary]\nskip-sections = [\"more\"]\n";
    let chapters = [("a.md", "# 一 {#a}\n\n## 延伸阅读 {#more}\n\n仲裁数\n"), PAGE];
    assert_eq!(run(&STAGE, &folder("lint-skip"), toml, &chapters).diagnostics, "");
}

#[test]
fn a_word_is_not_both_name_and_rejected_and_translate_needs_a_chinese_name() {
    let folder = folder("lint-wrong");
    let toml = r#"
[[term]]
id = "raft"
translate = true
zh = { name = "Raft", avoid = ["租约"], definition = "甲。" }
en = { name = "Raft", definition = "A." }

[[term]]
id = "lease"
zh = { name = "租约", avoid = ["租约"], definition = "乙。" }
en = { name = "lease", definition = "B." }
"#;
    std::fs::write(folder.join("glossary.toml"), toml).expect("a folder for tests");
    let ran = run(&STAGE, &folder, "", &[PAGE]);
    insta::assert_snapshot!(ran.diagnostics);
    assert_eq!(ran.errors, 3);
}

#[test]
fn the_books_own_definitions_follow_its_own_rules() {
    let toml = std::fs::read_to_string(own().join("glossary.toml")).expect("the glossary");
    let texts = toml.lines().filter_map(|line| line.strip_prefix("definition = \""));
    let text: String = texts
        .filter(|text| text.contains('。'))
        .map(|text| format!("{}\n\n", text.trim_end_matches('"')))
        .collect();
    assert!(text.lines().count() > 400);
    assert_eq!(chapter(&own(), "zh-CN", &text).diagnostics, "");
}

#[test]
fn the_report_shows_each_link_and_each_near_miss() {
    let folder = folder("lint-report");
    let toml = "[book]\nlanguage = \"zh\"\n[preprocessor.glossary]\nreport = \"report.txt\"\n";
    let text = "# 一 {#a}\n\n得到多数派同意；又一个多数派。\n\n## 二 {#b}\n\n在**Raft 算法**中，TTL 是 1 秒。quorum queue 与（quorum）。\n";
    let ran = run(&STAGE, &folder, toml, &[("a.md", text), PAGE]);
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(std::fs::read_to_string(folder.join("report.txt")).expect("a report"));
}
