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
    let text = "{{#listing a caption=a}}\n\n{{#trace r/e caption=b}}\n\n```mermaid caption=c\nx\n```\n\n{{#diff a b caption=d}}\n\n{{#chart c/h caption=e}}\n";
    let out = one(text);
    let numbers: Vec<&str> = out
        .lines()
        .filter_map(|line| Some(line.split_once("number=")?.1.trim_end_matches("}}")))
        .collect();
    assert_eq!(numbers, ["1.1-1", "1.1-1", "1.1-2", "1.1-2", "1.1-3"]);
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
            "# 甲 {#a}\n\n{{#listing a.rs caption=c id=vote}}\n\n[](ref:vote) [这里](ref:b/y#s)\n\n## 丙 {#c}\n\n## 丁 {#d}\n\n[](ref:#c)\n",
        ),
        ("# 二", ""),
        ("- 草稿", ""),
        ("b/y.md", "# 乙 {#b}\n\n## 节 {#s}\n\n[](ref:vote) [](ref:a/x) [](ref:a/x#a)\n"),
    ]);
    assert_eq!(ran.diagnostics, "");
    assert!(ran.chapters[0].contains("[清单 1.1-1](#vote) [这里](../b/y.md#s)\n"));
    assert!(ran.chapters[0].ends_with("[“丙”一节](#c)\n"));
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
        &[
            ("x.md", "# A {#a}\n\n```mermaid caption=c id=f\nx\n```\n\n[](ref:f) [](ref:y)\n"),
            ("y.md", "# B {#b}\n"),
        ],
    );
    assert!(ran.chapters[0].ends_with("[Figure 1-1](#f) [chapter 2, “B”](y.md)\n"));
}

#[test]
fn several_targets_make_a_list() {
    let figures = "```mermaid caption=c id=f\nx\n```\n\n{{#listing a.rs caption=c id=l}}\n\n{{#trace a/b caption=c id=t}}\n\n";
    let text = format!("{figures}[](ref:f,l) [](ref:f,l,t)\n");
    assert!(one(&text).ends_with(
        "[图 1.1-1](#f)、[清单 1.1-1](#l) [图 1.1-1](#f)、[清单 1.1-1](#l)、[图 1.1-2](#t)\n"
    ));
    let ran = run(&STAGE, Path::new(""), "", &[("x.md", &text)]);
    assert!(ran.chapters[0].ends_with(
        "[Figure 1-1](#f) and [Listing 1-1](#l) [Figure 1-1](#f), [Listing 1-1](#l) and [Figure 1-2](#t)\n"
    ));
}

/// The line (from 1) and the message of each diagnostic.
fn complaints(toml: &str, text: &str) -> Vec<String> {
    let ran = run(&STAGE, Path::new(""), &format!("{ZH}{toml}"), &[("# 一", ""), ("a/b.md", text)]);
    let mut lines = ran.diagnostics.lines();
    let mut found = Vec::new();
    while let Some(line) = lines.next() {
        let Some((_, message)) = line.split_once(": ").filter(|_| !line.starts_with(' ')) else {
            continue;
        };
        let place = lines.next().and_then(|place| place.rsplit(':').nth(1)).unwrap_or("nowhere");
        found.push(format!("{place}: {message}"));
    }
    found
}

#[test]
fn a_reference_leads_away_from_where_it_stands() {
    let text = "# 甲 {#a}\n\n[](ref:a/b)\n\n## 乙 {#b}\n\n### 丙 {#c}\n\n[](ref:#b)\n\n[](ref:a/b#c)\n\n## 丁 {#d}\n\n[](ref:#c) [](ref:#a)\n";
    assert_eq!(
        complaints("", text),
        [
            "3: `a/b` is where the reference stands",
            "9: `#b` is where the reference stands",
            "11: `a/b#c` is where the reference stands",
            "15: `#a` is where the reference stands",
        ]
    );
}

