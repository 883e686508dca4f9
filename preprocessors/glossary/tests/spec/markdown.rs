//! Where in a chapter links go, and where never.

use dst_glossary::STAGE;
use dst_kit::testing::{EVERY_CONSTRUCT, run};

use crate::common::{PAGE, chapter, empty_chapters, marked, small};

/// The chapter `text` with marked links, after a run without complaint.
fn linked(text: &str) -> String {
    let ran = chapter(&small(), "zh-CN", text);
    assert_eq!(ran.diagnostics, "", "{text}");
    marked(&ran.chapters[0])
}

/// Nothing in `text` is linked.
fn untouched(text: &str) {
    assert_eq!(linked(text), text);
}

#[test]
fn a_link_is_plain_markdown_with_the_definition_as_title() {
    let ran = chapter(&small(), "zh-CN", "多数派\n");
    assert_eq!(
        ran.chapters[0],
        "[多数派](../glossary.md#quorum \"多数派（quorum）：任意两个都相交的节点集合，例如 &quot;过半数&quot;；r + w &gt; n。\")\n"
    );
    let ran = chapter(&small(), "en", "Raft\n");
    assert_eq!(ran.chapters[0], "[Raft](../glossary.md#raft \"Raft: A consensus algorithm.\")\n");
}

/// Every construct of Markdown passes; the one word of the chapter that is a term is the one change.
#[test]
fn every_construct_of_markdown_is_left_alone() {
    let expected = EVERY_CONSTRUCT.replacen("**共识**算法", "{**共识**|consensus}算法", 1);
    assert_eq!(linked(EVERY_CONSTRUCT), expected);
}

#[test]
fn the_first_use_in_each_section_is_linked() {
    assert_eq!(
        linked(
            "# 题 {#t}\n\n共识，共识。\n\n共识\n\n## 一 {#a}\n\n### 小节 {#s}\n\n共识\n\n### 又一小节 {#u}\n\n共识\n\n## 二 {#b}\n\n- 共识\n"
        ),
        "# 题 {#t}\n\n{共识|consensus}，共识。\n\n共识\n\n## 一 {#a}\n\n### 小节 {#s}\n\n{共识|consensus}\n\n### 又一小节 {#u}\n\n共识\n\n## 二 {#b}\n\n- {共识|consensus}\n"
    );
}

#[test]
fn prose_is_linked_wherever_it_stands() {
    for text in [
        "> [!NOTE]\n> {共识|consensus}\n",
        "- [ ] {共识|consensus}\n",
        "1. 甲\n\n   {共识|consensus}\n",
        "| a |\n|---|\n| {共识|consensus} |\n",
        "| a |\n|---|\n| x\\|{共识|consensus} |\n",
        "<details><summary>共识</summary>\n\n{共识|consensus}\n\n</details>\n",
        "<div class=\"card\">\n\n{共识|consensus}\n\n</div>\n",
        "*{共识|consensus}算法*\n",
        "是 {*consensus*|consensus}\n",
        "the *{Raft|raft} {consensus|consensus} algorithm*\n",
        "在{**共识**|consensus}中\n",
        "在{*共识*|consensus}中\n",
        "在{***共识***|consensus}中\n",
        "在{~~共识~~|consensus}中\n",
        "，**{共识|consensus}算法**，\n",
        "`x`{共识|consensus}`y`\n",
        "a<br>{共识|consensus}\n",
        "<a id=\"x\"></a>{共识|consensus}\n",
        "a &amp; {共识|consensus}\n",
        "\\*{共识|consensus} \\[\n".replace("\\*{", "\\* {").as_str(),
        "[共识](x.md)说{多数派|quorum}\n",
        "> {log\n> replication|log-replication}\n",
    ] {
        let mut plain = text.replace('{', "");
        for id in ["consensus", "quorum", "raft", "log-replication"] {
            plain = plain.replace(&format!("|{id}}}"), "");
        }
        assert_eq!(linked(&plain), text);
    }
}

