//! The preprocessors and the renderer as prebuilt programs.

use std::process::Command;

use anyhow::Context as _;

use crate::say;
use crate::site::Site;
use crate::tools;
use crate::workplace::Workplace;

/// The stages in the order in which they run, by the name of their table in `book.toml`.
pub(crate) const STAGES: [&str; 4] = ["crossref", "glossary", "listings", "diagrams"];

/// A stage that runs only in a book whose `book.toml` has its table.
const OPTIONAL: &str = "comments";

/// The optional stage, if the book asks for it.
fn optional(place: &Workplace) -> Option<&'static str> {
    let text = std::fs::read_to_string(place.root.join("book.toml")).ok()?;
    let book: toml::Table = text.parse().ok()?;
    book.get("preprocessor")?.get(OPTIONAL).map(|_| OPTIONAL)
}

/// Builds the stages if anything about them has changed.
pub(crate) fn build(place: &Workplace) -> anyhow::Result<()> {
    if !program(place, "diagrams").exists() {
        say::step(
            "compiling the book's preprocessors (once; the diagram engine takes five minutes on two slow cores)",
        );
    }
    // Cargo chooses the features of shared crates by the packages that are selected: all, as the tests select them,
    // or the diagram engine would be compiled once more. This program is left alone, for it is running.
    let mut cargo = place.cargo();
    cargo.args(["build", "--release", "--quiet", "--workspace"]);
    for name in STAGES.into_iter().chain([OPTIONAL, "site", "pdf"]) {
        cargo.args(["--bin", &format!("dst-{name}")]);
    }
    tools::succeed(&mut cargo).context("the preprocessors do not compile")
}

/// The program of a stage.
pub(crate) fn program(place: &Workplace, stage: &str) -> std::path::PathBuf {
    place.tools().join("release").join(format!("dst-{stage}{}", std::env::consts::EXE_SUFFIX))
}

/// Sets, for a run of mdBook, the prebuilt stages and what they are to know.
pub(crate) fn prepare(place: &Workplace, mdbook: &mut Command) -> anyhow::Result<()> {
    for stage in STAGES.into_iter().chain(optional(place)) {
        let program = program(place, stage);
        mdbook.env(command_variable(stage), shell_word(&program.to_string_lossy()));
    }
    Site::read(place)?.renderer(place, mdbook);
    if place.listings.is_dir() {
        mdbook.env("DST_RUSTC_VERSION", dst_listings::verify::toolchain(&place.listings)?);
    }
    if let (Some(url), Some(commit)) = (place.repository_url(), place.commit()) {
        mdbook.env(
            "MDBOOK_PREPROCESSOR__LISTINGS__SOURCE_URL",
            format!("{url}/blob/{{commit}}/{{path}}"),
        );
        mdbook.env("MDBOOK_PREPROCESSOR__LISTINGS__COMMIT", format!("\"{commit}\""));
        mdbook.env("MDBOOK_OUTPUT__HTML__GIT_REPOSITORY_URL", &url);
        mdbook.env("MDBOOK_OUTPUT__HTML__EDIT_URL_TEMPLATE", format!("{url}/edit/main/{{path}}"));
    }
    Ok(())
}

/// The variable that overrides a stage's command in `book.toml`.
pub(crate) fn command_variable(stage: &str) -> String {
    format!("MDBOOK_PREPROCESSOR__{}__COMMAND", stage.to_uppercase())
}

/// A path as one word for mdBook, which splits commands like a shell.
pub(crate) fn shell_word(path: &str) -> String {
    format!("'{}'", path.replace('\'', "'\\''"))
}
