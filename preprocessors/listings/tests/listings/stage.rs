//! What the preprocessor does to a page.

use dst_kit::testing::EVERY_CONSTRUCT;

use crate::folder::Folder;

const ZH: &str = "[book]\nlanguage = \"zh-CN\"\n";
const STRICT: &str = "[book]\nlanguage = \"zh-CN\"\n[preprocessor.listings]\nstrict = true\n";

#[test]
fn a_verified_listing_is_a_figure_with_its_tests() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let ran = folder.page(
        STRICT,
        "前\n\n{{#listing greet/src/lib.rs#greet caption=\"问候<一次>\" id=hi number=2.7-1}}\n\n后\n",
    );
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters[0], @r#"
    前

    <figure class="listing" id="hi">
    <figcaption><span class="fig-number">清单 2.7-1</span> 问候&lt;一次&gt;</figcaption>

    ````rust
    /// The greeting.
    ///
    /// ```
    /// assert_eq!(greet::greet("x"), "hello, x");
    /// ```
    pub fn greet(name: &str) -> String {
        format!("hello, {name}")
    }
    ````

    <p class="listing-foot"><code>greet/src/lib.rs</code> <span class="verified" title="代码包 greet 通过了格式检查、clippy 和全部测试">3 个测试通过</span></p>
    </figure>

    后
    "#);
}

#[test]
fn an_output_and_an_anchor_are_shown_likewise() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let ran = folder
        .page("", "{{#output greet/hello caption=\"Hi\"}}\n\n{{#listing greet/src/lib.rs:body}}\n");
    assert_eq!(ran.diagnostics, "");
    let text = &ran.chapters[0];
    assert!(text.contains("```text\nhello, world 2\n```\n"), "{text}");
    assert!(text.contains("```rust\nformat!(\"hello, {name}\")\n```\n"), "{text}");
    assert!(text.contains("<code>greet/examples/hello.rs</code>"), "{text}");
}

#[test]
fn highlight_marks_the_lines_that_hold_a_text() {
    let folder = Folder::new();
    let ran = folder.page("", "{{#listing greet/src/lib.rs#greet highlight=\"format!\"}}\n");
    let style =
        "style=\"--marks:linear-gradient(transparent 6lh,var(--mark) 6lh 7lh,transparent 7lh)\"";
    assert!(
        ran.chapters[0].starts_with(&format!("<figure class=\"listing\" {style}>")),
        "{}",
        ran.chapters[0]
    );
    let ran = folder.page("", "{{#listing greet/src/lib.rs#greet highlight=\"nope\"}}\n");
    assert!(
        ran.diagnostics.starts_with("error: no line of the listing holds `nope`"),
        "{}",
        ran.diagnostics
    );
}

#[test]
fn a_trace_becomes_a_fence_that_knows_its_line() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.trace.json", "{\"nodes\":[],\n\"events\":[]}\n");
    let ran = folder.page("", "a\n\n{{#trace greet/hello caption=\"x\" from=1 number=1-1}}\n");
    assert_eq!(
        ran.chapters[0],
        "a\n\n```spacetime at=3 caption=\"x\" from=\"1\" number=\"1-1\"\n{\"nodes\":[],\n\"events\":[]}\n```\n"
    );
}

#[test]
fn without_a_receipt_the_page_says_so() {
    let folder = Folder::new();
    let ran = folder.page(ZH, "{{#listing greet/src/lib.rs}}\n");
    assert_eq!(ran.errors, 0);
    assert!(ran.chapters[0].contains(
        "<span class=\"unverified\" title=\"运行 cargo book verify 来验证\">未验证</span>"
    ));
}

