//! Runs a stage over a small book in memory. For the tests of stages.

use std::path::Path;

use mdbook_preprocessor::PreprocessorContext;
use mdbook_preprocessor::book::{self as md, BookItem, SectionNumber};
use mdbook_preprocessor::config::Config;

use crate::{Book, Context, Diagnostics, Lang, Stage};

/// A chapter with every construct of Markdown that mdBook 0.5 knows, and none that is ours: a stage
/// leaves it alone, byte for byte.
pub const EVERY_CONSTRUCT: &str = include_str!("every-construct.md");

/// What came out of a run.
#[derive(Debug)]
pub struct Ran {
    /// The text of each chapter, in reading order.
    pub chapters: Vec<String>,
    /// The diagnostics as a reader sees them, without colour.
    pub diagnostics: String,
    /// How many of them are errors.
    pub errors: usize,
}

/// Runs `stage` over `chapters`, pairs of path and text, with the configuration `book_toml`.
///
/// A path that begins with `# ` is the title of a part, one that begins with `- ` a draft, and one that begins
/// with `~ ` a chapter without a number. `root` is
/// the folder in which the stage looks for its files.
///
/// # Panics
///
/// If `book_toml` is not a configuration of mdBook or the stage fails for want of a working machine.
pub fn run(stage: &Stage, root: &Path, book_toml: &str, chapters: &[(&str, &str)]) -> Ran {
    let config: Config = book_toml.parse().expect("the test's book.toml is valid");
    let lang = Lang::from_tag(config.book.language.as_deref().unwrap_or("en"));
    let context = Context {
        root: root.to_owned(),
        src: "src".into(),
        lang,
        renderer: "html".into(),
        book: config,
    };
    let mut book = book(chapters, lang);
    let mut diagnostics = Diagnostics::new();
    (stage.run)(&context, &mut book, &mut diagnostics).expect("the machine works");
    Ran {
        chapters: book.chapters.into_iter().map(|chapter| chapter.content).collect(),
        diagnostics: diagnostics.render(false),
        errors: diagnostics.errors(),
    }
}

/// A book in memory, with the author's files just as the chapters are.
pub fn book(chapters: &[(&str, &str)], lang: Lang) -> Book {
    let items = chapters.iter().map(|(path, content)| {
        match (path.strip_prefix("# "), path.strip_prefix("- ")) {
            (Some(title), _) => BookItem::PartTitle(title.to_owned()),
            (_, Some(name)) => {
                let mut draft = md::Chapter::new_draft(name, Vec::new());
                draft.number = Some(SectionNumber::new([1]));
                BookItem::Chapter(draft)
            }
            _ => {
                let name = content.lines().next().unwrap_or_default().trim_start_matches("# ");
                let name = name.split(" {#").next().unwrap_or_default();
                let file = path.trim_start_matches("~ ");
                let mut chapter = md::Chapter::new(name, (*content).to_owned(), file, Vec::new());
                chapter.number = (file == *path).then(|| SectionNumber::new([1]));
                BookItem::Chapter(chapter)
            }
        }
    });
    let mut book =
        Book::new(md::Book::new_with_items(items.collect()), Path::new(""), Path::new("src"), lang);
    for chapter in &mut book.chapters {
        chapter.own_source();
    }
    book
}

/// Writes the book of `input` (what mdBook sends) to standard output, read and written as every stage does:
/// the least that a stage can cost.
///
/// # Errors
///
/// If `input` is not what mdBook sends.
pub fn pass_through(input: &[u8]) -> anyhow::Result<()> {
    let (_, raw): (PreprocessorContext, md::Book) = serde_json::from_slice(input)?;
    serde_json::to_writer(std::io::stdout().lock(), &raw)?;
    Ok(())
}

/// What `nop-preprocessor`, mdBook's example of a preprocessor that does nothing, does with standard input and
/// output: what a preprocessor costs that takes no care.
///
/// # Errors
///
/// If standard input is not what mdBook sends.
pub fn no_op() -> anyhow::Result<()> {
    let (_, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
    serde_json::to_writer(std::io::stdout(), &book)?;
    Ok(())
}