#[test]
fn headings_and_captions_hold_no_reference() {
    let text = "# 甲 {#a}\n\n## 见 [](ref:x) {#b}\n\n{{#table caption=\"见 [](ref:x)\" id=x}}\n\n| a |\n|---|\n\n```mermaid caption=\"[](ref:x)\"\nx\n```\n";
    assert_eq!(
        complaints("", text),
        [
            "3: a heading holds no reference",
            "5: a caption holds no reference",
            "10: a caption holds no reference",
        ]
    );
}

#[test]
fn a_list_of_references_is_checked_item_by_item() {
    let text = "{{#listing a.rs caption=c id=x}}\n\n{{#listing a.rs caption=c id=y}}\n\n[](ref:x,z,x) [字](ref:x,y) [](ref:x,)\n";
    assert_eq!(
        complaints("", text),
        [
            "5: nothing has the id `z`",
            "5: `x` is listed twice",
            "5: a list of references has no text of its own",
            "5: nothing has the id ``",
        ]
    );
}

#[test]
fn unused_ids_warn_on_request_only() {
    let text = "{{#listing a.rs caption=c id=x}}\n\n{{#listing a.rs caption=c id=y}}\n\n{{#listing a.rs caption=c}}\n\n[](ref:x)\n";
    assert!(complaints("", text).is_empty());
    assert_eq!(complaints("warn-unused = true\n", text), ["3: nothing refers to `y`"]);
}

#[test]
fn every_numbered_chapter_has_what_the_settings_ask_for() {
    let toml =
        "chapter-sections = [\"case\", \"pitfalls\"]\nchapter-kinds = [\"figure\", \"listing\"]\n";
    let text = "# 甲 {#a}\n\n## 案例 {#case}\n\n{{#trace a/b caption=c}}\n\n{{#listing a.rs}}\n";
    assert_eq!(
        complaints(toml, text),
        ["1: the chapter lacks a section `pitfalls`, a listing with a caption"]
    );
    assert!(complaints(&format!("{toml}exempt-chapters = [\"a/b\"]\n"), text).is_empty());
}

#[test]
fn what_is_wrong_with_a_generated_list_is_named() {
    let text = "# 甲 {#a}\n\n{{#list-of figure}}\n\n{{#list-of}}\n\n{{#checklists all}}\n\n{{#checklists}}\n\n{{#list-of tables}}\n";
    assert_eq!(
        complaints("", text),
        [
            "3: `{{#list-of}}` names figures or tables",
            "5: `{{#list-of}}` names figures or tables",
            "7: `{{#checklists}}` takes no words",
            "9: `{{#checklists}}` finds nothing",
            "11: `{{#list-of}}` finds nothing",
        ]
    );
}

#[test]
fn a_checklist_reads_the_same_in_another_place() {
    let text = "# 甲 {#a}\n\n## 乙 {#b}\n\n## 检查清单 {#checklist}\n\n先看[图](#f)[^n]和[邻居](c.md#x)。\n\n### 其一 {#one}\n\n- [ ] [](ref:#b)，[](ref:f)\n  - [ ] <https://a.example/>\n\n{{#trace a/b caption=\"*\" id=f}}\n\n## 后面 {#after}\n\n不在内\n\n[^n]: 注\n";
    let page = "# 清单 {#lists}\n\n{{#checklists}}\n\n{{#list-of figures}}\n";
    let ran = zh(&[("# 一", ""), ("a/b.md", text), ("# 二", ""), ("x/all.md", page)]);
    assert_eq!(ran.diagnostics, "");
    assert_eq!(
        ran.chapters[1],
        "# 清单 {#lists}\n\n## 一 {#part-1}\n\n### 1.1 甲 {#checklist-a-b}\n\n先看[图](../a/b.md#f)和[邻居](../a/c.md#x)。\n\n#### 其一\n\n- [ ] [“乙”一节](../a/b.md#b)，[图 1.1-1](../a/b.md#f)\n  - [ ] <https://a.example/>\n\n[回到第 1.1 章](../a/b.md#checklist)\n\n| 编号 | 标题 | 章 |\n| --- | --- | --- |\n| [图 1.1-1](../a/b.md#f) | \\* | [1.1 甲](../a/b.md) |\n"
    );
}

