//! The workspace's manifest and settings, as far as they concern one package.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};
use toml::Value;

use super::config::{self, Config};
use super::folder::Folder;
use super::lock::Lock;
use super::{Folders, name, normal, read_table};
use crate::package::{Kind, Package};

/// Settings of the tools. All of them look for these in the folders above, too; the book's is the last.
const SETTINGS: &[&str] = &[
    ".cargo/config",
    ".cargo/config.toml",
    ".clippy.toml",
    ".rustfmt.toml",
    "clippy.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
    "rustfmt.toml",
];

/// What the packages of a workspace share.
pub(super) struct Workspace {
    root: PathBuf,
    /// The folders of `members`, as they are written.
    members: HashMap<PathBuf, String>,
    /// What stands in `members` and is no plain path: it concerns everybody.
    patterns: Vec<String>,
    /// `workspace.dependencies`: each concerns those who inherit it.
    dependencies: toml::Table,
    /// Folders in place of dependencies, from `patch` and `paths`.
    patches: Vec<PathBuf>,
    /// All else of the manifest.
    rest: String,
    settings: [u8; 32],
    lock: Option<Lock>,
}

impl Workspace {
    /// Reads the files of the workspace in `root`.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let mut manifest = read_table(&root.join("Cargo.toml"))?;
        let (mut members, mut patterns) = (HashMap::new(), Vec::new());
        let mut dependencies = toml::Table::new();
        if let Some(workspace) = manifest.get_mut("workspace").and_then(Value::as_table_mut) {
            if let Some(Value::Table(table)) = workspace.remove("dependencies") {
                dependencies = table;
            }
            if let Some(Value::Array(paths)) = workspace.remove("members") {
                for path in paths.iter().filter_map(Value::as_str).map(str::to_owned) {
                    if path.contains(['*', '?', '[']) {
                        patterns.push(path);
                    } else {
                        members.insert(normal(&root.join(&path)), path);
                    }
                }
            }
            // The list of packages with a `check` says nothing of any other package.
            let ours = workspace.get_mut("metadata").and_then(|table| table.get_mut("listings"));
            if let Some(ours) = ours.and_then(Value::as_table_mut) {
                ours.remove("checks");
            }
        }
        let mut settings = Sha256::new();
        for folder in root.ancestors().take(2) {
            for file in SETTINGS.iter().map(|file| folder.join(file)).filter(|file| file.is_file())
            {
                let content = std::fs::read(&file)
                    .with_context(|| format!("cannot read {}", file.display()))?;
                settings.update(name(root, &file));
                settings.update([0]);
                settings.update(Sha256::digest(&content));
            }
        }
        let config = Config::read(root)?;
        for source in &config.sources {
            settings.update(name(root, source));
            settings.update([0]);
            settings.update(source_digest(source)?);
        }
        let mut patches = config.patches;
        patches.extend(config::patches(&manifest).into_iter().map(|path| root.join(path)));
        let lock = root.join("Cargo.lock");
        Ok(Workspace {
            root: root.to_owned(),
            members,
            patterns,
            dependencies,
            patches,
            rest: canonical(&Value::Table(manifest)),
            settings: settings.finalize().into(),
            lock: lock.is_file().then(|| read_table(&lock)).transpose()?.map(Lock::new),
        })
    }

    /// The folder of the path dependency that packages inherit by this name.
    pub(super) fn path(&self, dependency: &str) -> Option<PathBuf> {
        let path = self.dependencies.get(dependency)?.get("path")?.as_str()?;
        Some(self.root.join(path))
    }

    /// Folders that are used in place of dependencies.
    pub(super) fn patches(&self) -> impl Iterator<Item = PathBuf> {
        self.patches.iter().cloned()
    }

    /// Adds what concerns the package with these folders.
    pub(super) fn add_to(&self, all: &mut Sha256, folders: &Folders) {
        let members = folders.keys().filter_map(|folder| self.members.get(folder));
        let members: Vec<&str> = members.chain(&self.patterns).map(String::as_str).collect();
        let inherited: BTreeSet<&String> =
            folders.values().flat_map(|folder| &folder.manifest.inherited).collect();
        let inherited: Vec<String> = inherited
            .into_iter()
            .filter_map(|name| {
                Some(format!("{name:?}={}", canonical(self.dependencies.get(name)?)))
            })
            .collect();
        let lock = self.lock.as_ref().map_or_else(String::new, |lock| {
            lock.about(folders.values().map(|folder| folder.manifest.name.as_deref()))
        });
        for part in [&self.rest, &members.join("\n"), &inherited.join("\n"), &lock] {
            all.update(Sha256::digest(part));
        }
        all.update(self.settings);
    }
}

/// Over the names and contents of the files in the folder of a source, if it is there.
fn source_digest(source: &Path) -> anyhow::Result<[u8; 32]> {
    if !source.is_dir() {
        return Ok([0; 32]);
    }
    // No package of Cargo's: it builds nothing there, and a `target` in it is a dependency of that name.
    let all = Package { name: String::new(), dir: source.to_owned(), kind: Kind::Check };
    Ok(Folder::read(&all)?.digest)
}

/// A value as text, the same for the same value however it was written: in a table, keys are sorted.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let mut entries: Vec<String> =
                table.iter().map(|(key, value)| format!("{key:?}={}", canonical(value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        simple => format!("{simple:?}"),
    }
}
