//! `new`: chapters and listing packages that work from the first minute.

use std::path::Path;

use anyhow::{Context as _, bail};
use clap::{Subcommand, ValueEnum};

use crate::say;
use crate::workplace::Workplace;

const CHAPTER: &str = include_str!("../templates/chapter.md");
const MANIFEST: &str = include_str!("../templates/listing/Cargo.toml.in");
const LIBRARY: &str = include_str!("../templates/listing/lib.rs.in");
const EXAMPLE: &str = include_str!("../templates/listing/hello.rs.in");
const GOLDEN: &str = include_str!("../templates/listing/hello.out");

/// Languages other than Rust in which a package can begin.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Shell,
    Python,
    Java,
    Sql,
}

impl Language {
    /// The checker that its packages call.
    fn checker(self) -> &'static str {
        match self {
            Language::Shell => "shell",
            Language::Python => "python",
            Language::Java => "java",
            Language::Sql => "postgres",
        }
    }

    /// Names and contents of the files that the checker is given, and of those that it finds.
    fn files(self) -> (&'static [Template], &'static [Template]) {
        match self {
            Language::Shell => (
                &[
                    ("majority.sh", include_str!("../templates/check/majority.sh")),
                    ("majority_test.sh", include_str!("../templates/check/majority_test.sh")),
                ],
                &[],
            ),
            Language::Python => (
                &[
                    ("majority.py", include_str!("../templates/check/majority.py")),
                    ("test_majority.py", include_str!("../templates/check/test_majority.py")),
                ],
                &[],
            ),
            Language::Java => (
                &[
                    ("Majority.java", include_str!("../templates/check/Majority.java")),
                    ("MajorityTest.java", include_str!("../templates/check/MajorityTest.java")),
                ],
                &[("MajorityTest.out", include_str!("../templates/check/MajorityTest.out"))],
            ),
            Language::Sql => (
                &[("majority.sql", include_str!("../templates/check/majority.sql"))],
                &[("majority.out", include_str!("../templates/check/majority.out"))],
            ),
        }
    }
}

/// Name and contents of a file.
type Template = (&'static str, &'static str);

/// What to start.
#[derive(Subcommand)]
pub(crate) enum What {
    /// A chapter, such as `foundations/time 时间与时钟`, shown from its own listing package
    Chapter {
        /// Path below src/zh/, without .md
        path: String,
        /// Title, as SUMMARY.md has it; if it is there as a draft, the draft becomes the chapter
        title: String,
        /// The listing package it shows; made if it is not there
        #[arg(long)]
        listing: Option<String>,
    },
    /// A listing package, such as `vector-clock`
    Listing {
        /// Name of its folder in listings/
        name: String,
        /// Another language than Rust: the package has a `check` that calls the language's own tools
        #[arg(long, value_name = "LANGUAGE")]
        check: Option<Language>,
    },
}

/// Makes the files and says what to do next.
pub(crate) fn new(place: &Workplace, what: &What) -> anyhow::Result<()> {
    match what {
        What::Listing { name, check: None } => listing(place, name),
        What::Listing { name, check: Some(language) } => checked(place, name, *language),
        What::Chapter { path, title, listing: package } => {
            let package = package
                .clone()
                .unwrap_or_else(|| path.rsplit('/').next().unwrap_or(path).to_owned());
            if !place.listings().join(&package).exists() {
                listing(place, &package)?;
            }
            chapter(place, path, title, &package)
        }
    }
}

/// A package with a `check`.
fn checked(place: &Workplace, name: &str, language: Language) -> anyhow::Result<()> {
    refuse_odd_name(name)?;
    let folder = place.listings().join(name);
    let check = folder.join("check");
    let (given, found) = language.files();
    let names: Vec<&str> = given.iter().map(|(file, _)| *file).collect();
    let script =
        format!("#!/bin/sh\nexec ../checkers/{} {}\n", language.checker(), names.join(" "));
    write_new(&check, &script)?;
    #[cfg(unix)]
    std::fs::set_permissions(&check, std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .with_context(|| format!("cannot make {} executable", check.display()))?;
    for (file, text) in given.iter().chain(found) {
        write_new(&folder.join(file), text)?;
    }
    say::line(&format!("listings/{name} is there; verify it with: cargo book verify {name}"));
    Ok(())
}

fn refuse_odd_name(name: &str) -> anyhow::Result<()> {
    if is_name(name) {
        return Ok(());
    }
    bail!("`{name}` is not the name of a package: use lowercase ASCII letters, digits and hyphens")
}

fn listing(place: &Workplace, name: &str) -> anyhow::Result<()> {
    refuse_odd_name(name)?;
    let folder = place.listings().join(name);
    let manifest = place.listings().join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest)
        .with_context(|| format!("cannot read {}", manifest.display()))?;
    let workspace =
        with_member(&text, name).context("listings/Cargo.toml has no line `members = [\"…\"]`")?;
    write_new(&folder.join("Cargo.toml"), &MANIFEST.replace("{name}", name))?;
    write_new(&folder.join("src/lib.rs"), LIBRARY)?;
    write_new(
        &folder.join("examples/hello.rs"),
        &EXAMPLE.replace("{crate}", &name.replace('-', "_")),
    )?;
    write_new(&folder.join("examples/hello.out"), GOLDEN)?;
    std::fs::write(&manifest, workspace)
        .with_context(|| format!("cannot write {}", manifest.display()))?;
    say::line(&format!("listings/{name} is there; verify it with: cargo book verify {name}"));
    Ok(())
}

