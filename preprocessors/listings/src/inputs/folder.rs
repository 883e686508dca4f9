//! One folder: a digest of its files, and what its manifest depends on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::package::{Kind, MOST_BYTES, Package, may_run};

/// What is known of one folder of a package.
pub(super) struct Folder {
    /// Over the names and contents of its files.
    pub(super) digest: [u8; 32],
    pub(super) manifest: Manifest,
    /// Its files, by their paths relative to it with `/`, but those that are large or reached by a link.
    pub(super) files: HashMap<String, Vec<u8>>,
}

/// What a manifest says of the packages around it.
#[derive(Default)]
pub(super) struct Manifest {
    /// The name by which the lock file knows it.
    pub(super) name: Option<String>,
    /// Its path dependencies, relative to its folder.
    pub(super) paths: Vec<PathBuf>,
    /// Names of the dependencies that it takes from the workspace.
    pub(super) inherited: BTreeSet<String>,
}

impl Folder {
    /// Reads every file of the package's folder but what Cargo and Python have built.
    pub(super) fn read(package: &Package) -> anyhow::Result<Folder> {
        let mut found = BTreeMap::new();
        collect(&package.dir, package, is_link(&package.dir), &mut found)?;
        let mut all = Sha256::new();
        let mut manifest = Manifest::default();
        let mut files = HashMap::new();
        for (path, linked) in found {
            let (content, runs) =
                read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let name = path.strip_prefix(&package.dir).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            let digest = Sha256::digest(&content);
            all.update(&name);
            all.update([0, u8::from(runs)]);
            all.update(digest);
            if package.kind == Kind::Cargo && name == "Cargo.toml" {
                manifest = Manifest::parse(&content)
                    .with_context(|| format!("cannot parse {}", path.display()))?;
            }
            if !linked && content.len() as u64 <= MOST_BYTES {
                files.insert(name, content);
            }
        }
        Ok(Folder { digest: all.finalize().into(), manifest, files })
    }
}

impl Manifest {
    fn parse(content: &[u8]) -> anyhow::Result<Self> {
        let text = std::str::from_utf8(content).context("it is not UTF-8")?;
        let table = DeTable::parse(text).context("it is not TOML")?;
        let name = table.get_ref().get("package").and_then(|package| package.get_ref().get("name"));
        let mut manifest = Manifest {
            name: name.and_then(|name| name.get_ref().as_str()).map(str::to_owned),
            ..Manifest::default()
        };
        for (name, value) in dependencies(table.get_ref()) {
            let key = |key| value.get(key).map(Spanned::get_ref);
            if key("workspace").and_then(DeValue::as_bool) == Some(true) {
                manifest.inherited.insert(name.to_owned());
            }
            manifest.paths.extend(key("path").and_then(DeValue::as_str).map(PathBuf::from));
        }
        Ok(manifest)
    }
}

/// Every dependency of a manifest: normal, for tests, for build scripts, and for single targets. Cargo
/// accepts the spelling with `_` in older editions.
fn dependencies<'a>(manifest: &'a DeTable<'_>) -> Vec<(&'a str, &'a DeValue<'a>)> {
    let table = |value: &'a Spanned<DeValue<'a>>| value.get_ref().as_table();
    let mut tables = vec![manifest];
    if let Some(targets) = manifest.get("target").and_then(table) {
        tables.extend(targets.values().filter_map(table));
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
        .flat_map(|manifest| kinds.iter().filter_map(|kind| manifest.get(*kind).and_then(table)));
    found.flatten().map(|(name, value)| (name.get_ref().as_ref(), value.get_ref())).collect()
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
    let mut file = File::open(path)?;
    let about = file.metadata()?;
    let mut content = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    // Whoever tells a length is not asked for more.
    (&file).take(about.len()).read_to_end(&mut content)?;
    if content.is_empty() {
        file.read_to_end(&mut content)?;
    }
    Ok((content, may_run(&about)))
}
