//! `pdf --watch`: one typesetter stays, so that it sets again only what has changed.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;

use super::{Printer, press};
use crate::say;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What is known of a file: enough to see that it has changed.
type Files = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

/// Prints an edition again and again until it is stopped.
pub(super) fn watch(printer: &Printer<'_>, key: &str) -> anyhow::Result<bool> {
    let mut seen = files(printer);
    while !printer.emit(key)? {
        wait(printer, &mut seen);
    }
    let mut child = press::command(printer, key)?
        .arg("--watch")
        .stdin(Stdio::piped())
        .spawn()
        .context("cannot run the typesetter")?;
    let mut again = child.stdin.take().context("the typesetter has no standard input")?;
    say::step("printing again whenever a file changes (stop with Ctrl-C)");
    loop {
        wait(printer, &mut seen);
        if printer.emit(key)? {
            again.write_all(b"again\n").context("the typesetter has ended")?;
        }
    }
}

fn wait(printer: &Printer<'_>, seen: &mut Files) {
    loop {
        std::thread::sleep(LOOK_EVERY);
        let now = files(printer);
        if now != *seen {
            *seen = now;
            return;
        }
    }
}

/// The files that the PDF is made of.
fn files(printer: &Printer<'_>) -> Files {
    let place = printer.place;
    let mut found = Files::new();
    for name in ["book.toml", "pdf.toml", "glossary.toml"] {
        note(&place.root.join(name), &mut found);
    }
    let source = place.root.join(printer.site.source(""));
    for folder in [source.parent().unwrap_or(&source), &place.listings, &place.receipts] {
        below(folder, &mut found);
    }
    found
}

fn below(folder: &Path, found: &mut Files) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if !path.is_dir() {
            note(&path, found);
        } else if entry.file_name() != "target" {
            below(&path, found);
        }
    }
}

fn note(path: &Path, found: &mut Files) {
    // A file that is not there is as good as one that has not changed.
    if let Ok(about) = path.metadata() {
        found.insert(path.to_owned(), (about.len(), about.modified().ok()));
    }
}
