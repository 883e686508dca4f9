//! What is shown reaches the reader as it is in the file, whatever mdBook does to a page afterwards.

use std::process::{Command, Stdio};

use crate::folder::Folder;

const BEFORE: &str = "[preprocessor.listings]\nbefore = [\"links\"]\n";

/// A folder with `text` in `greet/src/x.rs`, and the fence that shows `selector`.
fn fence(text: &str, selector: &str) -> String {
    let folder = Folder::new();
    folder.write("listings/greet/src/x.rs", text);
    folder.pretend_verified("greet");
    let list = "\n\n1. One\n";
    let ran = folder.page(BEFORE, &format!("{{{{#listing greet/src/x.rs{selector}}}}}{list}"));
    assert_eq!(ran.diagnostics, "");
    let (_, code) = ran.chapters[0].split_once("```rust\n").unwrap();
    code.split_once("```\n").unwrap().0.to_owned()
}

/// mdBook's `links` takes the backslash away.
#[test]
fn mdbooks_directives_in_code_and_output_are_text() {
    let folder = Folder::new();
    folder.write("listings/greet/src/x.rs", "const A: &str = \"{{#include secret.txt}}\";\n");
    folder.write("listings/greet/examples/hello.out", "{{#include secret.txt}}\n");
    folder.pretend_verified("greet");
    let chapter = "{{#listing greet/src/x.rs}}\n\n{{#output greet/hello}}\n";
    let page = folder.page(BEFORE, chapter).chapters.remove(0);
    assert!(
        page.contains("```rust\nconst A: &str = \"\\{{#include secret.txt}}\";\n```"),
        "{page}"
    );
    assert!(page.contains("```text\n\\{{#include secret.txt}}\n```"), "{page}");
    // After `links` nobody would take a backslash away.
    let page = folder.page("[preprocessor.listings]\nafter = [\"links\"]\n", chapter);
    assert!(!page.chapters[0].contains('\\'), "{}", page.chapters[0]);
}

#[test]
fn what_no_backslash_protects_is_an_error() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.out", "{{ #include secret.txt }}\n");
    folder.pretend_verified("greet");
    insta::assert_snapshot!(folder.page(BEFORE, "# T\n\n{{#output greet/hello}}\n").diagnostics);
}

/// A directive of the prose that is not closed would swallow the beginning of a figure.
#[test]
fn the_prose_before_a_block_does_not_reach_into_it() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.out", "a }} b\n");
    folder.pretend_verified("greet");
    let said = folder.page(BEFORE, "{{#title x\n\n{{#output greet/hello}}\n").diagnostics;
    assert!(
        said.starts_with("error: mdBook would put something else in place of `{{#title x"),
        "{said}"
    );
}

#[test]
fn lines_that_mdbook_would_hide_are_written_so_that_it_shows_them() {
    let text = "const A: &str = r\"\n# Title\n## Part\n#\n#[x]\n\";\n";
    assert_eq!(fence(text, ""), "const A: &str = r\"\n## Title\n### Part\n##\n#[x]\n\";\n");
}

#[test]
fn doc_comments_in_a_string_are_text() {
    let text = "/// Docs.\nconst A: &str = \"\n/// text\n//! text\n\";\n";
    assert_eq!(fence(text, " docs=no"), "const A: &str = \"\n/// text\n//! text\n\";\n");
}

#[test]
fn doc_comments_are_left_out_however_they_are_written() {
    let text = "/*! File. */\n/** One\n * two */\n//// Not one.\n/*** Nor this. */\n/** Here. */ fn a() {}\n/// Line.\nfn b() {}\n";
    let shown = "//// Not one.\n/*** Nor this. */\n/** Here. */ fn a() {}\nfn b() {}\n";
    assert_eq!(fence(text, " docs=no"), shown);
}

#[test]
fn anchors_and_callouts_in_a_string_are_text() {
    let text = "// ANCHOR: a\nconst A: &str = r#\"\n// ANCHOR: b\n\"x\" // (1)\n// ANCHOR_END: b\n\"#; // (1)\n// ANCHOR_END: a\n";
    let shown = "const A: &str = r#\"\n// ANCHOR: b\n\"x\" // (1)\n// ANCHOR_END: b\n\"#;\n";
    assert_eq!(fence(text, ":a"), shown);
    let folder = Folder::new();
    folder.write("listings/greet/src/x.rs", text);
    let said = folder.page("", "{{#listing greet/src/x.rs:b}}\n").diagnostics;
    assert!(said.starts_with("error: no anchor `b`"), "{said}");
}

/// A space and U+3000 are indented by nothing in common, and no line is lost.
#[test]
fn odd_indentation_is_shown_whole() {
    let folder = Folder::new();
    folder.write("listings/greet/x.yaml", " a: 1\n\u{3000}b: 2\n");
    let page = folder.page("", "{{#listing greet/x.yaml}}\n").chapters.remove(0);
    assert!(page.contains("```yaml\n a: 1\n\u{3000}b: 2\n```"), "{page}");
}

/// The real mdBook, if it is there, and the text of the page that it makes.
#[test]
fn the_page_of_the_real_mdbook_shows_what_is_in_the_file() {
    let mdbook =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/bin/mdbook");
    let Ok(mdbook) = mdbook.canonicalize() else { return };
    let text = "const A: &str = r#\"\n# Title\n## Part\n{{#include secret.txt}} {{#title x}}\n\\{{#include a}}\n/// text\n<b>&amp;</b>\n\"#;\n";
    let output = "{{#rustdoc_include secret.txt}}\n# not hidden\n```\n";
    for order in ["before", "after"] {
        let folder = Folder::new();
        folder.write("listings/greet/src/x.rs", text);
        folder.write("listings/greet/examples/hello.out", output);
        folder.pretend_verified("greet");
        folder.write("src/secret.txt", "SECRET");
        folder.write("src/SUMMARY.md", "- [A](a.md)\n");
        folder.write("src/a.md", "# A\n\n{{#listing greet/src/x.rs}}\n\n{{#output greet/hello}}\n");
        let command = env!("CARGO_BIN_EXE_dst-listings");
        folder.write(
            "book.toml",
            &format!("[book]\ntitle = \"t\"\n[preprocessor.listings]\ncommand = '{command}'\nstrict = true\n{order} = [\"links\"]\n[output.html.playground]\nrunnable = false\n"),
        );
        let ran =
            Command::new(&mdbook).arg("build").arg(folder.root()).stderr(Stdio::piped()).output();
        let ran = ran.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let page = folder.read("book/a.html");
        let codes: Vec<String> = page
            .split("<pre><code class=\"language-")
            .skip(1)
            .map(|code| {
                let (_, code) = code.split_once('>').unwrap();
                let code = code.split_once("</code></pre>").unwrap().0;
                code.replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&")
            })
            .collect();
        // mdBook leaves out the last line break of Rust.
        assert_eq!(codes, [text.trim_end(), output], "{order}");
    }
}
