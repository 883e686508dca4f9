//! The example book of the README.

use std::path::{Path, PathBuf};

use dst_glossary::STAGE;
use dst_kit::testing::{Ran, run};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example")
}

/// Runs the stage over the chapters that SUMMARY lists.
fn build() -> Ran {
    let read = |path: &str| std::fs::read_to_string(folder().join(path)).expect("the example");
    let summary = read("src/SUMMARY.md");
    let paths: Vec<&str> =
        summary.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0)).collect();
    let texts: Vec<String> = paths.iter().map(|path| read(&format!("src/{path}"))).collect();
    let chapters: Vec<(&str, &str)> =
        paths.iter().copied().zip(texts.iter().map(String::as_str)).collect();
    run(&STAGE, &folder(), &read("book.toml"), &chapters)
}

#[test]
fn it_builds_without_a_complaint() {
    let ran = build();
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters.join("\n---\n\n"));
}
