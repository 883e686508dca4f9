//! Messages of Cargo that something was built.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::metadata::Target;

/// One call of the compiler, and what came of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Artifact {
    pub(crate) package_id: String,
    manifest_path: PathBuf,
    pub(crate) target: Target,
    pub(crate) features: Vec<String>,
    pub(crate) profile: Profile,
    pub(crate) filenames: Vec<PathBuf>,
    /// Whether it was there already.
    pub(crate) fresh: bool,
}

/// How it was compiled.
#[derive(Debug, Deserialize)]
pub(crate) struct Profile {
    pub(crate) test: bool,
    pub(crate) debug_assertions: bool,
}

impl Artifact {
    /// The folder of its package.
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new(""))
    }

    /// Whether its package is a folder, and not one of a registry.
    pub(crate) fn is_ours(&self) -> bool {
        self.package_id.starts_with("path+file:")
    }
}
