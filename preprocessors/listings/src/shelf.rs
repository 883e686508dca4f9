//! Packages and files that were already looked at in this run.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dst_kit::nearest;

use crate::memo::Memo;
use crate::package::{self, MOST_BYTES};
use crate::select::{NotFound, Source};
use crate::systems::{self, System};
use crate::{Inputs, Kind, Package, Receipt};

/// Why a package may not be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unverified {
    /// Nothing was ever verified.
    NoReceipt,
    /// `verify` does not know it: the workspace does not name it.
    NoMember,
    /// It cannot be verified here: what is missing, and how to get it.
    Missing(String),
    /// Something has changed since.
    Changed,
    /// It was verified with another compiler.
    Toolchain {
        /// That compiler.
        then: String,
        /// The present one.
        now: String,
    },
    /// Its files cannot be read.
    Unreadable(String),
}

impl Unverified {
    pub(crate) fn reason(&self) -> String {
        match self {
            Unverified::NoReceipt => "it was never verified".to_owned(),
            Unverified::NoMember => "its package is no member of the workspace".to_owned(),
            Unverified::Missing(missing) => format!("it could not be tested here: {missing}"),
            Unverified::Changed => "a file has changed since it was verified".to_owned(),
            Unverified::Toolchain { then, now } => {
                format!("it was verified with {then}, and this is {now}")
            }
            Unverified::Unreadable(error) => error.clone(),
        }
    }

    /// What to do about it, if it is not to verify the package.
    pub(crate) fn remedy(&self) -> Option<String> {
        let remedy = "name the package in `members` of the Cargo.toml of the listings folder";
        (*self == Unverified::NoMember).then(|| remedy.to_owned())
    }
}

/// Files and receipts, each read once.
pub(crate) struct Shelf {
    root: PathBuf,
    receipts: PathBuf,
    /// The compiler in use, when `cargo book` has told it; asking for it would cost more than the stage.
    toolchain: Option<String>,
    inputs: Inputs,
    /// The packages that the workspace names, if there is a workspace.
    named: Option<HashSet<String>>,
    verified: Memo<String, Result<Receipt, Unverified>>,
    owners: Memo<String, Option<Package>>,
    files: Memo<String, Source>,
    /// The root without symbolic links, if it is there.
    real_root: Option<PathBuf>,
}

impl Shelf {
    pub(crate) fn new(root: PathBuf, receipts: PathBuf) -> Self {
        Shelf {
            inputs: Inputs::new(&root),
            named: package::named(&root),
            real_root: root.canonicalize().ok(),
            root,
            receipts,
            toolchain: std::env::var("DST_RUSTC_VERSION").ok(),
            verified: Memo::new(),
            owners: Memo::new(),
            files: Memo::new(),
        }
    }

    /// The folder of all packages.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The receipt of `package` if it holds for the files as they are now.
    pub(crate) fn receipt(&self, package: &Package) -> Arc<Result<Receipt, Unverified>> {
        self.verified.get(package.name.as_str(), || {
            let toolchain = self.toolchain.as_deref();
            let checked = check(&self.inputs, &self.receipts, package, toolchain);
            let is_member = package.kind == Kind::Check || self.may_be_member(package);
            checked.map_err(|why| if is_member { why } else { Unverified::NoMember })
        })
    }

    /// Whether the workspace names the package, as far as that can be told: `verify` expands no patterns.
    fn may_be_member(&self, package: &Package) -> bool {
        let names = |named: &HashSet<String>| {
            named.contains(&package.name) || named.iter().any(|name| name.contains('*'))
        };
        self.named.as_ref().is_none_or(names)
    }

    /// Whether the folder of all packages is there.
    pub(crate) fn is_there(&self) -> bool {
        self.real_root.is_some()
    }

    /// The text of `path`, relative to the listings folder.
    pub(crate) fn file(&self, path: &str) -> Result<Arc<Source>, NotFound> {
        self.files.try_get(path, || match self.hashed(path) {
            Some(source) => Ok(source),
            None => Ok(Source::named(path, self.read(path, &self.root.join(path))?)),
        })
    }

