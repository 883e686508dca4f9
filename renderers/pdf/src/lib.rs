//! An mdBook renderer that writes a book as Typst markup, to be printed.
//!
//! ```text
//! chapter ─▶ parse ─▶ tree (Markdown and HTML alike) ─▶ targets: every place a link can lead to
//!                                                └────▶ emit ─▶ chapters/*.typ ┐
//! glossary ─▶ index ──────────────────────────────────────────────▶ main.typ   ├─▶ dst-typeset ─▶ PDF
//! typst/ ──────────────────────────────────────────────────────────▶ template/ ┘
//! ```
//!
//! The markup says what things are; how they look is the template's, in `typst/`. Text gets into the markup as
//! string literals only, so nothing in a chapter can be taken for markup.

mod assets;
mod cells;
pub mod check;
mod emit;
mod expect;
pub mod fonts;
mod html;
mod index;
mod lines;
mod main_file;
mod parse;
mod plan;
pub mod settings;
mod targets;
mod template;
mod tree;
mod typst;

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};
use dst_kit::{Book, Diagnostic, Diagnostics, Lang};
use mdbook_renderer::RenderContext;

use assets::Assets;
use emit::About;
use plan::{Piece, texts};
use settings::Settings;
use targets::Targets;

/// The whole `main` of the renderer.
#[allow(clippy::print_stderr, reason = "the one place where the renderer speaks to people")]
pub fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["fonts"] => fonts::install(&fonts::folder()).map(|folder| {
            eprintln!("the fonts are in {}", folder.display());
            true
        }),
        ["check", pdf, markup] => check::check(Path::new(pdf), Path::new(markup)).map(|wrong| {
            wrong.iter().for_each(|one| eprintln!("error: {pdf}: {one}"));
            wrong.is_empty()
        }),
        _ => RenderContext::from_json(std::io::stdin().lock())
            .context("standard input is not what mdBook 0.5 sends; mdBook runs this: see [output.pdf] of book.toml")
            .and_then(|context| run(&context)),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: the pdf renderer failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the markup, shows what is wrong with the text, and has the PDF made if the settings say by what.
#[allow(clippy::print_stderr, reason = "the renderer's diagnostics")]
fn run(context: &RenderContext) -> anyhow::Result<bool> {
    let settings = settings(context)?;
    let markup = markup(context, &settings)?;
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    eprint!("{}", markup.diagnostics.render(colour));
    record(&markup.diagnostics)?;
    // Whoever keeps going wants the errors of all stages, and refuses what comes of it.
    let keeps_going = std::env::var_os(dst_kit::KEEP_GOING).is_some();
    if markup.diagnostics.errors() > 0 {
        return Ok(keeps_going);
    }
    markup.write(&context.destination)?;
    if let Some(command) = &settings.compile {
        let title = context.config.book.title.as_deref().unwrap_or("book");
        let file = settings.file.clone().unwrap_or_else(|| format!("{title}.pdf").into());
        compile(command, &context.destination, &context.root, &file)?;
    }
    Ok(true)
}

/// The settings of `[output.pdf]`.
///
/// # Errors
/// For an unknown key or a value of the wrong kind.
pub fn settings(context: &RenderContext) -> anyhow::Result<Settings> {
    let table = context.config.get("output.pdf").context("[output.pdf] cannot be read")?;
    Settings::parse(table.unwrap_or_default())
}

/// A book as markup, before anything is written.
#[derive(Debug)]
pub struct Markup {
    /// Texts by the name of their file, such as `main.typ`.
    pub files: BTreeMap<String, String>,
    /// Images: from where, by the name of their file.
    pub images: BTreeMap<String, PathBuf>,
    /// What is wrong with the text.
    pub diagnostics: Diagnostics,
}

