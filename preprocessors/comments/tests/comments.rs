//! Chapters with comments, and settings that are refused.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use dst_comments::STAGE;
use dst_kit::testing::{EVERY_CONSTRUCT, Ran};

fn run(settings: &str, chapters: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let book = format!("[book]\nlanguage = \"zh-CN\"\n{settings}");
    dst_kit::testing::run(&STAGE, folder.path(), &book, chapters)
}

const ISSO: &str =
    "[preprocessor.comments]\nprovider = \"isso\"\nisso.server = \"http://127.0.0.1:8080/\"\n";
const GISCUS: &str =
    "[preprocessor.comments]\nprovider = \"giscus\"\n[preprocessor.comments.giscus]\n";

#[test]
fn without_a_provider_a_chapter_is_left_alone() {
    for settings in
        ["", "[preprocessor.comments]\n", "[preprocessor.comments]\nprovider = \"none\"\n"]
    {
        let ran = run(settings, &[("a.md", EVERY_CONSTRUCT)]);
        assert_eq!((ran.chapters[0].as_str(), ran.errors), (EVERY_CONSTRUCT, 0), "{settings}");
    }
}

#[test]
fn a_thread_is_the_chapter_and_the_language() {
    let ran = run(ISSO, &[("part/a.md", "# A\n\ntext\n"), ("~ terms.md", "# T\n")]);
    assert_eq!(
        ran.chapters[0],
        "# A\n\ntext\n\n<section class=\"comments\" hidden data-nosearch data-provider=\"isso\" \
         data-server=\"http://127.0.0.1:8080\" data-thread=\"zh/part/a\"></section>\n"
    );
    assert_eq!(ran.chapters[1], "# T\n", "a chapter without a number is no subject of discussion");
}

#[test]
fn giscus_needs_four_values() {
    let ran = run(&format!("{GISCUS}repo = \"one\"\nrepo-id = \"R\"\n"), &[("a.md", "a\n")]);
    for wanted in [
        "`giscus.category` is missing",
        "`giscus.category-id` is missing",
        "`giscus.repo` is `one`",
    ] {
        assert!(ran.diagnostics.contains(wanted), "{wanted}\n{}", ran.diagnostics);
    }
    assert_eq!((ran.errors, ran.chapters[0].as_str()), (3, "a\n"));
    let all = "repo = \"o/r\"\nrepo-id = \"R\"\ncategory = \"C\"\ncategory-id = \"I\"\n";
    let ran = run(&format!("{GISCUS}{all}"), &[("a.md", "a\n")]);
    assert!(
        ran.chapters[0].contains("data-repo=\"o/r\" data-repo-id=\"R\""),
        "{}",
        ran.chapters[0]
    );
}

#[test]
fn an_unsafe_server_and_unknown_words_are_refused() {
    let ran = run(&ISSO.replace("127.0.0.1", "example.org"), &[("a.md", "a\n")]);
    assert!(
        ran.diagnostics.contains("`isso.server` is `http://example.org:8080`"),
        "{}",
        ran.diagnostics
    );
    for settings in ["provider = \"other\"", "provider = \"none\"\nload = \"click\""] {
        let ran = run(&format!("[preprocessor.comments]\n{settings}\n"), &[("a.md", "a\n")]);
        assert_eq!(ran.errors, 1, "{settings}");
    }
}

#[test]
fn the_security_policy_must_let_the_provider_in() {
    let policy = "[output.site.csp]\nscript-src = [\"http://127.0.0.1:8080\"]\n";
    let ran = run(&format!("{ISSO}{policy}"), &[("a.md", "a\n")]);
    assert_eq!(ran.errors, 3, "{}", ran.diagnostics);
    assert!(
        ran.diagnostics.contains("connect-src = [\"http://127.0.0.1:8080\"]"),
        "{}",
        ran.diagnostics
    );
    assert!(!ran.diagnostics.contains("in as script-src"), "{}", ran.diagnostics);
}