#[test]
fn never_in_what_is_not_prose() {
    for text in [
        "# 共识 {#a}\n\n## 共识 {#b}\n\n### 共识\n",
        "共识\n===\n",
        "`共识`\n",
        "```text\n共识\n```\n",
        "    共识\n",
        "[共识](x.md)\n",
        "[关于*共识*的页](x.md)\n",
        "[共识][x]\n\n[x]: y.md \"共识\"\n",
        "<https://共识.example>\n",
        "![共识](x.svg \"共识\")\n",
        "<a href=\"x.html\">共识</a>\n",
        "<kbd>Raft</kbd>\n",
        "<figure>\n\n共识\n\n<figcaption>共识</figcaption>\n</figure>\n",
        "<div class=\"table-caption\" id=\"t\"><span class=\"fig-number\">表 1</span> 共识</div>\n\n| a |\n|---|\n",
        "<div>共识</div>\n",
        "<!-- 共识 -->\n",
        "x <!-- 共识 --> y\n",
        "文[^共识]\n\n[^共识]: 共识\n",
        "[^1]: *In Search of an Understandable Consensus Algorithm*\n",
        "{{#listing raft/src/node.rs#Node caption=\"共识\" id=x}}\n",
        "{{#table caption=\"共识 *多数派* `x` Raft\"}}\n",
        "{{#listing 共识\n",
        "见 https://example.org/Raft/quorum。\n",
        "《共识与 Raft》\n",
        "Ongaro，*In Search of an Understandable Consensus Algorithm*\n",
        "Howard，_Paxos vs Raft_。\n",
        "---\n",
    ] {
        untouched(text);
    }
}

#[test]
fn emphasis_that_a_link_would_break_stays_and_the_next_use_is_linked() {
    assert_eq!(linked("在**共识算法**中，共识\n"), "在**共识算法**中，{共识|consensus}\n");
    assert_eq!(linked("[^1]共识，共识\n\n[^1]: x\n"), "[^1]共识，{共识|consensus}\n\n[^1]: x\n");
}

#[test]
fn a_name_does_not_go_over_the_border_of_markup() {
    untouched("日**志复**制\n");
    untouched("R*af*t\n");
    untouched("Raft**s** 不是\n");
    untouched("共`x`识\n");
}

#[test]
fn explicit_links_choose_the_place_and_the_words() {
    assert_eq!(linked("多数派，[过半数](term:quorum)。\n"), "多数派，{过半数|quorum}。\n");
    assert_eq!(linked("[](term:quorum)\n"), "{多数派|quorum}\n");
    assert_eq!(linked("[*日志*](term:log)\n"), "{*日志*|log}\n");
    assert_eq!(linked("[共识](term:!)，共识\n"), "共识，{共识|consensus}\n");
    assert_eq!(linked("`[](term:x)`\n"), "`[](term:x)`\n");
}

#[test]
fn sections_can_be_left_out() {
    let toml =
        "[book]\nlanguage = \"zh\"\n[preprocessor.glossary]\nskip-sections = [\"references\"]\n";
    let text = "## 一 {#a}\n\n共识\n\n## 参考文献 {#references}\n\n共识，[](term:quorum)\n";
    let mut chapters = vec![("a/b.md", text), PAGE];
    chapters.extend(empty_chapters());
    let ran = run(&STAGE, &small(), toml, &chapters);
    assert_eq!(
        marked(&ran.chapters[0]),
        "## 一 {#a}\n\n{共识|consensus}\n\n## 参考文献 {#references}\n\n共识，{多数派|quorum}\n"
    );
}

#[test]
fn the_page_itself_is_not_linked() {
    let ran = run(
        &STAGE,
        &small(),
        "[book]\nlanguage = \"zh\"\n",
        &[
            ("glossary.md", "# 术语表\n\n共识与[](term:raft)。\n\n{{#glossary}}\n"),
            ("foundations/consensus.md", ""),
        ],
    );
    assert_eq!(ran.diagnostics, "");
    assert!(ran.chapters[0].starts_with(
        "# 术语表\n\n共识与[Raft](#raft \"Raft：一种共识算法。\")。\n\n## B {#letter-b}\n"
    ));
}
