//! What the stage does to small books.

use std::path::Path;

use dst_crossref::STAGE;
use dst_kit::testing::{EVERY_CONSTRUCT, Ran, run};

const ZH: &str = "[book]\nlanguage = \"zh-CN\"\n[preprocessor.crossref]\nnumber-by-part = true\n";

fn zh(chapters: &[(&str, &str)]) -> Ran {
    run(&STAGE, Path::new(""), ZH, chapters)
}

/// The text of the only chapter, after a run without complaint.
fn one(text: &str) -> String {
    let ran = zh(&[("# 一", ""), ("a/b.md", text)]);
    assert_eq!(ran.diagnostics, "");
    ran.chapters[0].clone()
}

#[test]
fn numbers_are_written_where_the_later_stages_find_them() {
    assert_eq!(
        one("{{#listing a.rs caption=\"甲\" id=x}}\n"),
        "{{#listing a.rs caption=\"甲\" id=x number=1.1-1}}\n"
    );
    assert_eq!(
        one("```mermaid caption=\"图\"\na-->b\n```\n"),
        "```mermaid caption=\"图\" id=figure-1-1-1 number=1.1-1\na-->b\n```\n"
    );
}

#[test]
fn each_kind_is_counted_on_its_own_and_traces_are_figures() {
    let text = "{{#listing a caption=a}}\n\n{{#trace r/e caption=b}}\n\n```mermaid caption=c\nx\n```\n\n{{#diff a b caption=d}}\n";
    let out = one(text);
    let numbers: Vec<&str> = out
        .lines()
        .filter_map(|line| Some(line.split_once("number=")?.1.trim_end_matches("}}")))
        .collect();
    assert_eq!(numbers, ["1.1-1", "1.1-1", "1.1-2", "1.1-2"]);
}

#[test]
fn what_has_no_caption_has_no_number() {
    let text = "{{#listing a.rs}}\n\n```mermaid\na\n```\n";
    assert_eq!(one(text), text);
}

#[test]
fn a_table_gets_its_caption_on_the_line_of_the_directive() {
    assert_eq!(
        one("{{#table caption=\"取<舍\" id=t}}\n\n| a |\n|---|\n"),
        "<div class=\"table-caption\" id=\"t\"><span class=\"fig-number\">表 1.1-1</span> 取&lt;舍</div>\n\n| a |\n|---|\n"
    );
}

#[test]
fn references_go_to_labels_sections_and_chapters() {
    let ran = zh(&[
        ("# 一", ""),
        (
            "a/x.md",
            "# 甲 {#a}\n\n{{#listing a.rs caption=c id=vote}}\n\n[](ref:vote) [](ref:#a) [这里](ref:b/y#s)\n",
        ),
        ("# 二", ""),
        ("- 草稿", ""),
        ("b/y.md", "# 乙 {#b}\n\n## 节 {#s}\n\n[](ref:vote) [](ref:a/x) [](ref:a/x#a)\n"),
    ]);
    assert_eq!(ran.diagnostics, "");
    assert!(ran.chapters[0].ends_with("[清单 1.1-1](#vote) [“甲”一节](#a) [这里](../b/y.md#s)\n"));
    assert!(ran.chapters[1].ends_with(
        "[清单 1.1-1](../a/x.md#vote) [第 1.1 章“甲”](../a/x.md) [“甲”一节](../a/x.md#a)\n"
    ));
}

#[test]
fn english_has_english_words() {
    let ran = run(
        &STAGE,
        Path::new(""),
        "",
        &[("x.md", "# A {#a}\n\n```mermaid caption=c id=f\nx\n```\n\n[](ref:f) [](ref:x)\n")],
    );
    assert!(ran.chapters[0].ends_with("[Figure 1-1](#f) [chapter 1, “A”](x.md)\n"));
}

#[test]
fn references_in_code_are_text() {
    let text = "`[](ref:x)`\n\n```text\n[](ref:x)\n```\n";
    assert_eq!(one(text), text);
}

#[test]
fn everything_wrong_is_reported_in_one_run() {
    let toml =
        "[book]\nlanguage = \"zh-CN\"\n[preprocessor.crossref]\nrequire-heading-ids = true\n";
    let ran = run(
        &STAGE,
        Path::new(""),
        toml,
        &[
            (
                "a.md",
                "# 甲\n\n{{#listing a.rs caption=c id=vote}}\n\n见 [](ref:vot) 和 [](ref:b#none)。\n",
            ),
            (
                "b.md",
                "# 乙 {#b}\n\n## 节 {#b}\n\n```mermaid caption=d id=vote\nx\n```\n\n{{#listing a.rs id=x}}\n\n{{#table captoin=x}}\n\n文字\n",
            ),
        ],
    );
    assert_eq!(ran.errors, 9);
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn every_construct_of_markdown_is_left_alone() {
    let ran = zh(&[("# 一", ""), ("a.md", EVERY_CONSTRUCT)]);
    assert_eq!(ran.diagnostics, "");
    assert_eq!(ran.chapters[0], EVERY_CONSTRUCT);
}

proptest::proptest! {
    /// A chapter without directives and references comes out byte for byte.
    #[test]
    fn other_text_is_untouched(text in "[ \\n\\-`#>|*_\\[\\](){}<a-z共识。]{0,200}") {
        proptest::prop_assume!(!text.contains("{{#"));
        proptest::prop_assert_eq!(&zh(&[("# 一", ""), ("a.md", &text)]).chapters[0], &text);
    }

    /// No line is added or removed, so that the later stages see the author's lines.
    #[test]
    fn lines_stay(captions in proptest::collection::vec("[a-z共 ]{1,8}", 1..6)) {
        let text: String = captions.iter().map(|c| format!("{{{{#table caption=\"{c}\"}}}}\n\n| a |\n|---|\n\n{{{{#trace r/e caption=\"{c}\"}}}}\n\n")).collect();
        let out = one(&text);
        proptest::prop_assert_eq!(out.lines().count(), text.lines().count());
    }
}
