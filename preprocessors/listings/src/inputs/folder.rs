//! One folder: a digest of its files, and what its manifest depends on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use crate::package::{Kind, Package, is_executable};

/// What is known of one folder of a package.
pub(super) struct Folder {
    /// Over the names and contents of its files.
    pub(super) digest: [u8; 32],
    /// The name in its manifest, by which the lock file knows it.
    pub(super) name: Option<String>,
    /// Its path dependencies, relative to it.
    pub(super) paths: Vec<PathBuf>,
    /// Names of the dependencies that it takes from the workspace.
    pub(super) inherited: BTreeSet<String>,
}

impl Folder {
    /// Reads every file of the package's folder but what Cargo and Python have built.
    pub(super) fn read(package: &Package) -> anyhow::Result<Folder> {
        let mut files = BTreeSet::new();
        collect(&package.dir, package, &mut files)?;
        let mut all = Sha256::new();
        let mut manifest = toml::Table::new();
        for path in files {
            let content =
                std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.strip_prefix(&package.dir).unwrap_or(&path);
            all.update(name.to_string_lossy().replace('\\', "/"));
            all.update([0, u8::from(is_executable(&path))]);
            all.update(Sha256::digest(&content));
            if package.kind == Kind::Cargo && name == Path::new("Cargo.toml") {
                let parsed = std::str::from_utf8(&content).map(str::parse::<toml::Table>);
                manifest = parsed
                    .context("it is not UTF-8")
                    .and_then(|parsed| parsed.context("it is not TOML"))
                    .with_context(|| format!("cannot parse {}", path.display()))?;
            }
        }
        let mut folder = Folder {
            digest: all.finalize().into(),
            name: manifest
                .get("package")
                .and_then(|table| table.get("name")?.as_str())
                .map(str::to_owned),
            paths: Vec::new(),
            inherited: BTreeSet::new(),
        };
        for (name, value) in dependencies(&manifest) {
            if value.get("workspace").and_then(toml::Value::as_bool) == Some(true) {
                folder.inherited.insert(name.to_owned());
            }
            folder.paths.extend(value.get("path").and_then(toml::Value::as_str).map(PathBuf::from));
        }
        Ok(folder)
    }
}

/// Every dependency of a manifest: normal, for tests, for build scripts, and for single targets. Cargo
/// accepts the spelling with `_` in older editions.
fn dependencies(manifest: &toml::Table) -> Vec<(&str, &toml::Value)> {
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let kinds = [
        "dependencies",
        "dev-dependencies",
        "dev_dependencies",
        "build-dependencies",
        "build_dependencies",
    ];
    let found = tables
        .into_iter()
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    found.flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

fn collect(folder: &Path, package: &Package, files: &mut BTreeSet<PathBuf>) -> anyhow::Result<()> {
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if !path.is_dir() {
            files.insert(path);
        } else if !package.is_built(&path) {
            collect(&path, package, files)?;
        }
    }
    Ok(())
}