/// The promise of the book: one changed byte, and a strict build shows nothing.
#[test]
fn a_strict_book_refuses_what_was_not_verified() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    folder.edit("listings/greet/src/lib.rs", "hello", "hullo");
    let ran = folder.page(STRICT, "# 题\n\n{{#listing greet/src/lib.rs#greet}}\n\n{{#output greet/hello}}\n\n{{#listing base/src/lib.rs}}\n");
    insta::assert_snapshot!(ran.diagnostics, @r"
    error: `greet/src/lib.rs` is not verified: a file has changed since it was verified
     --> src/a.md:3:12
      |
    3 | {{#listing greet/src/lib.rs#greet}}
      |            ^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: run `cargo book verify greet`

    error: `greet/examples/hello.out` is not verified: a file has changed since it was verified
     --> src/a.md:5:11
      |
    5 | {{#output greet/hello}}
      |           ^^^^^^^^^^^
      |
      = help: run `cargo book verify greet`

    error: `base/src/lib.rs` is not verified: it was never verified
     --> src/a.md:7:12
      |
    7 | {{#listing base/src/lib.rs}}
      |            ^^^^^^^^^^^^^^^
      |
      = help: run `cargo book verify base`
    ");
}

/// No false receipt: every byte of every input counts, whichever file it is in.
#[test]
fn a_change_of_any_input_voids_the_receipt() {
    let inputs = [
        "listings/Cargo.toml",
        "listings/base/Cargo.toml",
        "listings/base/src/lib.rs",
        "listings/greet/Cargo.toml",
        "listings/greet/src/lib.rs",
        "listings/greet/examples/hello.rs",
        "listings/greet/examples/hello.out",
    ];
    for input in inputs {
        let folder = Folder::new();
        folder.pretend_verified("greet");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 0);
        let text = folder.read(input);
        folder.write(input, &format!("{text}\n"));
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1, "{input}");
    }
    for added in [
        "listings/Cargo.lock",
        "rust-toolchain.toml",
        "listings/base/src/more.rs",
        "listings/rustfmt.toml",
    ] {
        let folder = Folder::new();
        folder.pretend_verified("greet");
        folder.write(added, "\n");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1, "{added}");
    }
}

#[test]
fn a_receipt_that_cannot_be_read_is_none() {
    let folder = Folder::new();
    for broken in ["", "{", "{\"version\":0}"] {
        folder.write("target/receipts/greet.json", broken);
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1);
    }
}

#[test]
fn everything_wrong_is_reported_in_one_run() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    std::fs::write(folder.root().join("secret.txt"), "secret").unwrap();
    let text = "\
{{#listing greet/src/lib.rs#great}}

{{#listing greet/src/lib.rs:boody}}

{{#listing greet/src/lob.rs}}

{{#listing greet/src/lib.rs captoin=\"x\"}}

{{#listing greet/../../secret.txt}}

{{#listing}}

{{#output greet/hallo}}

{{#output nope/hello}}

{{#trace greet/hello}}

```rust
fn typed() {}
```

```rust,ignore
fn no_reason() {}
```

```rust,ignore reason=\"a fragment of a generated file\"
fn with_reason()
```
";
    insta::assert_snapshot!(folder.page("", text).diagnostics);
}

#[test]
fn a_link_leads_to_the_source_at_its_commit() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let toml = "[preprocessor.listings]\nsource-url = \"https://forge.example/o/r/blob/{commit}/{path}\"\ncommit = \"abc\"\n";
    let ran = folder.page(toml, "{{#listing greet/src/lib.rs:body}}\n");
    assert!(ran.chapters[0].contains("<a href=\"https://forge.example/o/r/blob/abc/listings/greet/src/lib.rs\"><code>greet/src/lib.rs</code></a> <span class=\"verified\" title=\"package greet passed rustfmt, clippy and all its tests\">3 tests passed</span>"), "{}", ran.chapters[0]);
}

#[test]
fn every_construct_of_markdown_is_left_alone() {
    let ran = Folder::new().page("", EVERY_CONSTRUCT);
    assert_eq!(ran.diagnostics, "");
    assert_eq!(ran.chapters[0], EVERY_CONSTRUCT);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// A chapter without our directives comes out byte for byte.
    #[test]
    fn other_text_is_untouched(text in "[ \\n\\-`#>|*_\\[\\](){}<a-z共识。]{0,200}") {
        proptest::prop_assume!(!text.contains("{{#"));
        let ran = dst_kit::testing::run(&dst_listings::STAGE, std::path::Path::new("nowhere"), "", &[("a.md", &text)]);
        proptest::prop_assert_eq!(&ran.chapters[0], &text);
    }
}
