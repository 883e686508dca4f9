//! Receipts: what passed, on which bytes.
//!
//! `verify` writes one for each package after everything about it has passed. The preprocessor computes
//! the hash of the package's inputs again and shows only code whose hash is the receipt's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::compiled::Compiled;
use crate::inputs::{Inputs, sha256};
use crate::package::{Kind, Package};
use crate::select::Items;

/// The form of the file; a receipt of another form is no receipt.
const VERSION: u32 = 4;

/// What is known to hold for one package.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    version: u32,
    /// SHA-256 of the file without this. It is no secret: it tells what was written here from what was damaged or
    /// changed by hand.
    #[serde(default)]
    seal: String,
    /// The package's name.
    pub package: String,
    /// [`Inputs::hash`] of the package when everything passed.
    pub inputs: String,
    /// What `rustc -vV` printed; for a package with a `check`, the versions of the tools that it names.
    pub toolchain: String,
    /// What was run, in order.
    pub ran: Vec<String>,
    /// The systems that ran beside the tests, with their versions.
    #[serde(default)]
    pub systems: Vec<String>,
    /// How many tests passed.
    pub tests: u32,
    /// How long it took, in milliseconds: parts of a partition are balanced by it.
    #[serde(default)]
    pub millis: u64,
    /// Files of goldens, relative to the package, that a program really printed.
    pub goldens: BTreeMap<String, Printed>,
    /// What of its Rust files was compiled.
    pub compiled: Compiled,
    /// Where the items of each Rust file are: parsing is the most that a page would cost.
    #[serde(default)]
    pub(crate) items: BTreeMap<String, Items>,
}

/// A golden that a program printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// The source of the program, relative to the package.
    pub program: String,
    /// SHA-256 of what it printed.
    pub sha256: String,
}

impl Receipt {
    /// A receipt of this version for the files as `inputs` has read them.
    ///
    /// # Errors
    ///
    /// As [`Inputs::hash`].
    pub fn new(package: &Package, inputs: &Inputs, toolchain: &str) -> anyhow::Result<Self> {
        Ok(Receipt {
            version: VERSION,
            seal: String::new(),
            package: package.name.clone(),
            inputs: inputs.hash(package)?,
            toolchain: toolchain.to_owned(),
            ran: Vec::new(),
            systems: Vec::new(),
            tests: 0,
            millis: 0,
            goldens: BTreeMap::new(),
            compiled: Compiled::default(),
            items: items(package, inputs),
        })
    }

    /// The receipt of a package that is nowhere, for tests.
    #[cfg(test)]
    pub(crate) fn for_test(package: &Package, millis: u64) -> Self {
        Receipt {
            version: VERSION,
            seal: String::new(),
            package: package.name.clone(),
            inputs: String::new(),
            toolchain: String::new(),
            ran: Vec::new(),
            systems: Vec::new(),
            tests: 1,
            millis,
            goldens: BTreeMap::new(),
            compiled: Compiled::default(),
            items: BTreeMap::new(),
        }
    }

    /// The receipt of `package`, if there is one that can be read.
    pub fn load(receipts: &Path, package: &Package) -> Option<Receipt> {
        let text = std::fs::read_to_string(file(receipts, package)).ok()?;
        let receipt: Receipt = serde_json::from_str(&text).ok()?;
        let whole = !receipt.seal.is_empty() && receipt.seal == sealed(&text, &receipt.seal);
        let right = receipt.version == VERSION && receipt.package == package.name;
        (whole && right && receipt.tests > 0).then_some(receipt)
    }

    /// A golden of the package that is not any more what its program printed.
    pub(crate) fn changed_golden(&self, package: &Package) -> Option<&str> {
        let is = |file: &str| Some(sha256(&std::fs::read(package.dir.join(file)).ok()?));
        let mut goldens = self.goldens.iter();
        goldens
            .find(|(file, printed)| is(file).as_ref() != Some(&printed.sha256))
            .map(|(file, _)| file.as_str())
    }

    /// Writes the receipt aside and renames it, so that nobody ever reads half of one.
    ///
    /// # Errors
    ///
    /// If the folder cannot be written.
    pub fn save(&self, receipts: &Path, package: &Package) -> anyhow::Result<()> {
        let path = file(receipts, package);
        let aside = path.with_extension(format!("{}.tmp", std::process::id()));
        let write = |seal: String| {
            let sealed = Receipt { seal, ..self.clone() };
            let text = serde_json::to_string_pretty(&sealed);
            text.map(|text| text + "\n").context("cannot write a receipt as JSON")
        };
        let text = write(sha256(write(String::new())?.as_bytes()))?;
        make_folder(receipts)?;
        std::fs::write(&aside, text)
            .with_context(|| format!("cannot write {}", aside.display()))?;
        std::fs::rename(&aside, &path).with_context(|| format!("cannot write {}", path.display()))
    }
}

/// The seal of a receipt's `text`, which bears `seal`.
fn sealed(text: &str, seal: &str) -> String {
    sha256(text.replacen(seal, "", 1).as_bytes())
}

/// Whether the receipt holds for the files and the compiler as they are, and if not, why.
///
/// # Errors
///
/// If a file of the package cannot be read.
pub(crate) fn holds(
    receipt: &Receipt,
    inputs: &Inputs,
    package: &Package,
    toolchain: &str,
) -> anyhow::Result<Result<(), &'static str>> {
    // The tools of a check are asked for their versions by `verify` alone.
    if package.kind == Kind::Cargo && receipt.toolchain != toolchain {
        return Ok(Err("it is for another compiler"));
    }
    Ok(if inputs.hash(package)? == receipt.inputs { Ok(()) } else { Err("it is for other files") })
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

/// The items of every file of the package that is Rust.
fn items(package: &Package, inputs: &Inputs) -> BTreeMap<String, Items> {
    let files = package.files().into_iter().filter(|file| file.ends_with(".rs"));
    let read = |file: &str| Items::read(&inputs.text(package, file)?).ok();
    files.filter_map(|file| Some((file.clone(), read(&file)?))).collect()
}

fn file(receipts: &Path, package: &Package) -> PathBuf {
    receipts.join(package.name.replace('/', "+") + ".json")
}
