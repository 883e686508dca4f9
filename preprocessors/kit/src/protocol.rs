//! mdBook's side: `stage supports RENDERER`, or `[context, book]` on stdin and the book on stdout.

use std::io::{BufWriter, IsTerminal, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::{MDBOOK_VERSION, PreprocessorContext, book as md};
use semver::Version;
use serde::de::DeserializeOwned;

use crate::{Book, Diagnostic, Diagnostics, Lang, Source};

/// A stage of the book: what a preprocessor's binary is made of.
pub struct Stage {
    /// Name of the table in `book.toml`: `listings` for `[preprocessor.listings]`.
    pub name: &'static str,
    /// What it does to a book. What is wrong with the text goes into the diagnostics; an `Err` is for a
    /// machine that does not work (a disk that is full).
    pub run: fn(&Context, &mut Book, &mut Diagnostics) -> anyhow::Result<()>,
}

/// What a stage knows of the book besides its chapters.
#[derive(Debug)]
pub struct Context {
    /// The folder of `book.toml`.
    pub root: PathBuf,
    /// The folder of `SUMMARY.md`, relative to `root`.
    pub src: PathBuf,
    /// The language of this edition.
    pub lang: Lang,
    /// The renderer that the book is prepared for, such as `html`.
    pub renderer: String,
    /// The book's own configuration.
    pub book: Config,
}

impl Context {
    /// Of the book in the folder `root`, for a program that mdBook did not start: its `book.toml` and the
    /// `MDBOOK_` variables, as mdBook takes them. Without a `book.toml`, mdBook's defaults.
    ///
    /// # Errors
    ///
    /// If `book.toml` cannot be read, or it or a variable is not what mdBook understands.
    pub fn read(root: &Path) -> anyhow::Result<Context> {
        let file = root.join("book.toml");
        let mut book = match file.is_file() {
            true => Config::from_disk(&file)
                .with_context(|| format!("cannot read {}", file.display()))?,
            false => Config::default(),
        };
        book.update_from_env().context("cannot set what the MDBOOK_ variables say")?;
        Ok(Context {
            root: root.to_owned(),
            src: book.book.src.clone(),
            lang: Lang::from_tag(book.book.language.as_deref().unwrap_or("en")),
            renderer: String::new(),
            book,
        })
    }

    /// The settings of the stage `name`, without the keys that are mdBook's own.
    ///
    /// A key that is unknown or has a wrong value is an error at its line of `book.toml`, and the defaults are returned.
    pub fn settings<T: DeserializeOwned + Default>(
        &self,
        name: &str,
        diagnostics: &mut Diagnostics,
    ) -> T {
        let table = self
            .book
            .get::<serde_json::Map<String, serde_json::Value>>(&format!("preprocessor.{name}"));
        let mut table = match table {
            Ok(table) => table.unwrap_or_default(),
            Err(error) => {
                diagnostics
                    .push(Diagnostic::error(format!("cannot read [preprocessor.{name}]: {error}")));
                return T::default();
            }
        };
        for key in ["command", "before", "after", "renderers", "optional"] {
            table.remove(key);
        }
        let parsed = serde_json::from_value(serde_json::Value::Object(table.clone()));
        parsed.unwrap_or_else(|error| {
            let wrong = wrong_keys::<T>(table);
            if wrong.is_empty() {
                diagnostics.push(self.settings_error(name, "", &error.to_string()));
            }
            for (key, error) in wrong {
                diagnostics.push(self.settings_error(name, &key, &error));
            }
            T::default()
        })
    }

    fn settings_error(&self, name: &str, key: &str, error: &str) -> Diagnostic {
        let named = error.contains(&format!("`{key}`"));
        let which = if named || key.is_empty() { String::new() } else { format!("`{key}`: ") };
        let diagnostic = Diagnostic::error(format!("[preprocessor.{name}]: {which}{error}"))
            .help("correct the key in book.toml, or in the MDBOOK_ variable that sets it");
        match self.setting_place(name, key) {
            Some(place) => diagnostic.at(place),
            None => diagnostic,
        }
    }

    /// Where `book.toml` has `key` of the stage `name`, or the table if a variable sets the key.
    pub fn setting_place(&self, name: &str, key: &str) -> Option<(Source, Range<usize>)> {
        let text = std::fs::read_to_string(self.root.join("book.toml")).ok()?;
        let table = text.find(&format!("[preprocessor.{name}]")).unwrap_or(0);
        let mut at = table;
        let mut found = table..table;
        for (number, line) in text[table..].split_inclusive('\n').enumerate() {
            if number > 0 && line.starts_with('[') {
                break;
            }
            let value = line.strip_prefix(key).map(str::trim_start);
            if value.is_some_and(|value| value.starts_with('=')) {
                found = at..at + key.len();
            }
            at += line.len();
        }
        Some((Source::new("book.toml", text), found))
    }
}

/// The keys of a table that are wrong each by itself, with what is wrong.
fn wrong_keys<T: DeserializeOwned>(
    table: serde_json::Map<String, serde_json::Value>,
) -> Vec<(String, String)> {
    let wrong = |(key, value): (String, serde_json::Value)| {
        let alone = serde_json::Map::from_iter([(key.clone(), value)]);
        let error = serde_json::from_value::<T>(serde_json::Value::Object(alone)).err()?;
        Some((key, error.to_string()))
    };
    table.into_iter().filter_map(wrong).collect()
}

/// Names a file to which a stage adds a line for each error and warning. With it set, a stage that finds
/// errors exits with 0 all the same, so that mdBook goes on to the next stage and one run reports
/// everything; whoever sets it must refuse the result if the file is not empty.
pub const KEEP_GOING: &str = "DST_KEEP_GOING";

/// The whole `main` of a stage.
pub fn main(stage: &Stage) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["supports", _] => ExitCode::SUCCESS,
        [] => match run(stage) {
            Ok(code) => code,
            Err(error) => {
                complain(&format!("error: the {} stage failed: {error:#}\n", stage.name));
                ExitCode::FAILURE
            }
        },
        _ => {
            complain(&format!(
                "usage: dst-{0} [supports RENDERER]\n\nmdBook runs this: see [preprocessor.{0}] of book.toml\n",
                stage.name
            ));
            ExitCode::from(2)
        }
    }
}

