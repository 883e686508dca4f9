//! The stage over small books: what it puts in place of fences, and what it says of wrong ones.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;

use dst_diagrams::STAGE;
use dst_kit::testing::{self, Ran};
use dst_kit::{Context, Diagnostics, Lang};

const ZH: &str = "[book]\nlanguage = \"zh-CN\"\n";

fn run(root: &Path, text: &str) -> Ran {
    testing::run(&STAGE, root, ZH, &[("raft/log.md", text)])
}

fn diagnostics(text: &str) -> String {
    let root = tempfile::tempdir().unwrap();
    run(root.path(), text).diagnostics
}

/// A fence becomes a figure in one line with its number and caption; the text around is not touched.
#[test]
fn a_fence_becomes_a_figure() {
    let root = tempfile::tempdir().unwrap();
    let text = "# 题\n\n前文\n```mermaid caption=\"甲 <到> 乙\" id=ab number=2.7-1\nflowchart LR\n  a --> b\n```\n后文\n";
    let ran = run(root.path(), text);
    assert_eq!(ran.diagnostics, "");
    let lines: Vec<&str> = ran.chapters[0].lines().collect();
    assert_eq!((lines[2], lines[3], lines[5], lines[6]), ("前文", "", "", "后文"));
    let (start, end) = (
        "<figure class=\"diagram\" id=\"ab\"><label class=\"diagram-zoom\" title=\"放大这张图\"><input class=\"checkbox-img\" type=\"checkbox\" aria-label=\"放大这张图\"></label><div class=\"diagram-scroll\"><svg ",
        "</svg></div><figcaption><span class=\"fig-number\">图 2.7-1</span> 甲 &lt;到&gt; 乙</figcaption></figure>",
    );
    assert!(lines[4].starts_with(start) && lines[4].ends_with(end), "{}", lines[4]);
    assert!(lines[4].contains("<title id=\"dg-ab-t\">甲 &lt;到&gt; 乙</title>"));
}

/// Without caption, number and id there is only the drawing; figures of one chapter differ in their ids.
#[test]
fn a_figure_needs_no_options() {
    let root = tempfile::tempdir().unwrap();
    let fence = "```spacetime\nnodes a b\n0 a -> b \"x\"\n```\n";
    let ran = run(root.path(), &format!("{fence}\n{fence}"));
    let text = &ran.chapters[0];
    assert!(text.contains("dg-raft-log-1-t") && text.contains("dg-raft-log-2-t"), "{text}");
    assert!(text.contains("<figure class=\"diagram spacetime\"><label"));
    assert!(!text.contains("figcaption"));
}

/// A trace or a chart that no receipt vouches for carries the mark of an output; with a receipt nothing is added.
#[test]
fn a_figure_without_a_receipt_says_so() {
    let root = tempfile::tempdir().unwrap();
    let figure = |options: &str| {
        let text = format!("```spacetime at=1{options}\nnodes a b\n0 a -> b \"x\"\n```\n");
        let ran = run(root.path(), &text);
        assert_eq!(ran.diagnostics, "");
        ran.chapters[0].clone()
    };
    let mark = "<span class=\"unverified\">未验证</span></figcaption></figure>";
    assert!(figure(" receipt=none caption=甲").ends_with(&format!("甲 {mark}\n")));
    assert!(figure(" receipt=none").ends_with(&format!("</div><figcaption>{mark}\n")));
    assert!(figure(" caption=甲").ends_with("<figcaption>甲</figcaption></figure>\n"));
    let chart = "```chart at=1 receipt=none source=\"p/examples/e.rs\" caption=甲\nn,v\n1,2\n```\n";
    let ran = run(root.path(), chart);
    assert!(ran.chapters[0].ends_with(&format!("p/examples/e.rs</span> {mark}\n")));
}

