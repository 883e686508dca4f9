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

/// Without a blank line it would be a part of the figure's HTML, in which no Markdown is read.
#[test]
fn the_line_after_a_directive_keeps_its_meaning() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let code = "`<figure class=\"listing\">`";
    for (text, shown) in [
        (
            format!("{{{{#listing greet/src/lib.rs:body}}}}\n{code}\n"),
            format!("</figure>\n\n{code}\n"),
        ),
        ("{{#output greet/hello}}\n1. One\n".to_owned(), "</figure>\n\n1. One\n".to_owned()),
        ("- a\n\n  {{#output greet/hello}}\n  b\n".to_owned(), "  </figure>\n\n  b\n".to_owned()),
        (format!("{{{{#counts}}}}\n{code}\n"), format!("</dl>\n\n{code}\n")),
        ("{{#listings}}\ntext\n".to_owned(), " |\n\ntext\n".to_owned()),
    ] {
        let ran = folder.page(STRICT, &text);
        assert_eq!(ran.diagnostics, "");
        assert!(ran.chapters[0].ends_with(&shown), "{}", ran.chapters[0]);
    }
    let text = "{{#output greet/hello}}\n\ntext\n";
    assert!(folder.page("", text).chapters[0].ends_with("</figure>\n\ntext\n"));
}

