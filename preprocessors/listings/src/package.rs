//! Listing packages: the folders of which code and output are shown.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;

/// What makes a folder a listing package, and how it is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It has a `Cargo.toml`: format, lints, tests and examples, by Cargo.
    Cargo,
    /// It has no `Cargo.toml` but a program `check`, which ends with 0 when its contents hold.
    Check,
}

/// Name of the program that checks a package that is no Cargo package.
pub(crate) const CHECK: &str = "check";

/// Folder of the checkers that such packages share, in the listings folder.
pub(crate) const CHECKERS: &str = "checkers";

/// A larger file is no listing.
pub(crate) const MOST_BYTES: u64 = 1 << 20;

/// One listing package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    /// Path of its folder relative to the listings folder, with `/`. Its receipt has this name.
    pub name: String,
    /// Its folder.
    pub dir: PathBuf,
    /// How it is verified.
    pub kind: Kind,
}

impl Package {
    /// The package whose folder is `root/name`, if it has a manifest or a check.
    pub fn open(root: &Path, name: &str) -> Option<Package> {
        let dir = root.join(name);
        let safe = name.split('/').all(is_plain);
        let kind = [("Cargo.toml", Kind::Cargo), (CHECK, Kind::Check)]
            .into_iter()
            .find_map(|(file, kind)| dir.join(file).is_file().then_some(kind))?;
        safe.then(|| Package { name: name.to_owned(), dir, kind })
    }

    /// The package that owns `path` (relative to the listings folder), and the rest of the path: the innermost of
    /// those that the workspace has named, or the outermost folder that looks like a package. Nobody owns what lies
    /// in a build folder or is reached by `..`: no receipt speaks of it.
    pub(crate) fn owning<'a>(
        root: &Path,
        path: &'a str,
        is_named: impl Fn(&str) -> bool,
    ) -> Option<(Package, &'a str)> {
        let folders = || path.match_indices('/').map(|(slash, _)| slash);
        let open = |slash: usize| Some((Package::open(root, &path[..slash])?, &path[slash + 1..]));
        let named = folders().filter(|slash| is_named(&path[..*slash]));
        let innermost = named.rev().find_map(open);
        let (package, rest) = innermost.or_else(|| folders().find_map(open))?;
        let mut folder = package.dir.clone();
        let owned = rest.split('/').all(|part| {
            folder.push(part);
            is_plain(part) && !package.is_built(&folder)
        });
        owned.then_some((package, rest))
    }

    /// Where the program `name` in `folder` of this package should be, relative to the listings folder: what has
    /// printed a golden is in the receipt.
    pub(crate) fn program(&self, folder: &str, name: &str) -> String {
        let entries = std::fs::read_dir(self.dir.join(folder)).into_iter().flatten().flatten();
        let script = entries
            .map(|entry| entry.path())
            .filter(|path| path.file_stem().is_some_and(|stem| stem == name))
            .find(|path| self.kind == Kind::Check && is_executable(path));
        let file = script.as_deref().and_then(Path::file_name).map_or_else(
            || self.source_of(folder, name),
            |file| file.to_string_lossy().into_owned(),
        );
        format!("{}/{folder}/{file}", self.name)
    }

    /// `NAME.rs`, or `NAME/main.rs` if that is there.
    fn source_of(&self, folder: &str, name: &str) -> String {
        let inner = format!("{name}/main.rs");
        let is_folder = self.dir.join(folder).join(&inner).is_file();
        if is_folder { inner } else { format!("{name}.rs") }
    }

    /// Whether `folder` is one into which Cargo or Python builds; such a folder is no input.
    pub(crate) fn is_built(&self, folder: &Path) -> bool {
        let cargo = self.kind == Kind::Cargo && folder == self.dir.join("target");
        cargo || folder.file_name().is_some_and(|name| name == "__pycache__")
    }

    /// A package that is nowhere, for tests.
    #[cfg(test)]
    pub(crate) fn for_test(name: &str) -> Package {
        Package { name: name.to_owned(), dir: name.into(), kind: Kind::Cargo }
    }

    /// The files that a diff of packages compares, relative to the package's folder, with `/`: those below `src/`, or
    /// all of a package with a `check` but its goldens.
    pub(crate) fn compared(&self) -> Vec<String> {
        if self.kind == Kind::Cargo {
            return self.files_in("src");
        }
        let is_golden = |file: &str| file.starts_with("examples/") && file.ends_with(".out");
        self.files().into_iter().filter(|file| !is_golden(file)).collect()
    }

    /// Its files but what Cargo and Python have built, relative to its folder, with `/`.
    pub(crate) fn files(&self) -> Vec<String> {
        self.files_in("")
    }

    fn files_in(&self, folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(self.dir.join(&folder)).into_iter().flatten().flatten() {
                let file = entry.file_name().to_string_lossy().into_owned();
                let name = if folder.is_empty() { file } else { format!("{folder}/{file}") };
                if !entry.path().is_dir() {
                    found.push(name);
                } else if !self.is_built(&entry.path()) {
                    waiting.push(name);
                }
            }
        }
        found
    }

    /// All packages, by name: the members of the Cargo workspace at `root`, the folders in `root` that have
    /// a `check` and no manifest, and such folders deeper down as `workspace.metadata.listings.checks` lists.
    ///
    /// # Errors
    ///
    /// If the manifest cannot be read or a member is not there.
    pub fn all(root: &Path) -> anyhow::Result<Vec<Package>> {
        let mut packages = checks(root)?;
        let manifest = root.join("Cargo.toml");
        // A book without any Rust has no workspace.
        if manifest.is_file() || packages.is_empty() {
            let manifest = read_manifest(&manifest)?;
            let workspace = manifest.get("workspace");
            let members = workspace
                .and_then(|workspace| workspace.get("members"))
                .and_then(toml::Value::as_array)
                .context("listings/Cargo.toml has no workspace.members")?;
            for member in members.iter().filter_map(toml::Value::as_str) {
                packages.push(Package::open(root, member).with_context(|| {
                    format!("the workspace member `{member}` has no folder with a Cargo.toml; write members out, without `*`")
                })?);
            }
            let listed = workspace
                .and_then(|workspace| workspace.get("metadata")?.get("listings")?.get("checks"))
                .and_then(toml::Value::as_array);
            for name in listed.into_iter().flatten().filter_map(toml::Value::as_str) {
                packages.push(Package::open(root, name).with_context(|| {
                    format!("the listed package `{name}` has no folder with a `check`")
                })?);
            }
        }
        packages.sort();
        packages.dedup();
        Ok(packages)
    }
}

