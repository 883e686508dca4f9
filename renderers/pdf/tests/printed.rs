//! The example book, from its chapters to the finished PDF.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dst_pdf::settings::Settings;
use mdbook_renderer::RenderContext;
use mdbook_renderer::book::{Book, BookItem, Chapter, SectionNumber};
use mdbook_renderer::config::Config;

/// The folder of the example.
fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("example").canonicalize().unwrap()
}

/// The example as mdBook would send it.
fn context(destination: &Path) -> RenderContext {
    let root = example();
    let config: Config = std::fs::read_to_string(root.join("book.toml")).unwrap().parse().unwrap();
    let chapter = |name: &str, path: &str, number: Option<Vec<u32>>| {
        let text = std::fs::read_to_string(root.join("src").join(path)).unwrap();
        let mut chapter = Chapter::new(name, text, path, Vec::new());
        chapter.number = number.map(SectionNumber::new);
        chapter
    };
    let mut text = chapter("Text", "part/text.md", Some(vec![1]));
    let code = chapter("Code", "part/code.md", Some(vec![1, 1]));
    text.sub_items.push(BookItem::Chapter(code));
    let items = vec![
        BookItem::Chapter(chapter("Before all", "before.md", None)),
        BookItem::PartTitle("Part one: Things".to_owned()),
        BookItem::Chapter(text),
        BookItem::Separator,
        BookItem::Chapter(chapter("Glossary", "glossary.md", None)),
    ];
    RenderContext::new(root, Book::new_with_items(items), config, destination)
}

/// Writes the markup of the example below `folder`.
fn markup(folder: &Path) -> PathBuf {
    written(&context(&folder.join("markup")))
}

fn written(context: &RenderContext) -> PathBuf {
    let markup = context.destination.clone();
    let settings: Settings = dst_pdf::settings(context).unwrap();
    let written = dst_pdf::markup(context, &settings).unwrap();
    assert_eq!(written.diagnostics.render(false), "");
    written.write(&markup).unwrap();
    markup
}

fn typeset(markup: &Path, output: &Path) -> Output {
    let fonts = dst_pdf::fonts::install(&dst_pdf::fonts::folder()).unwrap();
    Command::new(std::env::var_os("DST_TYPESET").expect("DST_TYPESET names the typesetter"))
        .arg(markup)
        .arg("--fonts")
        .arg(fonts)
        .arg("--root")
        .arg(example())
        .arg("--output")
        .arg(output)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Two runs give the same bytes; the PDF conforms to PDF/UA-1, and its outline, links and fonts are whole.
#[test]
fn the_example_is_printed_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let markup = markup(folder.path());
    let (first, second) = (folder.path().join("1.pdf"), folder.path().join("2.pdf"));
    for file in [&first, &second] {
        let output = typeset(&markup, file);
        assert!(output.status.success() && !said(&output).contains("warning"), "{}", said(&output));
    }
    let bytes = std::fs::read(&first).unwrap();
    assert!(bytes == std::fs::read(&second).unwrap(), "two runs, two PDFs");
    assert!(bytes.windows(11).any(|part| part == b"pdfuaid:par"), "no mark of PDF/UA");
    assert_eq!(dst_pdf::check::check(&first, &markup).unwrap(), Vec::<String>::new());
}

/// What the outline should have and has not is found out.
#[test]
fn an_outline_that_lacks_a_chapter_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let markup = markup(folder.path());
    let file = folder.path().join("a.pdf");
    assert!(typeset(&markup, &file).status.success());
    let outline = markup.join("outline.txt");
    let text = std::fs::read_to_string(&outline).unwrap() + "2 Gone\n";
    std::fs::write(&outline, text).unwrap();
    let wrong = dst_pdf::check::check(&file, &markup).unwrap();
    assert_eq!(wrong, ["the outline lacks, or has in another place: 2 Gone"]);
}

/// A key, a hash or an address that no line has room for is broken, in text, code, tables and notes.
#[test]
fn nothing_leaves_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut context = context(&folder.path().join("markup"));
    let word = "x9".repeat(150);
    let text = format!(
        "# Long\n\n## About {word}\n\nIn text {word}, in `{word}`, in [a note](https://a.example/{word}).\n\n\
         ```rust\nlet a = \"{word}\"; // \u{2028}two\n```\n\n```text\n{word}\n```\n\n```yaml\na: {word}\n```\n\n\
         | One | Two |\n| --- | --- |\n| `{word}` | {word} |\n"
    );
    context.book.push_item(BookItem::Chapter(Chapter::new("Long", text, "long.md", Vec::new())));
    let output = typeset(&written(&context), &folder.path().join("a.pdf"));
    assert!(output.status.success() && !said(&output).contains("warning"), "{}", said(&output));
}

/// What leaves it all the same is found, at the author's line.
#[test]
fn what_leaves_the_page_is_found_out() {
    let (printed, said) = with("#place(dx: 200mm)[#\"far out\"]");
    assert!(printed, "{said}");
    assert!(said.contains("warning: text runs over the edge of page"), "{said}");
    assert!(said.contains("`far out`") && said.contains("--> src/part/text.md:"), "{said}");
}

/// Prints the example with more markup in a chapter. Whether there is a PDF, and what is said.
fn with(more: &str) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let markup = markup(folder.path());
    let file = markup.join("chapters/part/text.typ");
    let before = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, before + more).unwrap();
    let output = typeset(&markup, &folder.path().join("a.pdf"));
    (output.status.success(), said(&output))
}

/// Links are resolved last; one that leads nowhere is an error all the same.
#[test]
fn a_link_that_leads_nowhere_is_an_error() {
    let (printed, said) = with("#to(\"nowhere\")[#\"there\"]");
    assert!(!printed, "{said}");
    assert!(said.contains("error: a link to a label that is not in the document"), "{said}");
    assert!(said.contains("--> src/part/text.md:"), "{said}");
}

/// An error shows the author's line, and the old PDF stays.
#[test]
fn an_error_is_at_the_authors_line_and_the_old_pdf_stays() {
    let folder = tempfile::tempdir().unwrap();
    let markup = markup(folder.path());
    let file = folder.path().join("a.pdf");
    std::fs::write(&file, "the old one").unwrap();
    for drawing in std::fs::read_dir(markup.join("figures")).unwrap() {
        std::fs::write(drawing.unwrap().path(), "<svg>").unwrap();
    }
    let output = typeset(&markup, &file);
    assert!(!output.status.success());
    let said = said(&output);
    assert!(said.contains("--> src/part/text.md:") && said.contains("<figure class"), "{said}");
    assert!(said.contains("is as it was"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), b"the old one");
}