fn chapter(place: &Workplace, path: &str, title: &str, package: &str) -> anyhow::Result<()> {
    let path = path.strip_suffix(".md").unwrap_or(path);
    if !path.split('/').all(is_name) {
        bail!(
            "`{path}` is not the path of a chapter: use lowercase ASCII letters, digits and hyphens, as in foundations/time"
        );
    }
    let summary = place.root.join("src/zh/SUMMARY.md");
    let text = std::fs::read_to_string(&summary)
        .with_context(|| format!("cannot read {}", summary.display()))?;
    let id = path.rsplit('/').next().unwrap_or(path);
    let content =
        CHAPTER.replace("{title}", title).replace("{id}", id).replace("{package}", package);
    write_new(&place.root.join("src/zh").join(path).with_extension("md"), &content)?;
    let draft = format!("[{title}]()");
    if text.contains(&draft) {
        let text = text.replacen(&draft, &format!("[{title}]({path}.md)"), 1);
        std::fs::write(&summary, text)
            .with_context(|| format!("cannot write {}", summary.display()))?;
    } else {
        say::line(&format!(
            "SUMMARY.md has no draft `{draft}`; add this line where the chapter belongs:"
        ));
        say::line(&format!("- [{title}]({path}.md)"));
    }
    say::line(&format!("src/zh/{path}.md is there; see it with: cargo book serve"));
    Ok(())
}

/// `text` with `name` added to its `members = […]`, sorted.
fn with_member(text: &str, name: &str) -> Option<String> {
    let start = text.find("members = [")? + "members = [".len();
    let end = start + text[start..].find(']')?;
    let mut members: Vec<&str> = text[start..end]
        .split(',')
        .map(|member| member.trim().trim_matches('"'))
        .filter(|m| !m.is_empty())
        .collect();
    members.push(name);
    members.sort_unstable();
    members.dedup();
    let list: Vec<String> = members.iter().map(|member| format!("\"{member}\"")).collect();
    Some(format!("{}{}{}", &text[..start], list.join(", "), &text[end..]))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn write_new(path: &Path, text: &str) -> anyhow::Result<()> {
    if path.exists() {
        bail!("{} is there already; nothing was changed", path.display());
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> (tempfile::TempDir, Workplace) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("src/zh")).unwrap();
        std::fs::create_dir_all(folder.path().join("listings")).unwrap();
        std::fs::write(folder.path().join("src/zh/SUMMARY.md"), "# S\n\n- [时间]()\n").unwrap();
        std::fs::write(
            folder.path().join("listings/Cargo.toml"),
            "[workspace]\nmembers = [\"sim\"]\n",
        )
        .unwrap();
        let place = Workplace { root: folder.path().to_owned(), home: folder.path().to_owned() };
        (folder, place)
    }

    #[test]
    fn a_draft_becomes_a_chapter_with_its_package() {
        let (folder, place) = place();
        new(&place, &What::Chapter { path: "a/time".into(), title: "时间".into(), listing: None })
            .unwrap();
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert_eq!(read("src/zh/SUMMARY.md"), "# S\n\n- [时间](a/time.md)\n");
        assert_eq!(read("listings/Cargo.toml"), "[workspace]\nmembers = [\"sim\", \"time\"]\n");
        assert!(read("src/zh/a/time.md").starts_with("# 时间 {#time}\n"));
        assert!(read("listings/time/Cargo.toml").contains("name = \"time\""));
    }

    #[test]
    fn nothing_that_is_there_is_overwritten() {
        let (folder, place) = place();
        std::fs::create_dir_all(folder.path().join("listings/x")).unwrap();
        std::fs::write(folder.path().join("listings/x/Cargo.toml"), "mine").unwrap();
        let error = listing(&place, "x").unwrap_err().to_string();
        assert!(error.ends_with("is there already; nothing was changed"), "{error}");
        assert_eq!(
            std::fs::read_to_string(folder.path().join("listings/x/Cargo.toml")).unwrap(),
            "mine"
        );
    }

    /// What the templates say, the real checkers check: on a machine without a tool, that it is missing.
    #[cfg(unix)]
    #[test]
    fn a_package_in_another_language_passes_its_check() {
        let (folder, place) = place();
        let listings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../listings");
        let link = folder.path().join("listings/checkers");
        std::os::unix::fs::symlink(listings.join("checkers"), link).unwrap();
        for language in Language::value_variants() {
            let name = format!("in-{}", language.checker());
            new(&place, &What::Listing { name: name.clone(), check: Some(*language) }).unwrap();
            let package = place.listings().join(&name);
            let ran = std::process::Command::new(package.join("check"))
                .current_dir(&package)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&ran.stdout);
            let missing = ran.status.code() == Some(77) && said.starts_with("missing ");
            assert!(missing || ran.status.success() && said.contains("ok "), "{name}: {said}");
        }
    }

    #[test]
    fn names_are_checked() {
        let (_folder, place) = place();
        assert!(listing(&place, "../x").is_err());
        assert!(
            new(&place, &What::Chapter { path: "A B".into(), title: "t".into(), listing: None })
                .is_err()
        );
    }
}
