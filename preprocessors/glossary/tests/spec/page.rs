//! The glossary page.

use dst_glossary::STAGE;
use dst_kit::testing::run;

use crate::common::small;

const CHAPTERS: [(&str, &str); 6] = [
    ("# 一", ""),
    (
        "foundations/consensus.md",
        "# 共识：[全]解 {#c}\n\n共识。\n\n## 选举 {#election}\n\n领导者与共识。\n\n## 日志*复制* {#log}\n\nRaft 与共识。\n\n## 四 {#d}\n\n共识\n\n## 五 {#e}\n\n共识\n\n## 六 {#f}\n\n共识\n\n## 没有锚点\n\n共识与 Raft\n",
    ),
    ("# 二", ""),
    ("practice/cache.md", "# 缓存 {#cache}\n\nLRU 与 Raft\n"),
    ("practice/none.md", "# 空 {#n}\n\n什么也没有\n"),
    ("glossary.md", "# 术语表 {#glossary}\n\n本书的术语。\n\n{{#glossary}}\n\n完。\n"),
];

#[test]
fn in_chinese_terms_are_grouped_by_pinyin() {
    let ran = run(&STAGE, &small(), "[book]\nlanguage = \"zh-CN\"\n", &CHAPTERS);
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters[3]);
}

#[test]
fn in_english_by_letter() {
    let chapters = [
        ("a.md", "# A\n\n## B {#b}\n\nA leader.\n"),
        ("foundations/consensus.md", "# C\n\nRaft\n"),
        ("glossary.md", "# Glossary\n\n{{#glossary}}\n"),
    ];
    let ran = run(&STAGE, &small(), "", &chapters);
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters[2]);
}

/// A term keeps its anchor, and every list in HTML is closed.
#[test]
fn the_html_is_balanced_and_each_id_stands_once() {
    let ran = run(&STAGE, &small(), "[book]\nlanguage = \"zh-CN\"\n", &CHAPTERS);
    let page = &ran.chapters[3];
    for tag in ["dl", "dt", "dd", "span", "details", "summary"] {
        let open =
            page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(open, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    assert_eq!(page.matches("<dt id=\"raft\">").count(), 1);
    assert_eq!(page.matches("<dt id=").count(), 15);
}
