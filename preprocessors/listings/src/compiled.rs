//! What the compiler has seen of a package: its receipt covers whole folders, and not every line in them was compiled.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::select::NotFound;

/// The Rust files of a package that were compiled, by their paths in it, with the lines that were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Compiled {
    files: BTreeMap<String, Vec<Off>>,
}

/// Lines that nothing compiled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Off {
    /// Their numbers, from 0.
    pub(crate) lines: Range<usize>,
    /// What leaves them out.
    pub(crate) under: String,
}

impl Compiled {
    /// These files, each to its last line.
    pub fn whole(files: impl IntoIterator<Item = String>) -> Self {
        files.into_iter().map(|file| (file, Vec::new())).collect()
    }

    /// Whether the lines `shown` (from 0) of `file` were compiled, and if not, what is to be said of it. `path` is the
    /// file with its package.
    pub(crate) fn has(
        &self,
        file: &str,
        path: &str,
        shown: impl Iterator<Item = usize> + Clone,
    ) -> Result<(), NotFound> {
        let Some(off) = self.files.get(file) else {
            return Err(NotFound {
                message: format!("`{path}` is not compiled: no target of the package has it"),
                help: "declare it by a `mod` outside of macros in a target that is built, or do not show it"
                    .to_owned(),
            });
        };
        match off.iter().find(|off| shown.clone().any(|line| off.lines.contains(&line))) {
            None => Ok(()),
            Some(Off { lines, under }) => Err(NotFound {
                message: format!(
                    "lines {} to {} of `{path}` are under {under}, which is off: nothing compiled them",
                    lines.start + 1,
                    lines.end
                ),
                help: "show lines that are on; a package of its own can have the others on"
                    .to_owned(),
            }),
        }
    }
}

/// Whether a file is Rust, by its name: nothing but the compiler says more of it, so letters of any case count.
pub(crate) fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("rs"))
}

impl FromIterator<(String, Vec<Off>)> for Compiled {
    fn from_iter<I: IntoIterator<Item = (String, Vec<Off>)>>(files: I) -> Self {
        Compiled { files: files.into_iter().collect() }
    }
}

impl Extend<(String, Vec<Off>)> for Compiled {
    fn extend<I: IntoIterator<Item = (String, Vec<Off>)>>(&mut self, files: I) {
        self.files.extend(files);
    }
}
