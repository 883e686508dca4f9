//! When each chapter last changed and who wrote it, from git.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// The history of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The time of its last commit, as git's strict ISO 8601.
    pub at: String,
    /// Everyone who has committed it, the latest first, each once.
    pub authors: Vec<String>,
}

/// The commit that is checked out, if `folder` is in a repository.
pub fn head(folder: &Path) -> Option<String> {
    let out = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(folder).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// The history of each file below `src`, by path relative to `src`. Empty without git, and in a shallow clone,
/// whose first commit has touched every file.
pub fn changes(src: &Path) -> BTreeMap<String, Change> {
    let git = |arguments: &[&str]| {
        let out = Command::new("git").args(arguments).current_dir(src).output().ok()?;
        out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
    };
    if git(&["rev-parse", "--is-shallow-repository"])
        .is_none_or(|shallow| shallow.trim() != "false")
    {
        return BTreeMap::new();
    }
    let log = git(&[
        "-c",
        "core.quotepath=off",
        "log",
        "--format=%x00%cI%n%aN",
        "--name-only",
        "--relative",
        "--",
        ".",
    ]);
    latest(&log.unwrap_or_default())
}

/// Names the book's own authors where git knows a single name in the whole book: that is whoever ran git, which may
/// be a machine. From the second contributor on the names are git's.
pub fn credited(
    mut changes: BTreeMap<String, Change>,
    authors: &[String],
) -> BTreeMap<String, Change> {
    let names: BTreeSet<&String> = changes.values().flat_map(|change| &change.authors).collect();
    if names.len() == 1 && !authors.is_empty() {
        for change in changes.values_mut() {
            change.authors = authors.to_vec();
        }
    }
    changes
}

fn latest(log: &str) -> BTreeMap<String, Change> {
    let mut found: BTreeMap<String, Change> = BTreeMap::new();
    for commit in log.split('\0').skip(1) {
        let mut lines = commit.lines().filter(|line| !line.is_empty());
        let (Some(time), Some(author)) = (lines.next(), lines.next()) else { continue };
        for file in lines {
            let change = found
                .entry(file.to_owned())
                .or_insert_with(|| Change { at: time.to_owned(), authors: Vec::new() });
            if !change.authors.iter().any(|known| known == author) {
                change.authors.push(author.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_commit_of_a_file_counts() {
        let log = "\x002026-02-02T00:00:00+08:00\nA\n\na.md\n\x002026-01-01T00:00:00+08:00\nB\n\na.md\nb/c.md\n";
        let found = latest(log);
        assert_eq!(found["a.md"].at, "2026-02-02T00:00:00+08:00");
        assert_eq!(found["a.md"].authors, ["A", "B"]);
        assert_eq!(found["b/c.md"].at, "2026-01-01T00:00:00+08:00");
        assert_eq!(found["b/c.md"].authors, ["B"]);
    }

    #[test]
    fn a_single_name_gives_way_to_the_books_authors() {
        let log = "\x002026-01-01T00:00:00+08:00\nmachine\n\na.md\nb.md\n";
        let authors = ["The contributors".to_owned()];
        assert_eq!(credited(latest(log), &authors)["b.md"].authors, authors);
        assert_eq!(credited(latest(log), &[])["b.md"].authors, ["machine"]);
        let more = format!("\x002026-02-02T00:00:00+08:00\nB\n\na.md\n{log}");
        assert_eq!(credited(latest(&more), &authors)["b.md"].authors, ["machine"]);
    }

    #[test]
    fn a_folder_without_git_has_no_dates() {
        assert!(changes(tempfile::tempdir().unwrap().path()).is_empty());
    }
}