/// What a pipe holds, in bytes: mdBook reads the beginning while the rest is written.
const WRITTEN_AT_ONCE: usize = 64 << 10;

fn run(stage: &Stage) -> anyhow::Result<ExitCode> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input).context("cannot read standard input")?;
    let (context, raw): (PreprocessorContext, md::Book) =
        serde_json::from_str(&input).context("standard input is not what mdBook 0.5 sends")?;
    let mut diagnostics = Diagnostics::new();
    diagnostics.extend(version_warning(&context.mdbook_version, stage.name));

    let context = Context {
        src: context.config.book.src.clone(),
        lang: Lang::from_tag(context.config.book.language.as_deref().unwrap_or("en")),
        root: context.root,
        renderer: context.renderer,
        book: context.config,
    };
    let mut book = Book::new(raw, &context.root, &context.src, context.lang);
    (stage.run)(&context, &mut book, &mut diagnostics)?;

    let mut out = BufWriter::with_capacity(WRITTEN_AT_ONCE, std::io::stdout().lock());
    serde_json::to_writer(&mut out, &book.into_raw()).context("cannot write the book as JSON")?;
    out.flush().context("cannot write to standard output")?;
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    complain(&diagnostics.render(colour));
    match std::env::var_os(KEEP_GOING) {
        Some(file) => {
            record(Path::new(&file), &diagnostics)?;
            Ok(ExitCode::SUCCESS)
        }
        None if diagnostics.errors() > 0 => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

fn record(file: &Path, diagnostics: &Diagnostics) -> anyhow::Result<()> {
    if diagnostics.is_empty() {
        return Ok(());
    }
    let lines: String =
        diagnostics.iter().map(|d| format!("{:?}: {}\n", d.severity, d.message)).collect();
    let mut file = std::fs::OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(lines.as_bytes()).context("cannot record diagnostics")
}

/// A warning if the mdBook that calls is not one that this stage was built for.
fn version_warning(calling: &str, stage: &str) -> Option<Diagnostic> {
    let built = Version::parse(MDBOOK_VERSION).ok()?;
    let fits = Version::parse(calling)
        .is_ok_and(|calling| (calling.major, calling.minor) == (built.major, built.minor));
    (!fits).then(|| {
        Diagnostic::warning(format!(
            "dst-{stage} was built for mdBook {MDBOOK_VERSION} and is called by mdBook {calling}"
        ))
        .help(format!("install mdBook {MDBOOK_VERSION}, or let `cargo book` do it"))
    })
}

#[allow(clippy::print_stderr, reason = "the one place where a stage speaks to people")]
fn complain(text: &str) {
    eprint!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_minor_version_of_mdbook_is_a_warning_that_names_both() {
        assert_eq!(version_warning(MDBOOK_VERSION, "listings"), None);
        assert_eq!(version_warning("0.5.99", "listings"), None);
        let warning = version_warning("0.4.40", "listings").unwrap();
        assert_eq!(
            warning.message,
            "dst-listings was built for mdBook 0.5.4 and is called by mdBook 0.4.40"
        );
        assert!(version_warning("nightly", "listings").is_some());
    }

    #[derive(Debug, Default, serde::Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Settings {
        strict: bool,
    }

    #[test]
    fn each_wrong_key_is_an_error_at_its_line() {
        let folder = std::env::temp_dir().join("dst-kit-settings");
        std::fs::create_dir_all(&folder).unwrap();
        let toml = "[book]\ntitle = \"t\"\n\n[preprocessor.listings]\ncommand = \"x\"\nstrict = \"yes\"\nstrikt = true\n";
        std::fs::write(folder.join("book.toml"), toml).unwrap();
        let context = Context {
            root: folder,
            src: "src".into(),
            lang: Lang::En,
            renderer: "html".into(),
            book: toml.parse().unwrap(),
        };
        let mut diagnostics = Diagnostics::new();
        assert!(!context.settings::<Settings>("listings", &mut diagnostics).strict);
        insta::assert_snapshot!(diagnostics.render(false), @r#"
        error: [preprocessor.listings]: `strict`: invalid type: string "yes", expected a boolean
         --> book.toml:6:1
          |
        6 | strict = "yes"
          | ^^^^^^
          |
          = help: correct the key in book.toml, or in the MDBOOK_ variable that sets it

        error: [preprocessor.listings]: unknown field `strikt`, expected `strict`
         --> book.toml:7:1
          |
        7 | strikt = true
          | ^^^^^^
          |
          = help: correct the key in book.toml, or in the MDBOOK_ variable that sets it
        "#);
    }
}
