//! Dependency files (`NAME-HASH.d`): which files the compiler read for something that it built.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::verify::cargo::Target;

/// The files that were read for `target`, which became `built`.
///
/// # Errors
///
/// If no dependency file says so.
pub(crate) fn read(
    listings: &Path,
    target: &Target,
    built: &[PathBuf],
) -> anyhow::Result<Vec<PathBuf>> {
    let mut linked = Vec::new();
    for path in candidates(target, built) {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let rules = Rules::read(&text);
        // Cargo writes such files too, and adds what build scripts only look at.
        if !rules.make(&path) {
            continue;
        }
        // The compiler runs in the folder of the workspace.
        let files: Vec<PathBuf> = rules.files.iter().map(|file| listings.join(file)).collect();
        if built.iter().any(|built| rules.make(built)) {
            return Ok(files);
        }
        // Cargo has linked an example or a program from a file whose name has a hash, and does not say which. Of other
        // builds there are none any more; clippy builds metadata.
        let is_checked = rules.targets.iter().any(|made| made.ends_with(".rmeta"));
        if !is_checked && files.contains(&target.src_path) {
            linked.extend(files);
        }
    }
    if linked.is_empty() {
        bail!("Cargo does not say what {} was built from", target.src_path.display());
    }
    Ok(linked)
}

/// The files that a dependency file names.
pub(crate) fn files(text: &str) -> Vec<PathBuf> {
    Rules::read(text).files
}

/// The dependency files that may be those of `target`, by their names.
fn candidates(target: &Target, built: &[PathBuf]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let crate_name = target.crate_name();
    for folder in built.iter().filter_map(|file| file.parent()) {
        for folder in [folder.to_owned(), folder.join("deps")] {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            found.extend(entries.map(|entry| entry.path()).filter(|path| {
                let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
                let rest = name.strip_prefix(&crate_name).and_then(|rest| rest.strip_suffix(".d"));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            }));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// What a dependency file says, in the form of Make: `TARGET: FILE FILE …`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules {
    /// The names of what is made, without their folders.
    targets: Vec<String>,
    /// What it is made from.
    files: Vec<PathBuf>,
}

impl Rules {
    fn read(text: &str) -> Rules {
        let mut rules = Rules::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((target, files)) = line.split_once(": ") else { continue };
            let target = words(target).pop().unwrap_or_default();
            let name = target.file_name().map(OsStr::to_string_lossy);
            rules.targets.extend(name.map(std::borrow::Cow::into_owned));
            rules.files.extend(words(files));
        }
        rules.files.sort();
        rules.files.dedup();
        rules
    }

    fn make(&self, path: &Path) -> bool {
        let name = path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        self.targets.iter().any(|target| *target == name)
    }
}

/// The paths in a rule. A space in a path has a backslash before it.
fn words(text: &str) -> Vec<PathBuf> {
    let mut words = Vec::new();
    let mut word = String::new();
    for part in text.split(' ') {
        match part.strip_suffix('\\') {
            Some(start) => word.extend([start, " "]),
            None => {
                word.push_str(part);
                words.push(PathBuf::from(std::mem::take(&mut word)));
            }
        }
    }
    words.retain(|word| !word.as_os_str().is_empty());
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_names_what_was_read() {
        let text = "target/x-1.d: src/lib.rs src/a\\ b.rs /out/c.rs\n\n/t/libx-1.rlib: src/lib.rs\n\nsrc/lib.rs:\n# env-dep:A=b: c\n";
        let rules = Rules::read(text);
        assert_eq!(rules.files, ["/out/c.rs", "src/a b.rs", "src/lib.rs"].map(PathBuf::from));
        assert_eq!(rules.targets, ["x-1.d", "libx-1.rlib"]);
    }

    /// What the compiler wrote when it built the program, and not what clippy or Cargo wrote beside it.
    #[test]
    fn a_linked_program_is_known_by_its_source() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        let put = |name: &str, made: &str, files: &str| {
            std::fs::write(path(name), format!("{made}: {files}\n\n{name}: {files}\n")).unwrap();
        };
        put("a_b-1.d", "a_b-1", "/w/examples/a-b.rs /w/examples/inner.rs");
        put("a_b-2.d", "liba_b-2.rmeta", "/w/examples/a-b.rs /w/examples/checked.rs");
        put("a_b-3.d", "a_b-3", "/other/examples/a-b.rs");
        put("a_b_c-4.d", "a_b_c-4", "/w/examples/a-b.rs /w/examples/odd.rs");
        std::fs::write(path("a_b.d"), "a-b: /w/examples/a-b.rs /w/examples/declared.rs\n").unwrap();
        let target: Target = serde_json::from_value(json!({
            "name": "a-b", "kind": ["example"], "crate_types": ["bin"], "src_path": "/w/examples/a-b.rs",
            "test": false, "doctest": false,
        }))
        .unwrap();
        let read = |built: &str| read(Path::new("/w"), &target, &[path(built)]);
        let expected = ["/w/examples/a-b.rs", "/w/examples/inner.rs"].map(PathBuf::from);
        assert_eq!(read("a-b").unwrap(), expected);
        assert_eq!(read("a_b-3").unwrap(), [PathBuf::from("/other/examples/a-b.rs")]);
    }
}
