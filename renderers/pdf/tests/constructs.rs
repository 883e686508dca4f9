//! What each construct of Markdown, and of this book's stages, becomes.

#![allow(clippy::unwrap_used, reason = "a test that fails is what it is for")]

use std::path::Path;

use dst_pdf::settings::Settings;
use mdbook_renderer::RenderContext;
use mdbook_renderer::book::{Book, BookItem, Chapter};
use mdbook_renderer::config::Config;

/// A chapter called `path` with `content`.
fn chapter(path: &str, content: &str) -> BookItem {
    BookItem::Chapter(Chapter::new("A chapter", content.to_owned(), path, Vec::new()))
}

fn context(language: &str, items: Vec<BookItem>, root: &Path) -> RenderContext {
    let config: Config = format!(
        "[book]\ntitle = \"A book\"\nauthors = [\"Ada\"]\nlanguage = \"{language}\"\n[output.pdf]\n"
    )
    .parse()
    .unwrap();
    RenderContext::new(root, Book::new_with_items(items), config, root.join("out"))
}

/// The markup of a chapter in a book with two others, without its head, and the diagnostics.
fn emitted_in(language: &str, content: &str) -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let items = vec![
        chapter("part/one.md", content),
        chapter("part/two.md", "# Two {#two}\n\n## A section\n"),
        chapter(
            "glossary.md",
            "# Terms\n\n## Q\n\n<dl class=\"glossary\">\n<dt id=\"quorum\">Quorum <span class=\"glossary-other\" lang=\"zh\">多数派</span></dt>\n<dd>\n\nA majority.\n\n</dd>\n</dl>\n",
        ),
    ];
    let context = context(language, items, folder.path());
    let markup = dst_pdf::markup(&context, &Settings::default()).unwrap();
    let text = &markup.files["chapters/part/one.typ"];
    let (_, body) = text.split_once("*\n\n").unwrap();
    let lines = body.lines().filter(|line| !line.starts_with("//="));
    let lines = lines.collect::<Vec<_>>().join("\n");
    (lines.trim().to_owned(), markup.diagnostics.render(false))
}

/// As [`emitted_in`], in English, with a title, and nothing to complain about.
fn emitted(content: &str) -> String {
    let (text, complaints) = emitted_in("en", &format!("# One {{#one}}\n\n{content}"));
    assert_eq!(complaints, "", "{content}");
    let (_, body) = text.split_once("]\n\n").unwrap_or((&text, ""));
    body.to_owned()
}

#[test]
fn all_text_is_a_string() {
    insta::assert_snapshot!(emitted(
        "`#let x` *a \"quote\"* \\* #set $x$ [not a link] <b>bold</b> &amp; @ref\n"
    ));
}

#[test]
fn lines_of_the_source_are_joined_as_the_script_asks() {
    let (text, _) = emitted_in("zh-CN", "中文\n一行 and\nmore\n中文 Raft's\n");
    insta::assert_snapshot!(text);
}

#[test]
fn headings_have_levels_and_labels() {
    insta::assert_snapshot!(emitted(
        "## Own id {#own}\n\n## Made *id*\n\n### Deeper\n\n## Made id\n"
    ));
}

#[test]
fn a_chapter_without_a_title_gets_that_of_the_summary() {
    insta::assert_snapshot!(emitted_in("en", "Text.\n").0);
}

#[test]
fn lists_nest() {
    insta::assert_snapshot!(emitted("- a\n  1. one\n  2. two\n\n3. three\n\n   more\n\n4. four\n"));
}

#[test]
fn tasks_have_boxes() {
    insta::assert_snapshot!(emitted("- [ ] to do\n- [x] done\n- neither\n"));
}

#[test]
fn definitions() {
    insta::assert_snapshot!(emitted("Term\n: one\n: two\n"));
}

#[test]
fn quotations_and_alerts() {
    insta::assert_snapshot!(emitted("> a\n> > b\n\n> [!WARNING]\n> careful\n"));
}

#[test]
fn tables_are_as_wide_as_their_cells() {
    insta::assert_snapshot!(emitted(
        "| left | right |\n| :-- | --: |\n| `a|b` | 1 |\n| 中 | [two](two.md) |\n"
    ));
}

#[test]
fn a_wide_table_shares_the_line() {
    let long = "word ".repeat(30);
    insta::assert_snapshot!(emitted(&format!("| a | b |\n| - | - |\n| short | {long} |\n")));
}

#[test]
fn a_caption_before_a_table_is_its_own() {
    insta::assert_snapshot!(emitted(
        "<div class=\"table-caption\" id=\"t\"><span class=\"fig-number\">Table 1</span> What it costs</div>\n\n| a |\n| - |\n| 1 |\n"
    ));
}

#[test]
fn code_hides_what_is_for_the_compiler() {
    insta::assert_snapshot!(emitted(
        "```rust,ignore\n# use x;\nfn main() {}\n## x\n```\n\n    indented\n"
    ));
}

