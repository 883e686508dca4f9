//! The program itself, started as mdBook starts it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::json;

/// A book with every golden source, whose cache is in `root`.
fn book(root: &Path) -> String {
    let fences: String = common::FIGURES
        .iter()
        .map(|(name, source, _)| {
            // A source that is a whole fence says of what kind it is.
            if name.ends_with(".md") {
                return format!("{source}\n\n");
            }
            let language = if name.ends_with(".mmd") { "mermaid" } else { "spacetime" };
            format!("```{language} height=2000\n{source}\n```\n\n")
        })
        .collect();
    let context = json!({
        "root": root, "renderer": "html", "mdbook_version": "0.5.4",
        "config": { "book": { "title": "t", "src": "src", "language": "zh-CN" } },
    });
    let chapter = json!({ "Chapter": {
        "name": "a", "content": format!("# a\n\n{fences}"), "number": [1], "sub_items": [],
        "path": "a.md", "source_path": null, "parent_names": [],
    }});
    json!([context, { "items": [chapter] }]).to_string()
}

/// Starts the program in a world of its own: another home, and no fonts.
fn start(home: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dst-diagrams"))
        .env_clear()
        .env("HOME", home)
        .env("XDG_DATA_HOME", home)
        .env("FONTCONFIG_FILE", home.join("none.conf"))
        .env("FONTCONFIG_PATH", home)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn finish(mut child: Child, input: &str) -> String {
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success(), "{said}");
    String::from_utf8(out.stdout).unwrap()
}

/// The same bytes in two processes with nothing in common, and on a machine without fonts.
#[test]
fn two_machines_draw_the_same() {
    let drawn = [(), ()].map(|()| {
        let home = tempfile::tempdir().unwrap();
        finish(start(home.path()), &book(home.path()))
    });
    assert_eq!(drawn[0], drawn[1]);
    assert!(drawn[0].matches("<svg ").count() >= 30);
}

/// Two builds of one book at once share a cache: both are whole, and so is what they leave behind.
#[test]
fn two_builds_at_once_share_a_cache() {
    let home = tempfile::tempdir().unwrap();
    let input = book(home.path());
    let both: Vec<String> = std::thread::scope(|scope| {
        let runs = [(), ()].map(|()| scope.spawn(|| finish(start(home.path()), &input)));
        runs.map(|run| run.join().unwrap()).into()
    });
    assert_eq!(both[0], both[1]);
    let kept = std::fs::read_dir(home.path().join("target/dst-diagrams")).unwrap();
    let kept: Vec<_> = kept.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), common::FIGURES.len());
    for path in kept {
        assert!(path.extension().unwrap() == "svg", "{}", path.display());
        assert!(std::fs::read_to_string(&path).unwrap().ends_with("</svg>"));
    }
    assert_eq!(finish(start(home.path()), &input), both[0]);
}