/// What the workspace at `root` says its packages are, as it is written: members, and the listed folders with a `check`.
/// `None` if there is no workspace that says so.
pub(crate) fn named(root: &Path) -> Option<HashSet<String>> {
    let manifest = read_manifest(&root.join("Cargo.toml")).ok()?;
    let workspace = manifest.get("workspace")?;
    let members = workspace.get("members")?.as_array()?;
    let listed = || workspace.get("metadata")?.get("listings")?.get("checks")?.as_array();
    let named = members.iter().chain(listed().into_iter().flatten());
    Some(named.filter_map(toml::Value::as_str).map(str::to_owned).collect())
}

/// Whether `part` names something in a folder, and leads nowhere else. To Windows a backslash is a `/`, and so that all
/// machines agree it is a part of no name anywhere.
fn is_plain(part: &str) -> bool {
    let mut parts = Path::new(part).components();
    let plain = matches!(parts.next(), Some(Component::Normal(_)));
    plain && parts.next().is_none() && !part.contains('\\')
}

/// The packages directly in `root` that have a `check` and no manifest.
fn checks(root: &Path) -> anyhow::Result<Vec<Package>> {
    let mut packages = Vec::new();
    for entry in
        std::fs::read_dir(root).with_context(|| format!("cannot read {}", root.display()))?
    {
        let entry = entry.with_context(|| format!("cannot read {}", root.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        packages.extend(Package::open(root, &name).filter(|package| package.kind == Kind::Check));
    }
    Ok(packages)
}

fn read_manifest(path: &Path) -> anyhow::Result<toml::Table> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    text.parse().with_context(|| format!("cannot parse {}", path.display()))
}

/// Whether the system would run the file; everywhere but on Unix, whether it is there.
pub(crate) fn is_executable(path: &Path) -> bool {
    path.metadata().is_ok_and(|about| may_run(&about))
}

/// Whether the system would run the file that this is about; everywhere but on Unix, any file.
pub(crate) fn may_run(about: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    about.is_file() && may_run
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What only looks like a package, as a fixture of a test may, takes no file from the package around it.
    #[test]
    fn the_innermost_package_that_is_named_owns_a_file() {
        let root = tempfile::tempdir().unwrap();
        for package in ["a", "a/b", "a/b/c"] {
            std::fs::create_dir(root.path().join(package)).unwrap();
            std::fs::write(root.path().join(package).join("Cargo.toml"), "").unwrap();
        }
        let owner = |named: &[&str]| {
            let is_named = |folder: &str| named.contains(&folder);
            Package::owning(root.path(), "a/b/c/x.rs", is_named).unwrap().0.name
        };
        assert_eq!(owner(&["a", "a/b"]), "a/b");
        assert_eq!(owner(&["a/b/c", "a"]), "a/b/c");
        assert_eq!(owner(&["a"]), "a");
        assert_eq!(owner(&[]), "a");
    }

    #[test]
    fn nobody_owns_what_a_name_leads_out_to() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("lru")).unwrap();
        std::fs::write(root.path().join("lru/Cargo.toml"), "").unwrap();
        let owned = |path| {
            let owner = Package::owning(root.path(), path, |_| false);
            owner.map(|(package, rest)| (package.name, rest))
        };
        assert_eq!(owned("lru/src/lib.rs"), Some(("lru".to_owned(), "src/lib.rs")));
        for path in [
            "lru/src/../../x.rs",
            "lru/./x.rs",
            "lru//x.rs",
            "lru/src/",
            "lru/target/x.rs",
            // To Windows these are the same as the first two.
            r"lru/src\..\..\x.rs",
            r"lru/.\x.rs",
            r"lru\..\lru/x.rs",
        ] {
            assert_eq!(owned(path), None, "{path}");
        }
        assert_eq!(Package::open(root.path(), "../lru"), None);
        assert_eq!(Package::open(root.path(), r"x\..\lru"), None);
    }
}