/// mdBook's `links` comes later and reads figures too.
#[test]
fn a_label_is_no_directive_of_mdbook() {
    let root = tempfile::tempdir().unwrap();
    let ran = run(root.path(), "```spacetime\nnodes a b\n0 a -> b \"{{#title x}}\"\n```\n");
    assert_eq!(ran.diagnostics, "");
    assert!(ran.chapters[0].contains("{&#123;#title x}}"), "{}", ran.chapters[0]);
    assert!(!ran.chapters[0].contains("{{"), "{}", ran.chapters[0]);
}

/// Lists and quotes hold figures as they hold fences.
#[test]
fn figures_stand_in_lists_and_quotes() {
    let root = tempfile::tempdir().unwrap();
    let ran = run(
        root.path(),
        "- 项\n\n  ```mermaid\n  flowchart LR\n    a\n  ```\n\n> ```mermaid\n> flowchart LR\n>   a\n> ```\n",
    );
    assert_eq!(ran.diagnostics, "");
    let lines: Vec<&str> = ran.chapters[0].lines().collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines[2].starts_with("  <figure") && lines[4].starts_with("> <figure"));
}

/// Other fences, and text about fences, stay byte for byte.
#[test]
fn what_is_not_ours_stays() {
    let root = tempfile::tempdir().unwrap();
    let text = "```text\nmermaid\n```\n\n````markdown\n```mermaid\na\n```\n````\n\n`spacetime`\n";
    assert_eq!(run(root.path(), text).chapters[0], text);
    assert_eq!(run(root.path(), testing::EVERY_CONSTRUCT).chapters[0], testing::EVERY_CONSTRUCT);
}

/// The PDF renderer gets colours that it understands.
#[test]
fn the_pdf_has_no_variables() {
    let root = tempfile::tempdir().unwrap();
    let context = Context {
        root: root.path().to_owned(),
        src: "src".into(),
        lang: Lang::Zh,
        renderer: "pdf".to_owned(),
        book: ZH.parse().unwrap(),
    };
    let text = "```mermaid\nflowchart LR\n  a:::leader --> b\n```\n";
    let mut book = testing::book(&[("a.md", text)], Lang::Zh);
    let mut diagnostics = Diagnostics::new();
    (STAGE.run)(&context, &mut book, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty());
    let svg = &book.chapters[0].content;
    assert!(svg.contains("fill=\"#") && !svg.contains("var("), "{svg}");
    assert!(!svg.contains("<input") && !svg.contains("<label"), "{svg}");
}

/// A drawing is taken from the cache if nothing that it depends on has changed, and drawn anew otherwise.
#[test]
fn drawings_are_kept() {
    let root = tempfile::tempdir().unwrap();
    let text = "```mermaid\nflowchart LR\n  a\n```\n";
    let first = run(root.path(), text).chapters.remove(0);
    let folder = root.path().join("target/dst-diagrams");
    let kept: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1);
    std::fs::write(&kept[0], "<svg>kept</svg>").unwrap();
    assert!(run(root.path(), text).chapters[0].contains("<svg>kept</svg>"));
    let other = run(root.path(), &text.replace("  a", "  b")).chapters.remove(0);
    assert!(other != first && !other.contains("kept"));
}

/// Every wrong thing of a chapter is shown at the author's line, in one run.
#[test]
fn all_that_is_wrong_is_reported() {
    insta::assert_snapshot!(diagnostics(
        "# 题\n\n```mermaid captoin=x\nflowchart LR\n  a\n```\n\n```mermaid\nflowchart LR\n  a --> b\n  style a fill:#f00\n```\n\n\
         ```mermaid\nflowchart LR\n  a[未关 --> b\n```\n\n```mermaid\nflowchat LR\n  a\n```\n"
    ));
}

/// So is what is wrong with a run.
#[test]
fn wrong_runs_are_reported() {
    insta::assert_snapshot!(diagnostics(
        "# 题\n\n```spacetime\nnodes a b\n0 a -> c \"x\"\n1 a jumps\n```\n\n```spacetime nodes=\"a z\"\nnodes a b\n0 a -> b \"x\"\n```\n\n\
         ```spacetime from=50\nnodes a b\n0 a -> b \"x\"\n```\n"
    ));
}

