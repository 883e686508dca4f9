//! What Cargo makes of the manifests: packages with their targets, and what depends on what.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Package;

/// What `cargo metadata` prints, as far as it is used here.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Crate>,
    resolve: Resolve,
}

/// A package as Cargo sees it.
#[derive(Debug, Deserialize)]
pub(crate) struct Crate {
    pub(crate) name: String,
    id: String,
    /// Where it comes from; nothing for a folder of ours.
    source: Option<String>,
    manifest_path: PathBuf,
    pub(crate) edition: String,
    pub(crate) targets: Vec<Target>,
}

/// Something that Cargo builds of a package.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Target {
    pub(crate) name: String,
    pub(crate) kind: Vec<String>,
    pub(crate) crate_types: Vec<String>,
    pub(crate) src_path: PathBuf,
    /// Whether `cargo test` builds it as tests.
    pub(crate) test: bool,
    /// Whether its doc tests run.
    pub(crate) doctest: bool,
    #[serde(default, rename = "required-features")]
    pub(crate) required_features: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

/// The kinds of targets, by the words for them in manifests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TargetKind {
    Lib,
    Bin,
    Test,
    Example,
    Bench,
    BuildScript,
}

impl Target {
    /// What it is. A library has its crate types in place of a kind.
    pub(crate) fn kind(&self) -> TargetKind {
        match self.kind.first().map(String::as_str) {
            Some("bin") => TargetKind::Bin,
            Some("test") => TargetKind::Test,
            Some("example") => TargetKind::Example,
            Some("bench") => TargetKind::Bench,
            Some("custom-build") => TargetKind::BuildScript,
            _ => TargetKind::Lib,
        }
    }

    /// Its name as the compiler knows it.
    pub(crate) fn crate_name(&self) -> String {
        self.name.replace('-', "_")
    }
}

impl Crate {
    pub(crate) fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new(""))
    }

    /// The names of its targets of this kind.
    pub(crate) fn names(&self, kind: TargetKind) -> impl Iterator<Item = &str> {
        self.targets
            .iter()
            .filter(move |target| target.kind() == kind)
            .map(|target| target.name.as_str())
    }
}

impl Metadata {
    /// The package as Cargo knows it.
    pub(crate) fn of(&self, package: &Package) -> Option<&Crate> {
        let folder = package.dir.canonicalize().ok()?;
        let ours = self.packages.iter().filter(|known| known.source.is_none());
        ours.into_iter().find(|known| {
            known.folder() == folder || known.folder().canonicalize().is_ok_and(|dir| dir == folder)
        })
    }

    /// The package, and all that it depends on by a path, directly or not.
    pub(crate) fn local(&self, package: &Package) -> Vec<&Crate> {
        let crates: HashMap<&str, &Crate> =
            self.packages.iter().map(|known| (known.id.as_str(), known)).collect();
        let needs: HashMap<&str, &[String]> = self
            .resolve
            .nodes
            .iter()
            .map(|node| (node.id.as_str(), node.dependencies.as_slice()))
            .collect();
        let mut waiting: Vec<&str> =
            self.of(package).map(|known| known.id.as_str()).into_iter().collect();
        let mut reached = BTreeSet::new();
        while let Some(id) = waiting.pop() {
            if reached.insert(id) {
                waiting
                    .extend(needs.get(id).copied().unwrap_or_default().iter().map(String::as_str));
            }
        }
        let reached = reached.into_iter().filter_map(|id| crates.get(id).copied());
        reached.filter(|known| known.source.is_none()).collect()
    }

    /// The packages that lie in one of `folders`.
    pub(crate) fn inside(&self, folders: &[PathBuf]) -> impl Iterator<Item = &Crate> {
        let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let folders: Vec<PathBuf> = folders.iter().map(|folder| real(folder)).collect();
        self.packages.iter().filter(move |known| {
            let inner = real(known.folder());
            folders.iter().any(|folder| inner.starts_with(folder))
        })
    }

    /// Another package of ours that has a program of this name.
    pub(crate) fn other_with_bin(&self, package: &Crate, name: &str) -> Option<&Crate> {
        self.packages.iter().find(|known| {
            let is_other = known.source.is_none() && known.id != package.id;
            is_other && known.names(TargetKind::Bin).any(|bin| bin == name)
        })
    }

    /// The folders of packages that come from a registry or from git: the lock file says what is in them.
    pub(crate) fn locked(&self) -> impl Iterator<Item = &Path> {
        self.packages.iter().filter(|known| known.source.is_some()).map(Crate::folder)
    }
}
