//! `new`: chapters and listing packages that work from the first minute.

mod members;
mod plan;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Subcommand, ValueEnum};
use dst_listings::Package;

use crate::say;
use crate::verify::VERIFY;
use crate::workplace::Workplace;
use members::with_member;
use plan::Plan;

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
    let mut start = Start { place, plan: Plan::default(), next: Vec::new() };
    match what {
        What::Listing { name, check: None } => start.listing(name)?,
        What::Listing { name, check: Some(language) } => start.checked(name, *language)?,
        What::Chapter { path, title, listing } => {
            start.chapter(path, title, listing.as_deref())?;
        }
    }
    start.plan.write()?;
    start.next.iter().for_each(|line| say::line(line));
    Ok(())
}

/// What is about to be started. Names and paths are checked while it is put together, and files only when all of
/// it is known.
struct Start<'a> {
    place: &'a Workplace,
    plan: Plan,
    /// What to say when it is there.
    next: Vec<String>,
}

impl Start<'_> {
    /// A package of Rust.
    fn listing(&mut self, name: &str) -> anyhow::Result<()> {
        let folder = self.folder(name)?;
        let manifest = self.place.listings.join("Cargo.toml");
        let text = read(&manifest)?;
        let workspace = with_member(&text, name)?;
        self.plan.make(folder.join("Cargo.toml"), MANIFEST.replace("{name}", name));
        self.plan.make(folder.join("src/lib.rs"), LIBRARY);
        let example = EXAMPLE.replace("{crate}", &name.replace('-', "_"));
        self.plan.make(folder.join("examples/hello.rs"), example);
        self.plan.make(folder.join("examples/hello.out"), GOLDEN);
        self.plan.change(manifest, text, workspace);
        Ok(())
    }

    /// A package with a `check`.
    fn checked(&mut self, name: &str, language: Language) -> anyhow::Result<()> {
        let folder = self.folder(name)?;
        let (given, found) = language.files();
        let names: Vec<&str> = given.iter().map(|(file, _)| *file).collect();
        let script =
            format!("#!/bin/sh\nexec ../checkers/{} {}\n", language.checker(), names.join(" "));
        self.plan.make_program(folder.join("check"), script);
        for (file, text) in given.iter().chain(found) {
            self.plan.make(folder.join(file), *text);
        }
        Ok(())
    }

    /// The folder of the new package `name`.
    fn folder(&mut self, name: &str) -> anyhow::Result<PathBuf> {
        if !is_name(name) {
            bail!(
                "`{name}` is not the name of a package: use lowercase ASCII letters, digits and hyphens; nothing was changed"
            );
        }
        if NOT_PACKAGES.contains(&name) {
            bail!("listings/{name} is no folder for a package; nothing was changed");
        }
        if Package::open(&self.place.listings, name).is_some() {
            bail!("the package listings/{name} is there already; nothing was changed");
        }
        self.next.push(format!("listings/{name} is there; verify it with: {VERIFY} {name}"));
        Ok(self.place.listings.join(name))
    }

    /// A chapter, and the package that it shows if that is not there.
    fn chapter(&mut self, path: &str, title: &str, listing: Option<&str>) -> anyhow::Result<()> {
        let path = path.strip_suffix(".md").unwrap_or(path);
        if !path.split('/').all(is_name) {
            bail!(
                "`{path}` is not the path of a chapter: use lowercase ASCII letters, digits and hyphens, as in foundations/time; nothing was changed"
            );
        }
        if title.trim().is_empty() || title.contains(char::is_control) {
            bail!("{title:?} is not the title of a chapter: write one line; nothing was changed");
        }
        let id = path.rsplit('/').next().unwrap_or(path);
        let package = listing.unwrap_or(id);
        if Package::open(&self.place.listings, package).is_none() {
            self.listing(package)?;
        }
        let content =
            CHAPTER.replace("{title}", title).replace("{id}", id).replace("{package}", package);
        self.plan.make(self.place.root.join("src/zh").join(path).with_extension("md"), content);
        let summary = self.place.root.join("src/zh/SUMMARY.md");
        let text = read(&summary)?;
        let draft = format!("[{title}]()");
        if text.contains(&draft) {
            let with_chapter = text.replacen(&draft, &format!("[{title}]({path}.md)"), 1);
            self.plan.change(summary, text, with_chapter);
        } else {
            self.next.push(format!(
                "SUMMARY.md has no draft `{draft}`; add this line where the chapter belongs:"
            ));
            self.next.push(format!("- [{title}]({path}.md)"));
        }
        self.next.push(format!("src/zh/{path}.md is there; see it with: cargo book serve"));
        Ok(())
    }
}

