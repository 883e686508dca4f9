//! `build` and `check`: the whole book, or nothing.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;

use crate::archive;
use crate::links;
use crate::lint;
use crate::say;
use crate::site::{self, Site};
use crate::stages;
use crate::tools;
use crate::workplace::Workplace;

/// Builds the site aside and puts it in place of the old one only when nothing is wrong; with `zip` also packs
/// it.
pub(crate) fn build(place: &Workplace, zip: bool) -> anyhow::Result<bool> {
    stages::build(place)?;
    build_compiled(place, zip)
}

/// As [`build`], with stages that have just been compiled.
pub(crate) fn build_compiled(place: &Workplace, zip: bool) -> anyhow::Result<bool> {
    let started = Instant::now();
    let Some(new) = render(place, false)? else {
        return Ok(false);
    };
    replace(&new, &place.site())?;
    let pages = links::pages(&place.site())?.len();
    say::step(&format!(
        "book/ holds {pages} pages, built in {:.1} s",
        started.elapsed().as_secs_f64()
    ));
    if zip {
        archive::write(&place.site(), &place.target().join("book.zip"))?;
        say::step("target/book.zip holds the site, to be read from disk");
    }
    Ok(true)
}

/// Takes the PDFs of the old site over: they are made by a command of their own.
fn keep_pdfs(old: &Path, new: &Path) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(old) else { return Ok(()) };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|ending| ending == "pdf") {
            std::fs::copy(&path, new.join(entry.file_name()))
                .with_context(|| format!("cannot keep {}", path.display()))?;
        }
    }
    Ok(())
}

/// As [`build`], without keeping the site; with `fix` after correcting the prose, with `terms` listing the
/// glossary links.
pub(crate) fn check(place: &Workplace, fix: bool, terms: bool) -> anyhow::Result<bool> {
    if fix {
        lint::fix(place)?;
    }
    stages::build(place)?;
    let Some(new) = render(place, terms)? else {
        return Ok(false);
    };
    std::fs::remove_dir_all(&new).with_context(|| format!("cannot remove {}", new.display()))?;
    say::step("nothing to complain about");
    Ok(true)
}

/// The site in a folder of its own, or `None` after everything that is wrong has been shown.
fn render(place: &Workplace, terms: bool) -> anyhow::Result<Option<PathBuf>> {
    let mdbook = tools::mdbook(place)?;
    let site = Site::read(place)?;
    let mut wrong = lint::check(place)?;
    let aside = place.target().join("site").join(std::process::id().to_string());
    std::fs::create_dir_all(&aside).context("cannot write to target/")?;

    let mut whole = true;
    for folder in site.folders() {
        let mut command = Command::new(&mdbook);
        stages::prepare(place, &mut command)?;
        site.edition(place, &mut command, folder)?;
        let built = edition(place, command, &aside.join(folder), terms)?;
        wrong += built.complaints + built.logged;
        // Links that a stage has refused are still as the author wrote them: one complaint is enough.
        whole &= built.ran && built.complaints == 0;
    }
    if whole {
        site.write_root(&aside)?;
        keep_pdfs(&place.site(), &aside)?;
        let broken = links::broken(&aside)?;
        broken.iter().for_each(|link| say::error(link));
        wrong += broken.len();
    }
    if whole && wrong == 0 {
        return Ok(Some(aside));
    }
    // Half a site is of no use to anyone.
    let _ = std::fs::remove_dir_all(&aside);
    say::error(&format!(
        "the book is not built: {} to correct; book/ is as it was",
        things(wrong.max(1))
    ));
    Ok(None)
}

/// How a run of mdBook went.
struct Built {
    ran: bool,
    /// What the stages complained of.
    complaints: usize,
    /// Errors and warnings in mdBook's own log.
    logged: usize,
}

/// Builds one edition into `folder`.
fn edition(
    place: &Workplace,
    mut command: Command,
    folder: &Path,
    terms: bool,
) -> anyhow::Result<Built> {
    let raw = place.target().join("site").join(format!("{}.built", std::process::id()));
    let complaints = raw.with_extension("complaints");
    command.arg("build").arg("--dest-dir").arg(&raw).arg(&place.root).current_dir(&place.root);
    command.env(dst_kit::KEEP_GOING, &complaints);
    command.env("MDBOOK_PREPROCESSOR__LISTINGS__STRICT", "true");
    command.env_remove("MDBOOK_LOG").env_remove("RUST_LOG").env("NO_COLOR", "1");
    let report = raw.with_extension("terms");
    if terms {
        command.env("MDBOOK_PREPROCESSOR__GLOSSARY__REPORT", &report);
    }
    let (ran, logged) = run_mdbook(&mut command)?;
    if terms {
        say::line(&std::fs::read_to_string(&report).context("the glossary stage has not run")?);
        std::fs::remove_file(&report).context("cannot remove the list of terms")?;
    }
    let found = std::fs::read_to_string(&complaints).unwrap_or_default().lines().count();
    // The file is there only if a stage complained, the folder only if mdBook got that far.
    let _ = std::fs::remove_file(&complaints);
    if ran {
        replace(&site::pages(&raw), folder)?;
    }
    let _ = std::fs::remove_dir_all(&raw);
    Ok(Built { ran, complaints: found, logged })
}

/// Runs mdBook, passing on what it says. Whether it succeeded, and how many errors and warnings it logged:
/// for some of them it exits with 0.
pub(crate) fn run_mdbook(command: &mut Command) -> anyhow::Result<(bool, usize)> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run mdBook")?;
    let mut logged = 0;
    if let Some(stderr) = child.stderr.take() {
        for line in BufReader::new(stderr).split(b'\n') {
            let line = line.context("cannot read mdBook's log")?;
            let line = String::from_utf8_lossy(&line);
            match level(&line) {
                Some("ERROR" | "WARN") => logged += 1,
                Some(_) => continue,
                None => {}
            }
            say::log(&line);
        }
    }
    let status = child.wait().context("cannot wait for mdBook")?;
    Ok((status.success(), logged))
}

/// The level of a line of mdBook's log: ` INFO Book building has started`.
fn level(line: &str) -> Option<&str> {
    let first = line.split_whitespace().next()?;
    ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"].contains(&first).then_some(first)
}

fn replace(new: &Path, old: &Path) -> anyhow::Result<()> {
    let retired = new.with_extension("old");
    if old.exists() {
        std::fs::rename(old, &retired).with_context(|| format!("cannot move {}", old.display()))?;
    }
    std::fs::rename(new, old).with_context(|| format!("cannot write {}", old.display()))?;
    if retired.exists() {
        std::fs::remove_dir_all(&retired)
            .with_context(|| format!("cannot remove {}", retired.display()))?;
    }
    Ok(())
}

fn things(count: usize) -> String {
    if count == 1 { "1 thing".to_owned() } else { format!("{count} things") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_told_from_text() {
        assert_eq!(level(" INFO Book building has started"), Some("INFO"));
        assert_eq!(level("ERROR Failed to deserialize `output.html`"), Some("ERROR"));
        assert_eq!(level("error: no such file"), None);
        assert_eq!(level(""), None);
    }
}
