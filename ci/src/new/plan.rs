//! Files to be written together: all of them, or none.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

/// What is to be written. Everything is known before the first file is touched.
#[derive(Default)]
pub(super) struct Plan {
    made: Vec<Made>,
    changed: Vec<Changed>,
}

/// A file that is to be there.
struct Made {
    path: PathBuf,
    text: String,
    executable: bool,
}

/// A file that is there and is to say something else.
struct Changed {
    path: PathBuf,
    before: String,
    after: String,
}

/// One step that was done, and that can be taken back.
enum Done {
    Folder(PathBuf),
    File(PathBuf),
    Change { path: PathBuf, before: String },
}

impl Plan {
    pub(super) fn make(&mut self, path: PathBuf, text: impl Into<String>) {
        self.made.push(Made { path, text: text.into(), executable: false });
    }

    pub(super) fn make_program(&mut self, path: PathBuf, text: impl Into<String>) {
        self.made.push(Made { path, text: text.into(), executable: true });
    }

    pub(super) fn change(&mut self, path: PathBuf, before: String, after: String) {
        self.changed.push(Changed { path, before, after });
    }

    /// Writes it all. If a file is there already nothing is written; if one cannot be written, what was done
    /// by then is taken back.
    pub(super) fn write(self) -> anyhow::Result<()> {
        // A link that leads nowhere is there as well.
        if let Some(there) = self.made.iter().find(|made| made.path.symlink_metadata().is_ok()) {
            bail!("{} is there already; nothing was changed", there.path.display());
        }
        let mut done = Vec::new();
        let Err(error) = self.steps(&mut done) else {
            return Ok(());
        };
        let left = take_back(done);
        if left.is_empty() {
            return Err(error.context("nothing was changed"));
        }
        let left = left.join(", ");
        Err(error.context(format!("not all could be taken back; see to it by hand: {left}")))
    }

    fn steps(self, done: &mut Vec<Done>) -> anyhow::Result<()> {
        for Made { path, text, executable } in self.made {
            make_folders(&path, done)?;
            let failed = || format!("cannot write {}", path.display());
            let mut file = std::fs::File::create_new(&path).with_context(failed)?;
            done.push(Done::File(path.clone()));
            file.write_all(text.as_bytes()).with_context(failed)?;
            if executable {
                make_executable(&file)
                    .with_context(|| format!("cannot make {} executable", path.display()))?;
            }
        }
        for Changed { path, before, after } in self.changed {
            done.push(Done::Change { path: path.clone(), before });
            std::fs::write(&path, after)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }
}

/// Makes the folders of `path` that are not there.
fn make_folders(path: &Path, done: &mut Vec<Done>) -> anyhow::Result<()> {
    let missing: Vec<&Path> =
        path.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        std::fs::create_dir(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        done.push(Done::Folder(folder.to_owned()));
    }
    Ok(())
}

fn make_executable(file: &std::fs::File) -> std::io::Result<()> {
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    let _ = file;
    Ok(())
}

/// Takes back what was done, the last first. What is left.
fn take_back(done: Vec<Done>) -> Vec<String> {
    let mut left = Vec::new();
    for step in done.into_iter().rev() {
        let (path, taken) = match step {
            Done::Folder(path) => (path.clone(), std::fs::remove_dir(path)),
            Done::File(path) => (path.clone(), std::fs::remove_file(path)),
            Done::Change { path, before } => (path.clone(), restore(&path, &before)),
        };
        if taken.is_err() {
            left.push(path.display().to_string());
        }
    }
    left
}

/// A file that could not be written at all needs no second attempt.
fn restore(path: &Path, before: &str) -> std::io::Result<()> {
    if std::fs::read_to_string(path).is_ok_and(|now| now == before) {
        return Ok(());
    }
    std::fs::write(path, before)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files and folders below a folder.
    fn tree(folder: &Path) -> Vec<String> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(tree(&path));
            }
            found.push(path.display().to_string());
        }
        found.sort();
        found
    }

    #[test]
    fn what_was_written_before_a_failure_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("list"), "a").unwrap();
        std::fs::write(at("file"), "").unwrap();
        let before = tree(folder.path());

        // A file is where a folder should be.
        let mut plan = Plan::default();
        plan.make(at("x/deep/one"), "1");
        plan.make(at("file/two"), "2");
        plan.change(at("list"), "a".to_owned(), "a b".to_owned());
        let error = format!("{:#}", plan.write().unwrap_err());
        assert!(error.starts_with("nothing was changed: cannot "), "{error}");
        assert_eq!(tree(folder.path()), before);

        // The second change fails: the first is taken back too.
        let mut plan = Plan::default();
        plan.make(at("x/deep/one"), "1");
        plan.change(at("list"), "a".to_owned(), "a b".to_owned());
        plan.change(at("no/list"), String::new(), "b".to_owned());
        let error = format!("{:#}", plan.write().unwrap_err());
        assert!(error.starts_with("not all could be taken back"), "{error}");
        assert!(error.contains("no/list"), "{error}");
        assert_eq!(tree(folder.path()), before);
        assert_eq!(std::fs::read_to_string(at("list")).unwrap(), "a");
    }

    #[test]
    fn what_cannot_be_taken_back_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("of somebody else"), "").unwrap();
        assert_eq!(take_back(vec![Done::Folder(path.clone())]), [path.display().to_string()]);
    }
}