/// The example of the README.
#[test]
fn the_example_book_has_its_numbers_and_lists() {
    let ran = run(
        &STAGE,
        Path::new(""),
        include_str!("../example/book.toml"),
        &[
            ("# Basics", ""),
            ("basics/lamps.md", include_str!("../example/src/basics/lamps.md")),
            ("basics/switches.md", include_str!("../example/src/basics/switches.md")),
            ("# Practice", ""),
            ("questions.md", include_str!("../example/src/questions.md")),
            ("~ figures.md", include_str!("../example/src/figures.md")),
            ("~ checklists.md", include_str!("../example/src/checklists.md")),
        ],
    );
    insta::assert_snapshot!(format!("{}{}", ran.diagnostics, ran.chapters.join("\n~~~\n\n")));
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
        let text: String = captions.iter().enumerate().map(|(i, c)| format!("{{{{#table caption=\"{c}\"}}}}\n\n| a |\n|---|\n\n{{{{#trace r/e caption=\"{c}\" id=i{i}}}}}\n\n[](ref:i{i})\n\n")).collect();
        let out = one(&text);
        proptest::prop_assert_eq!(out.lines().count(), text.lines().count());
    }

    /// Whatever is written in whatever order: no panic, and only generated lists add lines.
    #[test]
    fn no_text_is_too_strange(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        let text = pieces.concat();
        let ran = zh(&[("# 一", ""), ("a.md", &text), ("b.md", "# 乙 {#b}\n\n{{#checklists}}\n\n{{#list-of figures}}\n")]);
        proptest::prop_assert_eq!(ran.chapters[0].lines().count(), text.lines().count());
    }
}

/// What the stage looks for, whole and in halves.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "共识",
    " ",
    "# ",
    "## ",
    "- ",
    "> ",
    "- [ ] ",
    "|",
    "`",
    "```mermaid ",
    "```",
    "](",
    ")",
    "[",
    "![",
    "[^n]",
    "[^n]: ",
    " {#checklist}",
    " {#x}",
    "[](ref:x)",
    "[文](ref:#x)",
    "[](ref:x,#checklist)",
    "ref:",
    "<ref:x>",
    "[文](b.md#b)",
    "{{#table ",
    "{{#trace a/b ",
    "{{#listing ",
    "caption=\"",
    "caption=c ",
    "id=x",
    "\"",
    "}}",
    "{{#checklist}}",
];

/// Nodes of a figure lead where links lead; one that leads nowhere is an error at its place.
#[test]
fn nodes_of_figures_take_references() {
    let figure = |target: &str| {
        format!(
            "# 甲 {{#a}}\n\n## 节 {{#s}}\n\n```mermaid\nflowchart LR\n  n\n  click n href \"ref:{target}\" \"提示\"\n```\n"
        )
    };
    let other = ("b.md", "# 乙 {#b}\n\n## 丙 {#c}\n");
    let ran = zh(&[("# 一", ""), ("x/a.md", &figure("b#c")), other]);
    assert_eq!(ran.diagnostics, "");
    assert!(ran.chapters[0].contains("click n href \"../b.md#c\" \"提示\""), "{}", ran.chapters[0]);
    let ran = zh(&[("# 一", ""), ("x/a.md", &figure("b#d")), other]);
    assert!(ran.diagnostics.contains("nothing has the id `b#d`"), "{}", ran.diagnostics);
    assert!(ran.diagnostics.contains("src/x/a.md:8:"), "{}", ran.diagnostics);
}