/// Folders of the listings that belong to all packages.
const NOT_PACKAGES: [&str; 2] = ["checkers", "target"];

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path)
        .with_context(|| format!("cannot read {}; nothing was changed", path.display()))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
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
        let place = Workplace::of(folder.path().to_owned(), folder.path().to_owned()).unwrap();
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

    /// All files below the book's folder, with what is in them.
    fn files(folder: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| match path.is_dir() {
                true => files(&path),
                false => [(path.clone(), std::fs::read(&path).unwrap())].into(),
            })
            .collect()
    }

    /// Whatever is refused: the error says that nothing was changed, and that is so.
    #[test]
    fn what_is_refused_changes_nothing() {
        let (folder, place) = place();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("listings/x/Cargo.toml", "mine");
        write("listings/y/src/lib.rs", "mine");
        write("src/zh/a/clock.md", "mine");
        write("src/zh/file", "mine");
        let before = files(folder.path());
        let chapter = |path: &str, title: &str, listing: Option<&str>| What::Chapter {
            path: path.to_owned(),
            title: title.to_owned(),
            listing: listing.map(str::to_owned),
        };
        let package = |name: &str, check| What::Listing { name: name.to_owned(), check };
        let there = "is there already; nothing was changed";
        for (what, error) in [
            (package("x", None), there),
            (package("x", Some(Language::Shell)), there),
            (package("y", None), there),
            (package("../z", None), "digits and hyphens; nothing was changed"),
            (package("checkers", None), "no folder for a package; nothing was changed"),
            (chapter("a/clock", "钟", None), there),
            (chapter("A/tick", "钟", None), "as in foundations/time; nothing was changed"),
            (chapter("a/tick", "钟", Some("../z")), "digits and hyphens; nothing was changed"),
            (chapter("a/tick", "两\n行", None), "write one line; nothing was changed"),
            (chapter("file/tick", "钟", None), "nothing was changed: cannot "),
        ] {
            let said = format!("{:#}", new(&place, &what).unwrap_err());
            assert!(said.contains(error), "{said}");
            assert_eq!(files(folder.path()), before, "{said}");
        }
        write("listings/Cargo.toml", "[workspace\n");
        let before = files(folder.path());
        let said = format!("{:#}", new(&place, &chapter("a/tick", "钟", None)).unwrap_err());
        assert!(said.starts_with("listings/Cargo.toml is not TOML"), "{said}");
        assert_eq!(files(folder.path()), before);
    }

    /// A package that is there is shown as it is.
    #[test]
    fn a_chapter_may_show_a_package_that_is_there() {
        let (folder, place) = place();
        std::fs::create_dir_all(folder.path().join("listings/sim")).unwrap();
        std::fs::write(folder.path().join("listings/sim/Cargo.toml"), "mine").unwrap();
        let what = What::Chapter {
            path: "a/clock".into(),
            title: "时间".into(),
            listing: Some("sim".into()),
        };
        new(&place, &what).unwrap();
        let read = |path: &str| std::fs::read_to_string(folder.path().join(path)).unwrap();
        assert_eq!(read("listings/sim/Cargo.toml"), "mine");
        assert!(read("src/zh/a/clock.md").contains("sim/"));
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
            let package = place.listings.join(&name);
            let ran = std::process::Command::new(package.join("check"))
                .current_dir(&package)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&ran.stdout);
            let missing = ran.status.code() == Some(77) && said.starts_with("missing ");
            assert!(missing || ran.status.success() && said.contains("ok "), "{name}: {said}");
        }
    }
}