    /// The package that owns `path`.
    pub(crate) fn owner(&self, path: &str) -> Option<Package> {
        let is_named =
            |folder: &str| self.named.as_ref().is_some_and(|named| named.contains(folder));
        let owner = || Package::owning(&self.root, path, is_named).map(|(package, _)| package);
        self.owners.get(path, owner).as_ref().clone()
    }

    /// A file of a package whose receipt holds, as it was hashed.
    fn hashed(&self, path: &str) -> Option<Source> {
        let package = self.owner(path)?;
        let file = path.strip_prefix(&package.name)?.strip_prefix('/')?;
        let receipt = self.receipt(&package);
        let items = receipt.as_ref().as_ref().ok()?.items.get(file).cloned();
        let source = Source::named(path, self.inputs.text(&package, file)?);
        Some(match items {
            Some(items) => source.with_items(items),
            None => source,
        })
    }

    fn read(&self, path: &str, full: &Path) -> Result<String, NotFound> {
        let failed = |message: String, help: &str| NotFound { message, help: help.to_owned() };
        let Ok(real) = full.canonicalize() else {
            return Err(self.no_such_file(path));
        };
        let inside = self.real_root.as_ref().is_some_and(|root| real.starts_with(root));
        if !inside {
            return Err(failed(
                format!("`{path}` lies outside of the listings folder"),
                "show only files of listing packages: others are not tested",
            ));
        }
        if !real.is_file() {
            return Err(failed(format!("`{path}` is a folder"), "name a file in it"));
        }
        if real.metadata().is_ok_and(|about| about.len() > MOST_BYTES) {
            return Err(failed(
                format!("`{path}` is larger than {} KiB", MOST_BYTES >> 10),
                "a listing is a page or two: show a part of a smaller file",
            ));
        }
        std::fs::read_to_string(&real).map_err(|error| {
            failed(format!("cannot read `{path}`: {error}"), "listings are UTF-8 text")
        })
    }

    fn no_such_file(&self, path: &str) -> NotFound {
        let folder = Path::new(path).parent().unwrap_or(Path::new(""));
        let entries = std::fs::read_dir(self.root.join(folder)).into_iter().flatten().flatten();
        let mut there: Vec<String> = entries
            .map(|entry| folder.join(entry.file_name()).to_string_lossy().replace('\\', "/"))
            .collect();
        there.sort();
        let help = match nearest(path, there.iter().map(String::as_str)).as_slice() {
            [] if there.is_empty() => {
                format!("there is no folder `{}` in the listings", folder.display())
            }
            [] => format!("there is: {}", there.join(", ")),
            near => format!("did you mean `{}`?", near.join("`, `")),
        };
        NotFound { message: format!("no such file: `{path}`"), help }
    }
}

/// Why a package that asks for the systems `wanted` has no receipt.
fn never(wanted: &[&System]) -> Unverified {
    let missing = wanted.iter().find_map(|system| system.missing());
    missing.map_or(Unverified::NoReceipt, Unverified::Missing)
}

fn check(
    inputs: &Inputs,
    receipts: &Path,
    package: &Package,
    toolchain: Option<&str>,
) -> Result<Receipt, Unverified> {
    let receipt = Receipt::load(receipts, package)
        .ok_or_else(|| never(&systems::wanted(package).unwrap_or_default()))?;
    let inputs =
        inputs.hash(package).map_err(|error| Unverified::Unreadable(format!("{error:#}")))?;
    if inputs != receipt.inputs {
        return Err(Unverified::Changed);
    }
    match toolchain {
        Some(now) if package.kind == Kind::Cargo && now != receipt.toolchain => {
            let release = |text: &str| text.lines().next().unwrap_or_default().to_owned();
            Err(Unverified::Toolchain { then: release(&receipt.toolchain), now: release(now) })
        }
        _ => Ok(receipt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::Part;

    #[test]
    fn a_missing_system_is_the_reason() {
        const NOTHING: &[Part] = &[Part::program("srv", &["no-such-program"])];
        assert_eq!(never(&[]), Unverified::NoReceipt);
        let redis = System::named("redis").unwrap();
        let absent = System { name: "absent", parts: NOTHING, ..*redis };
        assert_eq!(
            never(&[&absent]).reason(),
            "it could not be tested here: missing absent (no `srv`): apt-get install redis-server"
        );
    }
}