/// A trace stands in another file, so the directive's line is shown, with the event beside it.
#[test]
fn a_wrong_trace_is_shown_at_its_directive() {
    let root = tempfile::tempdir().unwrap();
    let book = "```spacetime at=3 caption=\"x\"\n{\"nodes\":[\"a\"],\"events\":[\n{\"t\":1,\"event\":\"crash\",\"at\":\"b\"}\n]}\n```\n";
    let shown = run(root.path(), book).diagnostics;
    assert!(shown.contains("src/raft/log.md:3:1"), "{shown}");
    assert!(shown.contains("{\"t\":1,\"event\":\"crash\",\"at\":\"b\"}"), "{shown}");
}

/// A node leads where the author says; a script, or a target that no stage has resolved, is an error at its line.
#[test]
fn nodes_are_links() {
    let root = tempfile::tempdir().unwrap();
    let book = |target: &str| {
        format!("```mermaid\nflowchart LR\n  a[甲] --> b\n  click a {target}\n```\n")
    };
    let ran = run(root.path(), &book("href \"../glossary.md#quorum\" \"多数派\""));
    assert_eq!(ran.diagnostics, "");
    let text = &ran.chapters[0];
    assert!(
        text.contains(" href=\"../glossary.md#quorum\">") && text.contains("role=\"group\""),
        "{text}"
    );
    for wrong in ["href \"term:quorum\"", "call f()", "href \"javascript:f()\""] {
        let shown = run(root.path(), &book(wrong)).diagnostics;
        assert!(shown.contains("src/raft/log.md:4:3"), "{wrong}: {shown}");
    }
}

/// A figure that is taller than a screen is a warning, unless its author says that it has to be.
#[test]
fn tall_figures_are_reported() {
    let nodes: String = (0..20).map(|n| format!("  n{n} --> n{}\n", n + 1)).collect();
    let fence = |options: &str| format!("```mermaid {options}\nflowchart TB\n{nodes}```\n");
    let shown = diagnostics(&fence("id=x"));
    assert!(
        shown.starts_with("warning: the figure is 1") && shown.contains("more than 900"),
        "{shown}"
    );
    assert!(shown.contains("src/raft/log.md:1:4") && shown.contains("flowchart LR"), "{shown}");
    assert_eq!(diagnostics(&fence("height=2500")), "");
}

/// So is one that has too much in it to be drawn.
#[test]
fn large_figures_are_refused() {
    let nodes: String = (0..4000).map(|n| format!("  n{n} --> n{}\n", n + 1)).collect();
    let shown = diagnostics(&format!("```mermaid\nflowchart LR\n{nodes}```\n"));
    assert!(
        shown.starts_with("error: the figure's source has ")
            && shown.contains("src/raft/log.md:1:4"),
        "{shown}"
    );
    let lines: String = (0..500).map(|n| format!("{n} a -> b \"x\"\n")).collect();
    let shown = diagnostics(&format!("```spacetime\nnodes a b\n{lines}```\n"));
    assert!(
        shown.starts_with("error: the figure has 500 messages and notes, more than 400"),
        "{shown}"
    );
}

/// Malformed sources are refused, not drawn in part.
#[test]
fn malformed_sources_are_refused() {
    for source in [
        "flowchart LR\n  a -->|x b",
        "flowchart LR\n  a ==>> b",
        "flowchart LR\n  subgraph x\n  a",
        "sequenceDiagram\n  loop x\n  A->>B: y",
        "sequenceDiagram\n  A->>",
        "stateDiagram-v2\n  state X {",
        "erDiagram\n  A ||--",
        "pie\n  \"a\": 1",
        "",
    ] {
        let shown = diagnostics(&format!("```mermaid\n{source}\n```\n"));
        assert!(shown.starts_with("error: "), "{source}: {shown}");
        assert!(shown.contains("src/raft/log.md:"), "{source}: {shown}");
    }
}
