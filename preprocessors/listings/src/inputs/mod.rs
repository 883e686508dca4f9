//! What a receipt is about: every byte that decides whether a package holds.
//!
//! ```text
//! files of the package and of its path dependencies ─┐
//! the workspace's manifest, as far as it concerns it ─┼─▶ SHA-256
//! entries of the lock file that it reaches ───────────┤
//! settings of Cargo, rustfmt, clippy and rustup ──────┤
//! folders that Cargo's settings put for a registry ───┘
//! ```

mod config;
mod folder;
mod lock;
mod workspace;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context as _, anyhow};
use sha2::{Digest, Sha256};

use crate::memo::Memo;
use crate::package::{CHECKERS, Kind, Package};
use config::Config;
use folder::Folder;
use workspace::Workspace;

/// Computes the hashes of packages. Every file is read once, so what changes afterwards is not seen.
pub struct Inputs {
    root: PathBuf,
    workspace: OnceLock<anyhow::Result<Workspace>>,
    folders: Memo<PathBuf, Folder>,
}

/// The folders of one package, in order.
type Folders = BTreeMap<PathBuf, Arc<Folder>>;

impl Inputs {
    /// Of the packages in the listings folder `root`.
    pub fn new(root: &Path) -> Self {
        Inputs { root: normal(root), workspace: OnceLock::new(), folders: Memo::new() }
    }

    /// SHA-256 over every file of the package and of its path dependencies, the workspace's manifest and
    /// lock file as far as they concern it, and the settings of the tools. Names count as well as contents,
    /// and whether a file may be executed. For a package with a `check`: over every file of the package and
    /// of the checkers.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or a manifest or the lock file is not TOML.
    pub fn hash(&self, package: &Package) -> anyhow::Result<String> {
        let folders = match package.kind {
            Kind::Cargo => self.dependencies(package)?,
            Kind::Check => self.with_checkers(package)?,
        };
        let mut all = Sha256::new();
        for (path, folder) in &folders {
            all.update(name(&self.root, path));
            all.update([0]);
            all.update(folder.digest);
        }
        if package.kind == Kind::Cargo {
            self.workspace()?.add_to(&mut all, &folders);
        }
        Ok(hex(&all.finalize()))
    }

    /// Whether `file` is among the files whose bytes are in the hash of the package.
    ///
    /// # Errors
    ///
    /// As for [`Inputs::hash`].
    pub(crate) fn covers(&self, package: &Package, file: &Path) -> anyhow::Result<bool> {
        Ok(self.dependencies(package)?.keys().any(|folder| {
            let owner = Package { dir: folder.clone(), ..package.clone() };
            let mut between = file.ancestors().skip(1).take_while(|path| path != folder);
            file.starts_with(folder) && between.all(|path| !owner.is_built(path))
        }))
    }

    /// A file of a package that has been hashed, as it was then: nothing can change between the look at the
    /// receipt and what is shown. `file` is relative to the package, with `/`. What is large, no text or reached
    /// by a link is not kept.
    pub(crate) fn text(&self, package: &Package, file: &str) -> Option<String> {
        let folder = self.folders.known(&normal(&package.dir))?;
        std::str::from_utf8(folder.files.get(file)?).ok().map(str::to_owned)
    }

    /// The package's own folder, those of all its path dependencies, direct and indirect, and those that
    /// the workspace puts in place of dependencies.
    fn dependencies(&self, package: &Package) -> anyhow::Result<Folders> {
        let mut waiting = vec![normal(&package.dir)];
        waiting.extend(self.workspace()?.patches().map(normal_owned));
        let mut folders = Folders::new();
        while let Some(path) = waiting.pop() {
            if folders.contains_key(&path) {
                continue;
            }
            let folder = self.folder(&path, package)?;
            let shared = self.workspace()?;
            let inherited = folder.manifest.inherited.iter().filter_map(|name| shared.path(name));
            let own = folder.manifest.paths.iter().map(|dependency| path.join(dependency));
            waiting.extend(inherited.chain(own).map(normal_owned));
            folders.insert(path, folder);
        }
        Ok(folders)
    }

    fn with_checkers(&self, package: &Package) -> anyhow::Result<Folders> {
        let shared = Some(self.root.join(CHECKERS)).filter(|folder| folder.is_dir());
        let paths = shared.into_iter().chain([normal(&package.dir)]);
        paths.map(|path| Ok((path.clone(), self.folder(&path, package)?))).collect()
    }

    fn folder(&self, path: &Path, package: &Package) -> anyhow::Result<Arc<Folder>> {
        self.folders
            .try_get(path, || Folder::read(&Package { dir: path.to_owned(), ..package.clone() }))
    }

    /// Read once, whatever comes of it: threads that ask for it wait for the first.
    fn workspace(&self) -> anyhow::Result<&Workspace> {
        let workspace = self.workspace.get_or_init(|| Workspace::read(&self.root));
        workspace.as_ref().map_err(|error| anyhow!("{error:#}"))
    }
}

/// The folders that Cargo's settings put in place of a registry, for the listings in `root`.
///
/// # Errors
///
/// If the settings cannot be read.
pub(crate) fn sources(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    Ok(Config::read(&normal(root))?.sources)
}

/// The name of `path` in a hash: relative to the book's folder, so that all machines agree on it.
fn name(root: &Path, path: &Path) -> String {
    let name = path.strip_prefix(root.parent().unwrap_or(root)).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

fn read_table(path: &Path) -> anyhow::Result<toml::Table> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("cannot parse {}", path.display()))
}

/// SHA-256 of `bytes`, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])).collect()
}

fn normal_owned(path: PathBuf) -> PathBuf {
    normal(&path)
}

/// `path` without `..` in it, so that one folder has one name.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}