/// The listings stage doubles a `#` that mdBook would take for a sign to hide the line: the paper shows the true text too.
#[test]
fn a_listing_shows_lines_that_begin_with_a_hash() {
    let typst = emitted("```rust\n## Title\n  ### Part\n##\n#[x]\n```\n");
    assert!(typst.starts_with(r##"#code-block("rust", "# Title\n  ## Part\n#\n#[x]""##), "{typst}");
}

/// The mark of a trace or a chart without a receipt is printed under its figure.
#[test]
fn a_figure_says_that_it_is_not_verified() {
    let figure = |caption: &str| {
        emitted(&format!(
            "<figure class=\"diagram\"><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"></svg><figcaption>{caption}</figcaption></figure>\n"
        ))
    };
    let mark = "<span class=\"unverified\">not verified</span>";
    for caption in [mark.to_owned(), format!("A run {mark}")] {
        let typst = figure(&caption);
        assert!(typst.contains("#span(\"unverified\")[#\"not verified\"]"), "{typst}");
    }
}

#[test]
fn long_lines_are_known_to_be_long() {
    let line = "x".repeat(60) + "共识共识共识共识";
    insta::assert_snapshot!(emitted(&format!("```\nshort\n{line}\n```\n")));
}

#[test]
fn links_lead_somewhere() {
    insta::assert_snapshot!(emitted(
        "[a](two.md#a-section) [b](#one) [c](../part/two.md) [d](https://example.org) <https://example.org> [q](../glossary.md#quorum \"a majority\")\n"
    ));
}

#[test]
fn a_link_to_nowhere_is_an_error_at_its_line() {
    insta::assert_snapshot!(emitted_in("en", "# One\n\n[a](two.md#a-sectoin) [b](gone.md)\n").1);
}

#[test]
fn a_footnote_is_printed_once() {
    insta::assert_snapshot!(emitted(
        "one[^a] and again[^a].\n\n[^a]: The *note*, <https://example.org>.\n\nmore\n"
    ));
}

#[test]
fn notes_under_a_heading_of_their_own_are_references() {
    insta::assert_snapshot!(emitted(
        "b[^b], a[^a]\n\n## References {#refs}\n\n[^a]: A.\n\n[^b]: B.\n"
    ));
}

#[test]
fn a_note_that_nobody_cites_is_a_warning() {
    let (_, complaints) = emitted_in("en", "# One\n\n[^a]: note\n\ntext\n");
    assert!(complaints.contains("nothing refers to the footnote `a`"), "{complaints}");
}

#[test]
fn details_are_open() {
    insta::assert_snapshot!(emitted(
        "<details>\n<summary>Answer</summary>\n\nText.\n\n</details>\n"
    ));
}

#[test]
fn html_in_the_line() {
    insta::assert_snapshot!(emitted(
        "<kbd>Ctrl</kbd> <a id=\"x\"></a>H<sub>2</sub>O<br/>~~old~~ <span class=\"verified\">3 tests</span>\n"
    ));
}

#[test]
fn an_unknown_element_is_a_warning_and_its_text_is_kept() {
    let (text, complaints) = emitted_in("en", "# One\n\na <blink>b</blink>\n");
    assert!(text.ends_with("#\"a b\""), "{text}");
    insta::assert_snapshot!(complaints);
}

#[test]
fn a_listing_has_number_marks_and_source() {
    insta::assert_snapshot!(emitted(concat!(
        "<figure class=\"listing diff\" id=\"x\">\n",
        "<figcaption><span class=\"fig-number\">Listing 1</span> A change</figcaption>\n\n",
        "<div class=\"code\" style=\"--marks:linear-gradient(transparent 1lh,var(--added) 1lh 2lh,transparent 2lh)\"><span class=\"callout\" style=\"--line:0\">1</span><span class=\"sign\" style=\"--line:1\" title=\"added\">+</span>\n\n",
        "```rust\na\nb\n```\n\n</div>\n\n",
        "<details class=\"fold\"><summary>2 more lines</summary>\n\n```rust\nc\nd\n```\n\n</details>\n\n",
        "<p class=\"listing-foot\"><a href=\"https://example.org/x\"><code>p/x.rs</code></a> <span class=\"verified\" title=\"t\">2 tests passed</span></p>\n</figure>\n"
    )));
}

#[test]
fn a_drawing_is_a_file_with_an_alternative() {
    insta::assert_snapshot!(emitted(
        "<figure class=\"diagram\" id=\"d\"><div class=\"diagram-scroll\"><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"30\" height=\"20\"><title id=\"t\">What it shows</title><text>x</text></svg></div><figcaption><span class=\"fig-number\">Figure 1</span> A figure</figcaption></figure>\n"
    ));
}

#[test]
fn an_ornament_of_the_page_is_not_printed() {
    assert_eq!(emitted("<svg aria-hidden=\"true\"><path d=\"M0 0\"/></svg>\n"), "");
}

#[test]
fn an_image_that_is_not_there_is_a_warning() {
    let (text, complaints) = emitted_in("en", "# One\n\n![a picture](gone.png)\n");
    assert!(text.ends_with("#\"a picture\" #url(\"gone.png\")"), "{text}");
    assert!(complaints.contains("there is no such file"), "{complaints}");
}

#[test]
fn tags_that_close_nothing_are_a_warning() {
    let (_, complaints) = emitted_in("en", "# One\n\na</em> b\n");
    assert!(complaints.contains("`</em>` closes nothing"), "{complaints}");
}

/// The list that the whole project keeps of what mdBook knows.
#[test]
fn every_construct_of_mdbook_is_known() {
    let every = include_str!("../../../preprocessors/kit/src/every-construct.md");
    let (text, complaints) = emitted_in("en", every);
    for word in
        ["struck", "nested", "definition one", "Folded text.", "fn in_markdown", "The text of one"]
    {
        assert!(text.contains(word), "{word}");
    }
    let wrong: Vec<&str> =
        complaints.lines().filter(|line| line.starts_with("warning: `<")).collect();
    assert_eq!(wrong, Vec::<&str>::new());
}
