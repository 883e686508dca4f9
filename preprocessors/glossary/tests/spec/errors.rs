//! What the stage says when something is wrong.

use std::path::Path;

use dst_glossary::STAGE;
use dst_kit::testing::{Ran, run};

use crate::common::{PAGE, chapter, small};

/// Runs the stage with this glossary over an empty book.
fn glossary(name: &str, toml: &str) -> Ran {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    std::fs::write(folder.join("glossary.toml"), toml).expect("a folder for tests");
    run(&STAGE, &folder, "", &[("foundations/time.md", ""), PAGE])
}

#[test]
fn everything_wrong_with_the_file_is_reported_in_one_run() {
    let ran = glossary(
        "wrong",
        r#"
[[term]]
id = "quorum"
see = ["lease", "leese"]
chapter = "foundations/tyme"
zh = { name = "多数派", aliases = ["法定 人数", "多数派"], definition = "" }
en = { name = "quorum", not = ["quirk"], definition = "Enough nodes." }

[[term]]
id = "lease"
see = ["lease"]
zh = { name = "租约", definition = "有期限的授权。" }
en = { name = "Quorum", aliases = [""], definition = "A grant with an end." }

[[term]]
id = "lease"
zh = { name = "租", definition = "另一个。" }
en = { name = "rent", definition = "Another one." }

[[term]]
id = "Fencing Token"
zh = { name = "令牌：隔离", definition = "编号。" }
en = { name = "token", definition = "A number." }
"#,
    );
    insta::assert_snapshot!(ran.diagnostics);
    assert_eq!(ran.errors, 11);
}

#[test]
fn an_unknown_key_is_shown_at_its_line() {
    let ran = glossary(
        "unknown-key",
        "[[term]]\nid = \"x\"\nzh = { nmae = \"甲\", definition = \"乙。\" }\nen = { name = \"x\", definition = \"Y.\" }\n",
    );
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn what_is_not_toml_is_shown_at_its_line() {
    let ran = glossary("not-toml", "[[term]]\nid = quorum\n");
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn a_missing_file_is_an_error() {
    let ran = run(
        &STAGE,
        Path::new("/nonexistent"),
        "[preprocessor.glossary]\nfile = \"terms.toml\"\n",
        &[PAGE],
    );
    assert_eq!(ran.errors, 1);
    assert!(
        ran.diagnostics.starts_with("error: cannot read `terms.toml`: "),
        "{}",
        ran.diagnostics
    );
}

#[test]
fn explicit_links_that_lead_nowhere() {
    let ran = chapter(
        &small(),
        "zh-CN",
        "# 题\n\n[多数](term:quorom)、[](term:多数派)、[](term:)、[](term:!)。\n\n## 见[](term:raft) {#a}\n\n[甲][x]\n\n[x]: term:raft\n",
    );
    insta::assert_snapshot!(ran.diagnostics);
    assert_eq!(ran.errors, 6);
}

/// A node of a figure leads to its term; one that leads nowhere is an error at its place.
#[test]
fn nodes_of_figures_take_terms() {
    let figure = |id: &str| {
        format!("# 题\n\n```mermaid\nflowchart LR\n  n\n  click n href \"term:{id}\"\n```\n")
    };
    let ran = chapter(&small(), "zh-CN", &figure("raft"));
    assert_eq!(ran.diagnostics, "");
    assert!(
        ran.chapters[0].contains("click n href \"../glossary.md#raft\""),
        "{}",
        ran.chapters[0]
    );
    let ran = chapter(&small(), "zh-CN", &figure("rafd"));
    assert_eq!(ran.errors, 1);
    assert!(ran.diagnostics.contains("no term has the id `rafd`"), "{}", ran.diagnostics);
    assert!(ran.diagnostics.contains("a/b.md:6:"), "{}", ran.diagnostics);
}

#[test]
fn a_book_without_the_page_is_told_to_add_it() {
    let ran = run(&STAGE, &small(), "", &[("a.md", "Raft\n"), ("foundations/consensus.md", "")]);
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn the_directive_stands_once_and_on_the_page() {
    let ran = run(
        &STAGE,
        &small(),
        "",
        &[
            ("a.md", "# A\n\n{{#glossary}}\n"),
            (
                "glossary.md",
                "# G\n\n{{#glossary letters=true}}\n\n{{#glossary}}\n\n{{#glossary}}\n\nx {{#glossary}}\n",
            ),
            ("foundations/consensus.md", ""),
        ],
    );
    insta::assert_snapshot!(ran.diagnostics);
    assert_eq!(ran.errors, 4);
}

#[test]
fn a_page_without_the_directive_is_an_error() {
    let ran =
        run(&STAGE, &small(), "", &[("glossary.md", "# G\n"), ("foundations/consensus.md", "")]);
    insta::assert_snapshot!(ran.diagnostics);
}

#[test]
fn unused_terms_warn_on_request_only() {
    let ran = |toml| {
        run(
            &STAGE,
            &small(),
            toml,
            &[
                (
                    "a.md",
                    "consensus leader log-replication quorum Raft liveness LRU WAL replica latency 2PC Lamport clock, φ accrual detector [log](term:log)\n",
                ),
                PAGE,
                ("foundations/consensus.md", ""),
            ],
        )
        .diagnostics
    };
    assert_eq!(ran(""), "");
    insta::assert_snapshot!(ran("[preprocessor.glossary]\nwarn-unused = true\n"));
}

#[test]
fn an_unknown_setting_is_an_error() {
    let ran = run(
        &STAGE,
        &small(),
        "[preprocessor.glossary]\nwarn-unusd = true\n",
        &[PAGE, ("foundations/consensus.md", "")],
    );
    assert_eq!(ran.errors, 1);
    assert!(ran.diagnostics.contains("unknown field `warn-unusd`"));
}
