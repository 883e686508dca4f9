//! Listing packages: the folders of which code and output are shown.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// One listing package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Path of its folder relative to the listings folder, with `/`. Its receipt has this name.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
}

impl Package {
    /// The package whose folder is `root/name`, if it has a manifest.
    pub fn open(root: &Path, name: &str) -> Option<Package> {
        let dir = root.join(name);
        let safe = name.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
        (safe && dir.join("Cargo.toml").is_file()).then(|| Package { name: name.to_owned(), dir })
    }

    /// The package that owns `path` (relative to the listings folder), and the rest of the path.
    pub fn owning<'a>(root: &Path, path: &'a str) -> Option<(Package, &'a str)> {
        path.match_indices('/').find_map(|(slash, _)| {
            let package = Package::open(root, &path[..slash])?;
            Some((package, &path[slash + 1..]))
        })
    }

    /// All members of the Cargo workspace at `root`, by name.
    ///
    /// # Errors
    ///
    /// If the manifest cannot be read or a member is not there.
    pub fn all(root: &Path) -> anyhow::Result<Vec<Package>> {
        let manifest = read_manifest(&root.join("Cargo.toml"))?;
        let members = manifest.get("workspace").and_then(|workspace| workspace.get("members"));
        let members = members
            .and_then(toml::Value::as_array)
            .context("listings/Cargo.toml has no workspace.members")?;
        let mut packages = Vec::new();
        for member in members.iter().filter_map(toml::Value::as_str) {
            packages.push(Package::open(root, member).with_context(|| {
                format!("the workspace member `{member}` has no folder with a Cargo.toml; write members out, without `*`")
            })?);
        }
        packages.sort();
        Ok(packages)
    }

    /// The folders of this package and of all path dependencies, direct and indirect, in order.
    ///
    /// # Errors
    ///
    /// If a manifest on the way cannot be read.
    pub fn folders(&self, root: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
        let workspace = read_manifest(&root.join("Cargo.toml"))?;
        let shared = workspace.get("workspace").and_then(|workspace| workspace.get("dependencies"));
        let mut folders = BTreeSet::new();
        let mut waiting = vec![self.dir.clone()];
        while let Some(dir) = waiting.pop() {
            if !folders.insert(dir.clone()) {
                continue;
            }
            let manifest = read_manifest(&dir.join("Cargo.toml"))?;
            for dependency in dependencies(&manifest) {
                let (name, value) = dependency;
                let inherited = value.get("workspace").and_then(toml::Value::as_bool) == Some(true);
                let path = if inherited {
                    let path = shared
                        .and_then(|shared| shared.get(name))
                        .and_then(|value| value.get("path"));
                    path.and_then(toml::Value::as_str).map(|path| root.join(path))
                } else {
                    value.get("path").and_then(toml::Value::as_str).map(|path| dir.join(path))
                };
                waiting.extend(path.map(|path| normal(&path)));
            }
        }
        Ok(folders)
    }
}

/// Every dependency of a manifest: normal, for tests, for build scripts, and for single targets.
fn dependencies(manifest: &toml::Table) -> Vec<(&str, &toml::Value)> {
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(toml::Value::as_table) {
        tables.extend(targets.values().filter_map(toml::Value::as_table));
    }
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let found = tables
        .into_iter()
        .flat_map(|table| kinds.iter().filter_map(|kind| table.get(*kind)?.as_table()));
    found.flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

fn read_manifest(path: &Path) -> anyhow::Result<toml::Table> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("cannot parse {}", path.display()))
}

/// `path` without `..` in it, so that one folder has one name.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            std::path::Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            std::path::Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}
