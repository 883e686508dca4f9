//! Receipts: what passed, on which bytes.
//!
//! `verify` writes one for each package after everything about it has passed. The preprocessor computes
//! the hash of the package's inputs again and shows only code whose hash is the receipt's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::package::{Kind, Package};

/// The form of the file; a receipt of another form is no receipt.
const VERSION: u32 = 1;

/// Files of the workspace that change what is compiled or how it is judged.
const WORKSPACE_FILES: &[&str] =
    &["Cargo.toml", "Cargo.lock", "rustfmt.toml", "clippy.toml", ".cargo/config.toml"];

/// What is known to hold for one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    version: u32,
    /// The package's name.
    pub package: String,
    /// [`inputs_hash`] of the package when everything passed.
    pub inputs: String,
    /// What `rustc -vV` printed; for a package with a `check`, the versions of the tools that it names.
    pub toolchain: String,
    /// What was run, in order.
    pub ran: Vec<String>,
    /// How many tests passed.
    pub tests: u32,
    /// How long it took, in milliseconds: parts of a partition are balanced by it.
    #[serde(default)]
    pub millis: u64,
    /// Files of goldens, relative to the package, that a program really printed, with their SHA-256.
    pub goldens: BTreeMap<String, String>,
}

impl Receipt {
    /// A receipt of this version.
    pub(crate) fn new(package: &Package, inputs: String, toolchain: &str) -> Self {
        Receipt {
            version: VERSION,
            package: package.name.clone(),
            inputs,
            toolchain: toolchain.to_owned(),
            ran: Vec::new(),
            tests: 0,
            millis: 0,
            goldens: BTreeMap::new(),
        }
    }

    /// The receipt of `package`, if there is one that can be read.
    pub fn load(receipts: &Path, package: &Package) -> Option<Receipt> {
        let text = std::fs::read_to_string(file(receipts, package)).ok()?;
        let receipt: Receipt = serde_json::from_str(&text).ok()?;
        (receipt.version == VERSION && receipt.package == package.name && receipt.tests > 0)
            .then_some(receipt)
    }

    /// Writes the receipt aside and renames it, so that nobody ever reads half of one.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written.
    pub fn save(&self, receipts: &Path, package: &Package) -> anyhow::Result<()> {
        let path = file(receipts, package);
        let aside = path.with_extension(format!("{}.tmp", std::process::id()));
        let text = serde_json::to_string_pretty(self).context("cannot write a receipt as JSON")?;
        make_folder(receipts)?;
        std::fs::write(&aside, text + "\n")
            .with_context(|| format!("cannot write {}", aside.display()))?;
        std::fs::rename(&aside, &path).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Whether the receipt holds for the files and the compiler as they are, and if not, why.
///
/// # Errors
///
/// If a file of the package cannot be read.
pub(crate) fn holds(
    receipt: &Receipt,
    root: &Path,
    package: &Package,
    toolchain: &str,
) -> anyhow::Result<Result<(), &'static str>> {
    // The tools of a check are asked for their versions by `verify` alone.
    if package.kind == Kind::Cargo && receipt.toolchain != toolchain {
        return Ok(Err("it is for another compiler"));
    }
    Ok(if inputs_hash(root, package)? == receipt.inputs {
        Ok(())
    } else {
        Err("it is for other files")
    })
}

/// Makes the folder of receipts, which git never sees.
///
/// # Errors
///
/// If it cannot be written.
pub(crate) fn make_folder(receipts: &Path) -> anyhow::Result<()> {
    let ignore = receipts.join(".gitignore");
    if ignore.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(receipts)
        .with_context(|| format!("cannot make {}", receipts.display()))?;
    std::fs::write(&ignore, "*\n").with_context(|| format!("cannot write {}", ignore.display()))
}

fn file(receipts: &Path, package: &Package) -> PathBuf {
    receipts.join(package.name.replace('/', "+") + ".json")
}

/// SHA-256 over every file of the package and of its path dependencies, the workspace's manifest, lock
/// file and settings, and the file that pins the toolchain. Names count as well as contents, and whether a
/// file may be executed. For a package with a `check`: over every file of the package and of the checkers.
///
/// # Errors
///
/// If a file cannot be read.
pub fn inputs_hash(root: &Path, package: &Package) -> anyhow::Result<String> {
    let mut files = BTreeSet::new();
    for folder in package.folders(root)? {
        let owner = Package { dir: folder.clone(), ..package.clone() };
        collect(&folder, &|path| owner.is_built(path), &mut files)?;
    }
    if package.kind == Kind::Cargo {
        let toolchain = root.ancestors().take(2).map(|dir| dir.join("rust-toolchain.toml"));
        let shared = WORKSPACE_FILES.iter().map(|name| root.join(name)).chain(toolchain);
        files.extend(shared.filter(|path| path.is_file()));
    }

    let mut all = Sha256::new();
    for path in files {
        let name = path.strip_prefix(root.parent().unwrap_or(root)).unwrap_or(&path);
        let content =
            std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        all.update(name.to_string_lossy().replace('\\', "/").as_bytes());
        all.update([0, u8::from(is_executable(&path))]);
        all.update(Sha256::digest(&content));
    }
    Ok(hex(&all.finalize()))
}

/// Whether the system would run the file; everywhere but on Unix, whether it is there.
pub(crate) fn is_executable(path: &Path) -> bool {
    let Ok(about) = path.metadata() else {
        return false;
    };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    about.is_file() && may_run
}

/// SHA-256 of `bytes`, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every file below `folder` but what Cargo and Python have built.
fn collect(
    folder: &Path,
    is_built: &dyn Fn(&Path) -> bool,
    files: &mut BTreeSet<PathBuf>,
) -> anyhow::Result<()> {
    for entry in
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if !path.is_dir() {
            files.insert(path);
        } else if !is_built(&path) {
            collect(&path, is_built, files)?;
        }
    }
    Ok(())
}