/// The markup of a book.
///
/// # Errors
/// If the settings name a chapter that the book does not have.
pub fn markup(context: &RenderContext, settings: &Settings) -> anyhow::Result<Markup> {
    let config = &context.config.book;
    let lang = Lang::from_tag(config.language.as_deref().unwrap_or("en"));
    let book = Book::new(context.book.clone(), &context.root, &config.src, lang);
    let smart = context.config.get::<bool>("output.html.smart-punctuation");
    let smart = smart.ok().flatten().unwrap_or(true);
    let pieces = plan::plan(&context.book, &book, settings, smart);
    if let Some(only) = &settings.chapter
        && texts(&pieces).next().is_none()
    {
        let near = dst_kit::nearest(only, book.chapters.iter().map(dst_kit::Chapter::slug));
        let near = near.first().map_or(String::new(), |near| format!("; did you mean {near}?"));
        bail!("the book has no written chapter {only}{near}");
    }

    let glossary = settings.glossary.as_deref().unwrap_or("glossary");
    let mut targets = Targets::default();
    for text in texts(&pieces) {
        targets.add(text, text.chapter.slug() == glossary);
    }
    for chapter in &book.chapters {
        targets.add_absent(&chapter.path);
    }
    let source = context.source_dir();
    for file in files_below(&source, &source) {
        targets.add_file(&file);
    }

    let mut assets = Assets::new(source);
    let mut diagnostics = Diagnostics::new();
    let mut files = template::files();
    let mut names = Vec::new();
    let (mut outline, mut probes) = (String::new(), String::new());
    for piece in &pieces {
        let text = match piece {
            Piece::Chapter(text) => text,
            Piece::Part(title) => {
                if settings.chapter.is_none() {
                    outline.push_str(&expect::outline_line(1, None, title));
                }
                continue;
            }
        };
        probes.push_str(&expect::probes(&text.parsed));
        let about = About { paper: settings.paper, is_glossary: text.chapter.slug() == glossary };
        let (body, headings) = emit::chapter(text, &targets, about, &mut assets, &mut diagnostics);
        outline.push_str(&headings);
        let name = format!("chapters/{}.typ", text.chapter.slug());
        let (author, _) = text.chapter.place(0..0);
        let author = author.path.to_string_lossy().replace('\\', "/");
        files.insert(
            name.clone(),
            format!("//@ {author}\n#import \"/template/book.typ\": *\n\n{body}"),
        );
        names.push(name);
    }
    let index = texts(&pieces)
        .find(|text| text.chapter.slug() == glossary)
        .and_then(index::entries)
        .filter(|_| settings.chapter.is_none());
    files.insert("settings.typ".to_owned(), main_file::settings_file(config, settings, &pieces));
    files.insert("main.typ".to_owned(), main_file::main_file(settings, &pieces, &names, index));
    files.insert("outline.txt".to_owned(), outline);
    files.insert("probes.txt".to_owned(), probes);
    files.extend(assets.drawings);
    check_omitted(settings, &book, &mut diagnostics);
    Ok(Markup { files, images: assets.images, diagnostics })
}

/// A chapter that is left out by a name that no chapter has is printed after all.
fn check_omitted(settings: &Settings, book: &Book, diagnostics: &mut Diagnostics) {
    for slug in &settings.omit {
        if book.chapter(slug).is_none() {
            let warning =
                Diagnostic::warning(format!("[output.pdf] omits `{slug}`, which is no chapter"));
            diagnostics.push(warning.help("name chapters as in SUMMARY.md, without `.md`"));
        }
    }
}

impl Markup {
    /// Writes everything into `folder`, and removes what an earlier run left there. A file that would stay the
    /// same is not touched, so that the typesetter sees what has changed.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let mut wanted: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        for (name, text) in &self.files {
            wanted.insert(folder.join(name), text.clone().into_bytes());
        }
        for (name, from) in &self.images {
            let bytes =
                std::fs::read(from).with_context(|| format!("cannot read {}", from.display()))?;
            wanted.insert(folder.join(name), bytes);
        }
        for old in files_below(folder, folder) {
            let is_ours = ["chapters/", "figures/", "images/", "template/"]
                .iter()
                .any(|ours| old.starts_with(ours));
            let path = folder.join(&old);
            if is_ours && !wanted.contains_key(&path) {
                std::fs::remove_file(&path)
                    .with_context(|| format!("cannot remove {}", path.display()))?;
            }
        }
        for (path, bytes) in wanted {
            if std::fs::read(&path).is_ok_and(|old| old == bytes) {
                continue;
            }
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)
                    .with_context(|| format!("cannot make {}", parent.display()))?;
            }
            std::fs::write(&path, bytes)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// Runs the typesetter on the folder of markup.
fn compile(command: &str, folder: &Path, root: &Path, file: &Path) -> anyhow::Result<()> {
    let fonts = fonts::install(&fonts::folder())?;
    let mut words = command.split_whitespace();
    let program = words.next().context("[output.pdf]: `compile` is empty")?;
    let status = Command::new(program)
        .args(words)
        .arg(folder)
        .arg("--fonts")
        .arg(fonts)
        .arg("--root")
        .arg(root)
        .arg("--output")
        .arg(folder.join(file))
        .status()
        .with_context(|| {
            format!("cannot run `{program}`; install it, or remove `compile` from [output.pdf]")
        })?;
    if !status.success() {
        bail!("`{program}` ended with {status}");
    }
    Ok(())
}

/// Adds a line for each error and warning to the file that collects them.
fn record(diagnostics: &Diagnostics) -> anyhow::Result<()> {
    use std::io::Write as _;
    let Some(file) = std::env::var_os(dst_kit::KEEP_GOING) else { return Ok(()) };
    if diagnostics.is_empty() {
        return Ok(());
    }
    let mut file = std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .context("cannot record diagnostics")?;
    for diagnostic in diagnostics.iter() {
        writeln!(file, "{:?}: {}", diagnostic.severity, diagnostic.message)
            .context("cannot record diagnostics")?;
    }
    Ok(())
}

/// The files below `folder`, relative to `root`, always with `/`.
fn files_below(folder: &Path, root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_below(&path, root));
        } else if let Ok(relative) = path.strip_prefix(root) {
            found.push(relative.to_string_lossy().replace('\\', "/"));
        }
    }
    found.sort();
    found
}