#[test]
fn an_item_with_spaces_is_quoted() {
    let folder = Folder::new();
    let text = "struct A;\nimpl std::fmt::Display for A {\n    fn fmt() {}\n}\n";
    folder.write("listings/greet/src/a.rs", text);
    let ran = folder.page("", "{{#listing \"greet/src/a.rs#impl Display for A\"}}\n");
    assert_eq!(ran.diagnostics, "");
    let shown = "```rust\nimpl std::fmt::Display for A {\n    fn fmt() {}\n}\n```";
    assert!(ran.chapters[0].contains(shown), "{}", ran.chapters[0]);
    let text = "{{#listing greet/src/a.rs#impl Display for A}}\n\n{{#diff a/b.rs a/c.rs#impl C for D caption=\"x\"}}\n\n{{#listing a/b.rs c}}\n";
    insta::assert_snapshot!(folder.page("", text).diagnostics, @r#"
    error: `{{#listing}}` takes one target, and here are 4
     --> src/a.md:1:32
      |
    1 | {{#listing greet/src/a.rs#impl Display for A}}
      |                                ^^^^^^^
      |
      = help: write {{#listing "greet/src/a.rs#impl Display for A" caption="…"}}

    error: `{{#diff}}` takes two targets, and here are 5
     --> src/a.md:3:28
      |
    3 | {{#diff a/b.rs a/c.rs#impl C for D caption="x"}}
      |                            ^
      |
      = help: write {{#diff a/b.rs "a/c.rs#impl C for D" caption="…"}}

    error: `{{#listing}}` takes one target, and here are 2
     --> src/a.md:5:19
      |
    5 | {{#listing a/b.rs c}}
      |                   ^
      |
      = help: write {{#listing raft/src/node.rs#Node::on_vote caption="…"}}
    "#);
}

#[test]
fn highlight_marks_the_lines_that_hold_a_text() {
    let folder = Folder::new();
    let ran = folder.page("", "{{#listing greet/src/lib.rs#greet highlight=\"format!\"}}\n");
    let style =
        "style=\"--marks:linear-gradient(transparent 6lh,var(--mark) 6lh 7lh,transparent 7lh)\"";
    assert!(
        ran.chapters[0]
            .starts_with(&format!("<figure class=\"listing\">\n\n<div class=\"code\" {style}>")),
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

const STEPS: &str = "\
//! Steps.

/// Doubles.
pub fn double(n: u32) -> u32 {
    let twice = n + n; // (1)
    // ANCHOR: check
    assert!(twice >= n);
    assert_eq!(twice / 2, n);
    // ANCHOR_END: check
    twice // (2)
}
";

fn steps() -> Folder {
    let folder = Folder::new();
    folder.write("listings/greet/src/v1.rs", STEPS);
    folder.write(
        "listings/greet/src/v2.rs",
        &STEPS.replace("n + n; // (1)", "2 * n;").replace(" // (2)", ""),
    );
    folder.pretend_verified("greet");
    folder
}

#[test]
fn callouts_are_badges_explained_by_the_list_below() {
    let folder = steps();
    let ran = folder
        .page(STRICT, "{{#listing greet/src/v1.rs#double}}\n\n1. 加倍\n2. 返回\n   1. 细节\n");
    assert_eq!(ran.diagnostics, "");
    let page = &ran.chapters[0];
    assert!(page.contains("<span class=\"callout\" style=\"--line:2\">1</span>"), "{page}");
    assert!(page.contains("    let twice = n + n;\n"), "the code is without its marks: {page}");
}

#[test]
fn the_list_below_a_listing_is_found_in_a_list_and_after_a_comment() {
    let folder = steps();
    for list in [
        "1. 一\n\n    {}\n\n    1. 甲\n    2. 乙\n",
        "- a\n\n\t{}\n\n\t1. 甲\n\t2. 乙\n",
        "{}\n\n<!-- 注 -->\n\n1. 甲\n2. 乙\n",
    ] {
        let text = list.replace("{}", "{{#listing greet/src/v1.rs#double}}");
        assert_eq!(folder.page(STRICT, &text).diagnostics, "", "{text}");
    }
}

#[test]
fn one_callout_is_spoken_of_as_one() {
    let folder = Folder::new();
    folder.write("listings/greet/src/x.rs", "fn a() {} // (1)\n");
    let said = folder.page("", "{{#listing greet/src/x.rs}}\n").diagnostics;
    assert!(said.starts_with("error: the listing has 1 callout, and 0 are explained"), "{said}");
}

#[test]
fn a_callout_without_its_explanation_is_an_error_and_the_reverse_too() {
    let folder = steps();
    let message = |list: &str| {
        folder.page("", &format!("{{{{#listing greet/src/v1.rs#double}}}}\n\n{list}\n")).diagnostics
    };
    assert!(message("文字").starts_with("error: the listing has 2 callouts, and 0 are explained"));
    assert!(
        message("1. 一\n").starts_with("error: the listing has 2 callouts, and 1 is explained")
    );
    assert!(
        message("1. 一\n2. 二\n3. 三\n")
            .starts_with("error: the listing has 2 callouts, and 3 are explained")
    );
    assert!(
        message("7. 一\n8. 二\n")
            .starts_with("error: the listing has 2 callouts, and 0 are explained")
    );
    assert!(
        message("1. 一\n2.\n").starts_with("error: item 2 of the list after the listing is empty")
    );
    folder.edit("listings/greet/src/v1.rs", "// (2)", "// (3)");
    assert!(
        message("1. 一\n2. 二\n")
            .starts_with("error: the callouts of this listing are 1, 3, and should run from 1")
    );
}

#[test]
fn doc_comments_can_be_left_out_and_regions_folded() {
    let folder = steps();
    let ran = folder.page("", "{{#listing greet/src/v2.rs#double docs=no fold=check}}\n");
    insta::assert_snapshot!(ran.chapters[0], @r#"
    <figure class="listing">

    ```rust
    pub fn double(n: u32) -> u32 {
        let twice = 2 * n;
    ```

    <details class="fold"><summary>2 more lines</summary>

    ```rust
        assert!(twice >= n);
        assert_eq!(twice / 2, n);
    ```


    </details>

    ```rust
        twice
    }
    ```

    <p class="listing-foot"><code>greet/src/v2.rs</code> <span class="verified" title="package greet passed rustfmt, clippy and all its tests">3 tests passed</span></p>
    </figure>
    "#);
    let both = "{{#listing greet/src/v2.rs fold=chek,check highlight=\"nope\"}}\n";
    let said = folder.page("", both).diagnostics;
    assert!(said.contains("error: no anchor `chek`"), "{said}");
    assert!(said.contains("error: no line of the listing holds `nope`"), "{said}");
    folder.edit("listings/greet/src/v2.rs", "    assert!(twice >= n);\n", "");
    let one = folder.page("", "{{#listing greet/src/v2.rs fold=check}}\n").chapters.remove(0);
    assert!(one.contains("<summary>1 more line</summary>"), "{one}");
    assert!(
        folder
            .page("", "{{#listing greet/src/v2.rs fold=chek}}\n")
            .diagnostics
            .contains("did you mean `check`?")
    );
    let odd = folder.page("", "{{#listing greet/src/v2.rs docs=yes}}\n").diagnostics;
    assert!(odd.starts_with("error: `docs` takes `no`, not `yes`"), "{odd}");
}

#[test]
fn a_diff_shows_what_changed_in_more_than_colour() {
    let folder = steps();
    let ran = folder
        .page(STRICT, "{{#diff greet/src/v1.rs#double greet/src/v2.rs#double caption=\"改\"}}\n");
    assert_eq!(ran.diagnostics, "");
    let page = &ran.chapters[0];
    assert!(
        page.contains("<span class=\"sign\" style=\"--line:2\" title=\"删除\">−</span>"),
        "{page}"
    );
    assert!(
        page.contains("<span class=\"sign\" style=\"--line:3\" title=\"新增\">+</span>"),
        "{page}"
    );
    assert!(page.contains("    let twice = n + n;\n    let twice = 2 * n;\n"), "{page}");
    assert!(page.contains("<code>greet/src/v1.rs</code> → <code>greet/src/v2.rs</code>"), "{page}");

    let same =
        folder.page("", "{{#diff greet/src/v1.rs greet/src/v1.rs}}\n\n{{#diff greet/src/v1.rs}}\n");
    assert!(
        same.diagnostics.contains("the two sides of the diff are the same"),
        "{}",
        same.diagnostics
    );
    assert!(same.diagnostics.contains("takes two targets, and here is 1"), "{}", same.diagnostics);
}

#[test]
fn a_diff_of_packages_goes_through_their_files() {
    let folder = Folder::new();
    folder.write("listings/base/src/extra.rs", "//! Extra.\n");
    folder.write(
        "listings/base/src/lib.rs",
        &folder.read("listings/greet/src/lib.rs").replace("hello", "hullo"),
    );
    folder.pretend_verified("greet");
    folder.pretend_verified("base");
    let ran = folder.page(STRICT, "{{#diff greet base caption=\"改\"}}\n");
    assert_eq!(ran.diagnostics, "");
    let page = &ran.chapters[0];
    assert!(page.contains("// src/extra.rs\n//! Extra.\n// src/lib.rs\n"), "{page}");
    assert!(page.contains("<code>greet</code> → <code>base</code>"), "{page}");
    let mark = "title=\"代码包 greet 通过了格式检查、clippy 和全部测试；代码包 base 通过了格式检查、clippy 和全部测试\">greet：3 个测试通过 → base：3 个测试通过</span>";
    assert!(page.contains(mark), "{page}");
}

/// Its files lie anywhere, and what its programs print is no source.
#[test]
fn a_diff_of_packages_with_a_check_goes_through_all_their_files() {
    let folder = Folder::new();
    for (name, word) in [("one", "a"), ("two", "b")] {
        folder.write(&format!("listings/{name}/check"), "#!/bin/sh\necho ok x\n");
        folder.write(&format!("listings/{name}/lib/say.sh"), &format!("echo {word}\n"));
        folder.write(&format!("listings/{name}/examples/say.out"), &format!("{word}\n"));
        folder.pretend_verified(name);
    }
    let ran = folder.page("", "{{#diff one two}}\n");
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters[0], @r#"
    <figure class="listing diff">

    <div class="code" style="--marks:linear-gradient(transparent 1lh,var(--removed) 1lh 2lh,transparent 2lh,transparent 2lh,var(--added) 2lh 3lh,transparent 3lh)"><span class="sign" style="--line:1" title="removed">−</span><span class="sign" style="--line:2" title="added">+</span>

    ```bash
    # lib/say.sh
    echo a
    echo b
    ```

    </div>

    <p class="listing-foot"><code>one</code> → <code>two</code> <span class="verified" title="package one passed all its checks; package two passed all its checks">one: 3 tests passed → two: 3 tests passed</span></p>
    </figure>
    "#);
}

#[test]
fn a_diff_speaks_for_its_old_side_too() {
    let folder = steps();
    folder.write("listings/base/src/v1.rs", "//! Other.\n");
    for directive in ["{{#diff base/src/v1.rs greet/src/v1.rs}}", "{{#diff base greet}}"] {
        let said = folder.page(STRICT, directive).diagnostics;
        assert!(said.contains("is not verified: it was never verified"), "{said}");
        assert!(said.contains("run `dst-listings verify base`"), "{said}");
        let page = folder.page("", directive).chapters.remove(0);
        assert!(page.contains(">not verified</span>"), "{page}");
    }
}

#[test]
fn the_index_lists_what_is_numbered() {
    let folder = steps();
    let ran = dst_kit::testing::run(
        &dst_listings::STAGE,
        folder.root(),
        ZH,
        &[
            (
                "a/one.md",
                "{{#listing greet/src/v2.rs caption=\"甲|乙\" id=x number=1.1-1}}\n\n{{#output greet/hello caption=\"丙\" id=y number=1.1-1}}\n",
            ),
            ("index-of-listings.md", "{{#listings}}\n"),
        ],
    );
    assert_eq!(ran.diagnostics, "");
    insta::assert_snapshot!(ran.chapters[1], @r"
    | 编号 | 标题 | 章 | 代码包 | 测试 | 系统 |
    | --- | --- | --- | --- | --- | --- |
    | [清单 1.1-1](a/one.md#x) | 甲\|乙 | [1](a/one.md) | `greet` | 3 |  |
    | [输出 1.1-1](a/one.md#y) | 丙 | [1](a/one.md) | `greet` | 3 |  |
    ");
}

#[test]
fn the_index_names_the_servers_that_a_package_talks_to() {
    let folder = Folder::new();
    let manifest = folder.read("listings/greet/Cargo.toml");
    let wants = "\n[package.metadata.listing]\nsystems = [\"redis\", \"etcd\"]\n";
    folder.write("listings/greet/Cargo.toml", &(manifest + wants));
    folder.pretend_verified("greet");
    let text = "{{#listing greet/src/lib.rs:body caption=\"x\" id=x number=1}}\n\n{{#listings}}\n";
    let page = folder.page(STRICT, text).chapters.remove(0);
    assert!(page.ends_with("| `greet` | 3 | redis、etcd |\n"), "{page}");
}

#[test]
fn a_trace_becomes_a_fence_that_knows_its_line() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.trace.json", "{\"nodes\":[],\n\"events\":[]}\n");
    folder.pretend_verified("greet");
    let ran = folder.page("", "a\n\n{{#trace greet/hello caption=\"x\" from=1 number=1-1}}\n");
    assert_eq!(
        ran.chapters[0],
        "a\n\n```spacetime at=3 caption=\"x\" from=\"1\" number=\"1-1\"\n{\"nodes\":[],\n\"events\":[]}\n```\n"
    );
}

#[test]
fn the_book_says_how_many_verified_things_it_shows() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.trace.json", "{\"nodes\":[],\"events\":[]}\n");
    let shown = "{{#trace greet/hello}}\n\n{{#trace greet/hello}}\n\n{{#listing greet/src/lib.rs id=x number=1-1 caption=\"x\"}}\n";
    let counted = || {
        let chapters =
            [("a.md", shown), ("b.md", "{{#trace greet/hello}}\n"), ("c.md", "{{#counts}}\n")];
        let ran = dst_kit::testing::run(&dst_listings::STAGE, folder.root(), "", &chapters);
        let rows = ran.chapters[2].split("<div>").skip(1);
        let row = |row: &str| {
            let text = row.replace("</dt><dd>", ": ");
            text.trim().trim_start_matches("<dt>").trim_end_matches("</dd></div>").to_owned()
        };
        rows.map(|text| row(text.trim_end().trim_end_matches("</dl>")))
            .collect::<Vec<_>>()
            .join(", ")
    };
    assert_eq!(
        counted(),
        "chapters: 3, tested listings: 0, tests passed: 0, captured outputs: 0, diagrams of real runs: 0"
    );
    folder.pretend_verified("greet");
    assert_eq!(
        counted(),
        "chapters: 3, tested listing: 1, tests passed: 3, captured outputs: 0, diagrams of real runs: 3"
    );
}

/// The program that printed the numbers is named; what it printed is as verified as any output.
#[test]
fn a_chart_becomes_a_fence_with_what_the_program_printed() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.out", "n,v\n1,2\n");
    folder.pretend_verified("greet");
    let ran = folder.page("", "{{#chart greet/hello kind=bar y-label=\"v\" number=1-1}}\n");
    assert_eq!(
        ran.chapters[0],
        "```chart source=\"greet/examples/hello.rs\" at=1 kind=\"bar\" y-label=\"v\" number=\"1-1\"\nn,v\n1,2\n```\n"
    );
    std::fs::remove_file(folder.path("target/receipts/greet.json")).unwrap();
    let ran = folder.page(STRICT, "{{#chart greet/hello}}\n");
    assert!(
        ran.diagnostics.contains("is not verified: it was never verified"),
        "{}",
        ran.diagnostics
    );
    let ran = folder.page("", "```chart at=1\nn,v\n1,2\n```\n");
    assert!(
        ran.diagnostics.starts_with("error: no program printed these numbers"),
        "{}",
        ran.diagnostics
    );
}

/// The diagrams stage writes the mark under the figure.
#[test]
fn without_a_receipt_a_trace_and_a_chart_say_so() {
    let folder = Folder::new();
    folder.write("listings/greet/examples/hello.trace.json", "{}\n");
    let fence = |directive: &str| {
        let page = folder.page("", directive).chapters.remove(0);
        page.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        fence("{{#trace greet/hello caption=\"x\"}}\n"),
        "```spacetime at=1 receipt=none caption=\"x\""
    );
    assert_eq!(
        fence("{{#chart greet/hello}}\n"),
        "```chart source=\"greet/examples/hello.rs\" at=1 receipt=none"
    );
    folder.pretend_verified("greet");
    assert_eq!(fence("{{#trace greet/hello caption=\"x\"}}\n"), "```spacetime at=1 caption=\"x\"");
}

#[test]
fn without_a_receipt_the_page_says_so() {
    let folder = Folder::new();
    let ran = folder.page(ZH, "{{#listing greet/src/lib.rs}}\n");
    assert_eq!(ran.errors, 0);
    assert!(ran.chapters[0].contains(
        "<span class=\"unverified\" title=\"运行 dst-listings verify 来验证\">未验证</span>"
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
      = help: run `dst-listings verify greet`; 1 more block shows something of this package

    error: `base/src/lib.rs` is not verified: it was never verified
     --> src/a.md:7:12
      |
    7 | {{#listing base/src/lib.rs}}
      |            ^^^^^^^^^^^^^^^
      |
      = help: run `dst-listings verify base`
    ");
}

/// Chapters are worked on side by side; what is said of them is as if they had been read in order.
#[test]
fn a_package_is_complained_of_once_in_the_whole_book() {
    let folder = Folder::new();
    let text = "# T\n\n{{#listing greet/src/lib.rs}}\n\n{{#output greet/hello}}\n";
    let names: Vec<String> = (0..50).map(|n| format!("c{n:02}.md")).collect();
    let chapters: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text)).collect();
    let ran = dst_kit::testing::run(&dst_listings::STAGE, folder.root(), STRICT, &chapters);
    insta::assert_snapshot!(ran.diagnostics, @r"
    error: `greet/src/lib.rs` is not verified: it was never verified
     --> src/c00.md:3:12
      |
    3 | {{#listing greet/src/lib.rs}}
      |            ^^^^^^^^^^^^^^^^
      |
      = help: run `dst-listings verify greet`; 99 more blocks show something of this package
    ");
}

/// Every file that goes into the verification of `greet`.
const INPUTS: [&str; 8] = [
    "listings/Cargo.toml",
    "listings/Cargo.lock",
    "listings/base/Cargo.toml",
    "listings/base/src/lib.rs",
    "listings/greet/Cargo.toml",
    "listings/greet/src/lib.rs",
    "listings/greet/examples/hello.rs",
    "listings/greet/examples/hello.out",
];

/// The inputs that all packages share.
const SHARED: [&str; 2] = ["listings/Cargo.toml", "listings/Cargo.lock"];

/// A folder with the lock file that Cargo writes for it.
fn locked() -> Folder {
    let folder = Folder::new();
    let lock = "version = 4\n\n[[package]]\nname = \"base\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"greet\"\nversion = \"0.1.0\"\ndependencies = [\n \"base\",\n]\n";
    folder.write("listings/Cargo.lock", lock);
    folder
}

/// No false receipt: every input counts, and so do files that are added.
#[test]
fn a_change_of_any_input_voids_the_receipt() {
    for input in INPUTS {
        let folder = locked();
        folder.pretend_verified("greet");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 0);
        let text = folder.read(input);
        let says = SHARED.contains(&input);
        let more = if says { "[profile.dev]\n" } else { "\n" };
        folder.write(input, &format!("{text}{more}"));
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1, "{input}");
    }
    for added in [
        "listings/Cargo.lock",
        "rust-toolchain.toml",
        "listings/base/src/more.rs",
        "listings/rustfmt.toml",
        "listings/.cargo/config.toml",
        "clippy.toml",
    ] {
        let folder = Folder::new();
        folder.pretend_verified("greet");
        folder.write(added, "\n");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1, "{added}");
    }
}

/// What the workspace's manifest and lock file say of other packages is the exception, and only that is.
#[test]
fn what_concerns_only_other_packages_voids_nothing() {
    const MANIFEST: &str = "listings/Cargo.toml";
    const LOCK: &str = "listings/Cargo.lock";
    const LOCKED: &str = "version = 4\n\n[[package]]\nname = \"base\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"far\"\nversion = \"1.0.0\"\nsource = \"registry\"\nchecksum = \"ff\"\n\n[[package]]\nname = \"greet\"\nversion = \"0.1.0\"\ndependencies = [\n \"base\",\n \"near\",\n]\n\n[[package]]\nname = \"near\"\nversion = \"1.0.0\"\nsource = \"registry\"\nchecksum = \"aa\"\n";
    let shared = "\n[workspace.dependencies]\nfar = \"1\"\nnear = \"1\"\n";
    for (file, from, to, refused) in [
        (MANIFEST, "\"greet\"]", "\"greet\", \"new\"]", 0),
        (MANIFEST, "\"base\", \"greet\"", "\"greet\", \"base\"", 0),
        (MANIFEST, "far = \"1\"", "far = \"2\"\nfarther = \"1\"", 0),
        (MANIFEST, "near = \"1\"", "near = \"2\"", 1),
        (MANIFEST, "\"base\", ", "", 1),
        (MANIFEST, "\"greet\"]", "\"*\"]", 1),
        (MANIFEST, "resolver = \"3\"", "resolver = \"2\"", 1),
        (
            MANIFEST,
            "[workspace.dep",
            "[patch.crates-io]\nnear = { path = \"new\" }\n[workspace.dep",
            1,
        ),
        (LOCK, "\"ff\"", "\"fe\"", 0),
        (LOCK, "name = \"far\"", "name = \"farther\"", 0),
        (LOCK, "\"aa\"", "\"ab\"", 1),
        (LOCK, " \"near\",", " \"near\",\n \"far\",", 1),
        (LOCK, "version = 4", "version = 3", 1),
    ] {
        let folder = Folder::new();
        folder.write(MANIFEST, &(folder.read(MANIFEST) + shared));
        folder.write(LOCK, LOCKED);
        folder.write("listings/new/Cargo.toml", "[package]\nname = \"new\"\n");
        folder.edit(
            "listings/greet/Cargo.toml",
            "[dependencies]",
            "[dependencies]\nnear.workspace = true",
        );
        folder.pretend_verified("greet");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 0);
        folder.edit(file, from, to);
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, refused, "{to}");
    }
}

/// What is built in place of a dependency is an input like the dependency itself, wherever that is said.
#[test]
fn a_patched_dependency_is_an_input() {
    const PATCH: &str = "[patch.crates-io]\nx = { path = \"../patched\" }\n";
    for (file, patch) in [
        ("listings/Cargo.toml", PATCH),
        ("listings/Cargo.toml", "[replace]\n\"x:1.0.0\" = { path = \"../patched\" }\n"),
        ("listings/.cargo/config.toml", PATCH),
        ("listings/.cargo/config", "paths = [\"../patched\"]\n"),
        (".cargo/config.toml", "[patch.crates-io]\nx = { path = \"patched\" }\n"),
        (".cargo/config", "paths = [\"patched\"]\n"),
        ("listings/.cargo/config.toml", "[source.a]\ndirectory = \"../patched\"\n"),
        (".cargo/config.toml", "[source.a]\nlocal-registry = \"patched\"\n"),
    ] {
        let folder = Folder::new();
        let settings = std::fs::read_to_string(folder.path(file)).unwrap_or_default();
        folder.write(file, &(settings + patch));
        folder.write("patched/Cargo.toml", "[package]\nname = \"x\"\n");
        folder.write("patched/src/lib.rs", "");
        folder.pretend_verified("greet");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 0, "{patch}");
        folder.write("patched/src/lib.rs", "//! Another.\n");
        assert_eq!(folder.page(STRICT, "{{#listing greet/src/lib.rs}}\n").errors, 1, "{patch}");
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
fn a_receipt_that_was_changed_by_hand_is_none() {
    let folder = Folder::new();
    folder.pretend_verified("greet");
    let page = "{{#listing greet/src/lib.rs}}\n";
    assert_eq!(folder.page(STRICT, page).diagnostics, "");
    folder.edit("target/receipts/greet.json", "\"tests\": 3", "\"tests\": 9999");
    let said = folder.page(STRICT, page).diagnostics;
    assert!(said.contains("is not verified: it was never verified"), "{said}");
}

#[test]
fn a_receipt_of_another_package_is_none() {
    let folder = Folder::new();
    folder.write("listings/Cargo.toml", &folder.read("listings/Cargo.toml").replace("greet", "hi"));
    folder.pretend_verified("greet");
    for (from, to) in [
        ("listings/greet", "listings/hi"),
        ("target/receipts/greet.json", "target/receipts/hi.json"),
    ] {
        std::fs::rename(folder.path(from), folder.path(to)).unwrap();
    }
    let said = folder.page(STRICT, "{{#listing hi/src/lib.rs}}\n").diagnostics;
    assert!(said.contains("is not verified: it was never verified"), "{said}");
}

#[test]
fn a_package_that_is_no_member_says_so() {
    let folder = Folder::new();
    folder.write("listings/stray/Cargo.toml", "[package]\nname = \"stray\"\n");
    folder.write("listings/stray/src/lib.rs", "//! Stray.\n");
    let text = "# T\n\n{{#listing stray/src/lib.rs}}\n";
    insta::assert_snapshot!(folder.page(STRICT, text).diagnostics, @r"
    error: `stray/src/lib.rs` is not verified: its package is no member of the workspace
     --> src/a.md:3:12
      |
    3 | {{#listing stray/src/lib.rs}}
      |            ^^^^^^^^^^^^^^^^
      |
      = help: name the package in `members` of the Cargo.toml of the listings folder
    ");
    let page = folder.page("", text).chapters.remove(0);
    let mark = "title=\"its package is no member of the workspace\">not verified</span>";
    assert!(page.contains(mark), "{page}");
    for members in ["\"greet\", \"stray\"]", "\"*\"]"] {
        folder.edit("listings/Cargo.toml", "\"greet\"]", members);
        let said = folder.page(STRICT, text).diagnostics;
        assert!(said.contains("run `dst-listings verify stray`"), "{said}");
        folder.edit("listings/Cargo.toml", members, "\"greet\"]");
    }
}

#[test]
fn a_member_inside_of_a_member_owns_its_files() {
    let folder = Folder::new();
    folder.edit("listings/Cargo.toml", "\"greet\"]", "\"greet\", \"greet/inner\"]");
    folder.write("listings/greet/inner/Cargo.toml", "[package]\nname = \"inner\"\n");
    folder.write("listings/greet/inner/src/lib.rs", "//! Inner.\n");
    folder.pretend_verified("greet/inner");
    let ran = folder.page(STRICT, "{{#listing greet/inner/src/lib.rs}}\n");
    assert_eq!(ran.diagnostics, "");
    assert!(
        ran.chapters[0].contains("package greet/inner passed")
            || ran.chapters[0].contains("代码包 greet/inner 通过了")
    );
}

#[test]
fn a_folder_of_listings_that_is_not_there_is_said_once() {
    let folder = Folder::new();
    let toml = "[preprocessor.listings]\nstrict = true\npath = \"nowhere\"\n";
    folder.write("book.toml", toml);
    let text = "{{#listing greet/src/lib.rs}}\n\n{{#output greet/hello}}\n";
    insta::assert_snapshot!(folder.page(toml, text).diagnostics, @r#"
    error: `path` of [preprocessor.listings] is `nowhere`, and there is no such folder
     --> book.toml:3:1
      |
    3 | path = "nowhere"
      | ^^^^
      |
      = help: name the folder of the listing packages, from the folder of book.toml
    "#);
    assert_eq!(folder.page(toml, "text\n\n{{#listings}}\n").diagnostics, "");
}

#[test]
fn an_output_that_is_not_what_was_printed_is_refused() {
    let folder = Folder::new();
    folder.pretend_printed("greet", "examples/hello.out", "hello, you 2\n");
    let said = folder.page(STRICT, "{{#output greet/hello}}\n").diagnostics;
    let fact = "error: `greet/examples/hello.out` is not what its program printed";
    assert!(said.starts_with(fact), "{said}");
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

/// What an author may leave in a folder by accident or by malice, each with a message of its own.
#[cfg(unix)]
#[test]
fn odd_files_are_refused_or_shown_right() {
    let folder = Folder::new();
    let message =
        |path: &str| folder.page("", &format!("{{{{#listing greet/src/{path}}}}}\n")).diagnostics;
    std::fs::write(folder.path("secret.rs"), "secret").unwrap();
    std::os::unix::fs::symlink(folder.path("secret.rs"), folder.path("listings/greet/src/link.rs"))
        .unwrap();
    assert!(
        message("link.rs").contains("lies outside of the listings folder"),
        "{}",
        message("link.rs")
    );
    std::fs::write(folder.path("listings/greet/src/latin1.rs"), b"// caf\xe9\n").unwrap();
    assert!(message("latin1.rs").contains("listings are UTF-8 text"), "{}", message("latin1.rs"));
    let large = std::fs::File::create(folder.path("listings/greet/src/large.rs")).unwrap();
    large.set_len(100 << 20).unwrap();
    assert!(message("large.rs").contains("is larger than 1024 KiB"), "{}", message("large.rs"));
    assert!(message("").contains("is a folder"), "{}", message(""));

    folder.write("listings/greet/src/crlf.rs", "fn a() {\r\n\tb();\r\n}\r\n");
    let page = folder.page("", "{{#listing greet/src/crlf.rs}}\n").chapters.remove(0);
    assert!(page.contains("```rust\nfn a() {\n\tb();\n}\n```"), "{page:?}");
}

/// A receipt speaks of what a link leads to, and yet nothing from outside is shown.
#[cfg(unix)]
#[test]
fn a_link_out_of_a_verified_package_is_refused() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new();
    folder.write("outside/src/secret.rs", "fn secret() {}\n");
    symlink(folder.path("outside/src"), folder.path("listings/greet/src/linked")).unwrap();
    folder.pretend_verified("greet");
    let ran = folder.page("", "{{#listing greet/src/linked/secret.rs}}\n");
    assert!(ran.diagnostics.contains("lies outside of the listings folder"), "{}", ran.diagnostics);

    let folder = Folder::new();
    std::fs::rename(folder.path("listings/greet"), folder.path("moved")).unwrap();
    symlink(folder.path("moved"), folder.path("listings/greet")).unwrap();
    folder.pretend_verified("greet");
    let ran = folder.page("", "{{#listing greet/src/lib.rs}}\n");
    assert!(ran.diagnostics.contains("lies outside of the listings folder"), "{}", ran.diagnostics);
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
fn links_that_cannot_be_made_are_spoken_of() {
    let folder = Folder::new();
    let said = |lines: &str| {
        let toml = format!("[preprocessor.listings]\n{lines}");
        folder.write("book.toml", &toml);
        folder.page(&toml, "").diagnostics
    };
    insta::assert_snapshot!(said("commit = \"abc\"\nsource-url = \"https://a.example/{comit}/{path}\"\n"), @r#"
    error: `source-url` knows no `{comit}`
     --> book.toml:3:1
      |
    3 | source-url = "https://a.example/{comit}/{path}"
      | ^^^^^^^^^^
      |
      = help: write `{commit}` and `{path}` where they belong
    "#);
    insta::assert_snapshot!(said("source-url = \"https://a.example/{commit}/{path}\"\n"), @r#"
    warning: `source-url` without `commit`: no source is linked
     --> book.toml:2:1
      |
    2 | source-url = "https://a.example/{commit}/{path}"
      | ^^^^^^^^^^
      |
      = help: set `commit` too, or neither
    "#);
    let warning = said("commit = \"abc\"\n");
    assert!(warning.starts_with("warning: `commit` without `source-url`"), "{warning}");
}

#[test]
fn every_construct_of_markdown_is_left_alone() {
    let ran = Folder::new().page("", EVERY_CONSTRUCT);
    assert_eq!(ran.diagnostics, "");
    assert_eq!(ran.chapters[0], EVERY_CONSTRUCT);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    /// No false receipt: whichever byte changes in whichever input, the strict book refuses.
    #[test]
    fn any_changed_byte_voids_the_receipt(input in 0..INPUTS.len(), at in 0..10_000_usize, by in 1..=255_u8) {
        let folder = locked();
        folder.pretend_verified("greet");
        let path = folder.path(INPUTS[input]);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at % bytes.len();
        bytes[at] = bytes[at].wrapping_add(by);
        // Of these counts what they say: white space between words is nobody's input.
        let says = |bytes: &[u8]| std::str::from_utf8(bytes).ok()?.parse::<toml::Table>().ok();
        let before = says(&std::fs::read(&path).unwrap());
        proptest::prop_assume!(!SHARED.contains(&INPUTS[input]) || before != says(&bytes));
        std::fs::write(&path, bytes).unwrap();
        proptest::prop_assert!(folder.page(STRICT, "{{#listing greet/examples/hello.rs}}\n").errors > 0);
    }

    /// A chapter without our directives comes out byte for byte.
    #[test]
    fn other_text_is_untouched(text in "[ \\n\\-`#>|*_\\[\\](){}<a-z共识。]{0,200}") {
        proptest::prop_assume!(!text.contains("{{#"));
        let ran = dst_kit::testing::run(&dst_listings::STAGE, std::path::Path::new("nowhere"), "", &[("a.md", &text)]);
        proptest::prop_assert_eq!(&ran.chapters[0], &text);
    }
}
