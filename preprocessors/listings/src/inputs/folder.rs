//! One folder: a digest of its files, and what its manifest depends on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};

use crate::package::{Kind, MOST_BYTES, Package, may_run};

/// What is known of one folder of a package.
pub(super) struct Folder {
    /// Over the names and contents of its files.
    pub(super) digest: [u8; 32],
    /// The same without its goldens.
    pub(super) code: [u8; 32],
    /// The name in its manifest, by which the lock file knows it.
    pub(super) name: Option<String>,
    /// Its path dependencies, relative to it.
    pub(super) paths: Vec<PathBuf>,
    /// Names of the dependencies that it takes from the workspace.
    pub(super) inherited: BTreeSet<String>,
    /// Its files, by their paths relative to it with `/`, but those that are large or reached by a link.
    pub(super) files: HashMap<String, Vec<u8>>,
}

impl Folder {
    /// Reads every file of the package's folder but what Cargo and Python have built.
    pub(super) fn read(package: &Package) -> anyhow::Result<Folder> {
        let mut found = BTreeMap::new();
        collect(&package.dir, package, is_link(&package.dir), &mut found)?;
        let (mut all, mut code) = (Sha256::new(), Sha256::new());
        let mut manifest = toml::Table::new();
        let mut files = HashMap::new();
        for (path, linked) in found {
            let (content, runs) =
                read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.strip_prefix(&package.dir).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            let digest = Sha256::digest(&content);
            for hash in [Some(&mut all), Some(&mut code).filter(|_| !is_golden(&name))] {
                let Some(hash) = hash else { continue };
                hash.update(&name);
                hash.update([0, u8::from(runs)]);
                hash.update(digest);
            }
            if package.kind == Kind::Cargo && name == "Cargo.toml" {
                let parsed = std::str::from_utf8(&content).map(str::parse::<toml::Table>);
                manifest = parsed
                    .context("it is not UTF-8")
                    .and_then(|parsed| parsed.context("it is not TOML"))
                    .with_context(|| format!("cannot parse {}", path.display()))?;
            }
            if !linked && content.len() as u64 <= MOST_BYTES {
                files.insert(name, content);
            }
        }
        let mut folder = Folder {
            digest: all.finalize().into(),
            code: code.finalize().into(),
            name: manifest
                .get("package")
                .and_then(|table| table.get("name")?.as_str())
                .map(str::to_owned),
            paths: Vec::new(),
            inherited: BTreeSet::new(),
            files,
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

/// Whether the file holds what a program printed.
fn is_golden(name: &str) -> bool {
    let printed = |folder: &str, ending: &str| name.starts_with(folder) && name.ends_with(ending);
    printed("examples/", ".out")
        || printed("examples/", ".trace.json")
        || printed("compile_fail/", ".stderr")
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

/// The files below `folder`, and whether they are reached by a link.
fn collect(
    folder: &Path,
    package: &Package,
    linked: bool,
    files: &mut BTreeMap<PathBuf, bool>,
) -> anyhow::Result<()> {
    let failed = || format!("cannot read {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let (path, kind) = (entry.path(), entry.file_type().with_context(failed)?);
        let linked = linked || kind.is_symlink();
        if !(kind.is_dir() || kind.is_symlink() && path.is_dir()) {
            files.insert(path, linked);
        } else if !package.is_built(&path) {
            collect(&path, package, linked, files)?;
        }
    }
    Ok(())
}

fn is_link(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|about| about.is_symlink())
}

/// What is in a file, and whether the system would run it.
fn read(path: &Path) -> std::io::Result<(Vec<u8>, bool)> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    // One byte more, so that its end is seen without making room for more.
    let mut content = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0) + 1);
    // A `Take` asks the system for nothing but bytes.
    file.take(u64::MAX).read_to_end(&mut content)?;
    Ok((content, may_run(&about)))
}
