//! Which libraries Cargo may reuse: those that a verification has built from the files as they are.
//!
//! Cargo goes by the times of files, and would reuse what is younger than its sources, whatever is in them now. What
//! is verified is therefore removed before it is built; what it depends on is left there, and each library of it that
//! Cargo did not build anew is compared with what a verification has left behind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::artifact::Artifact;
use super::metadata::TargetKind;
use super::{BUILD_LIMIT, clean};
use crate::inputs::sha256;
use crate::verify::process::{self, Ran};
use crate::{Inputs, Kind, Package};

/// What verifications have built, by the path of the file.
pub(crate) struct Libraries {
    listings: PathBuf,
    inputs: Inputs,
    known: BTreeMap<PathBuf, Made>,
    /// Where it is kept between verifications.
    file: PathBuf,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Made {
    /// [`Inputs::hash`] of the package that it was built from.
    inputs: String,
    sha256: String,
}

impl Libraries {
    /// Those of the packages in `listings`; what is known of them lies beside `receipts`.
    pub(crate) fn load(listings: &Path, receipts: &Path) -> Self {
        let file = receipts.with_extension("libraries.json");
        // What cannot be read is not known, and is built anew.
        let text = std::fs::read(&file).unwrap_or_default();
        Libraries {
            listings: listings.to_owned(),
            inputs: Inputs::new(listings),
            known: serde_json::from_slice(&text).unwrap_or_default(),
            file,
        }
    }

    /// Keeps what is known for the next verification.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn save(&mut self) -> anyhow::Result<()> {
        self.known.retain(|file, _| file.is_file());
        let text = serde_json::to_vec(&self.known).context("cannot write JSON")?;
        let aside = self.file.with_extension("tmp");
        std::fs::write(&aside, text)
            .and_then(|()| std::fs::rename(&aside, &self.file))
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    /// Runs a build that `command` describes, which prints messages as JSON; once more if it has reused what nobody
    /// knows.
    pub(crate) fn build(&mut self, command: impl Fn() -> Command) -> anyhow::Result<Ran> {
        let ran = process::run(&mut command(), BUILD_LIMIT)?;
        let unknown = self.unknown(&ran.stdout)?;
        if unknown.is_empty() {
            return Ok(ran);
        }
        clean(&self.listings, &unknown)?;
        let ran = process::run(&mut command(), BUILD_LIMIT)?;
        self.unknown(&ran.stdout)?;
        Ok(ran)
    }

    /// Takes in what was built, and returns the packages of which a library was reused that nobody knows.
    fn unknown(&mut self, messages: &[u8]) -> anyhow::Result<BTreeSet<String>> {
        let mut unknown = BTreeSet::new();
        for line in messages.split(|byte| *byte == b'\n') {
            let Ok(artifact) = serde_json::from_slice::<Artifact>(line) else { continue };
            if !artifact.is_ours() || artifact.target.kind() != TargetKind::Lib {
                continue;
            }
            let dir = artifact.folder().to_owned();
            let name = super::name(&dir.join("Cargo.toml")).unwrap_or_default();
            let package = Package { name, dir, kind: Kind::Cargo };
            let inputs = self.inputs.hash(&package)?;
            for file in artifact.filenames {
                let content = std::fs::read(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                let made = Made { inputs: inputs.clone(), sha256: sha256(&content) };
                if !artifact.fresh {
                    self.known.insert(file, made);
                } else if self.known.get(&file) != Some(&made) {
                    unknown.insert(package.name.clone());
                }
            }
        }
        Ok(unknown)
    }
}
