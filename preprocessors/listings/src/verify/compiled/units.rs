//! What the compiler read: the sources of each thing that Cargo built, and in which configuration.
//!
//! A receipt is about files that are hashed, and a page shows files of a package. Both are no more than folders; the
//! compiler says which files in them it has seen, and whether it has seen others.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;
use serde_json::Value;

use super::cfg::Configuration;
use super::modules::{Module, reads_text};
use super::{depinfo, off};
use crate::compiled::{Compiled, Off, is_rust};
use crate::inputs::normal;
use crate::verify::cargo::{Artifact, Metadata, Profile, Target};
use crate::verify::report::Report;
use crate::{Inputs, Package};

/// Everything of ours that was built for one package.
#[derive(Debug, Default)]
pub(crate) struct Units {
    units: Vec<Unit>,
    /// What build scripts have set, by package.
    scripts: HashMap<String, Vec<String>>,
    /// Where build scripts write.
    outputs: Vec<PathBuf>,
}

/// One call of the compiler.
#[derive(Debug)]
struct Unit {
    package_id: String,
    /// The folder of the package.
    folder: PathBuf,
    features: Vec<String>,
    profile: Profile,
    files: Vec<PathBuf>,
    target: Target,
}

/// A message of Cargo that a build script has run.
#[derive(Debug, Deserialize)]
struct Script {
    package_id: String,
    cfgs: Vec<String>,
    out_dir: PathBuf,
}

impl Units {
    /// Takes in a message of Cargo.
    ///
    /// # Errors
    ///
    /// If it cannot be told what the compiler read.
    pub(crate) fn add(&mut self, listings: &Path, message: &Value) -> anyhow::Result<()> {
        let ours = message.get("package_id").and_then(Value::as_str);
        if !ours.is_some_and(|id| id.starts_with("path+file:")) {
            return Ok(());
        }
        match message.get("reason").and_then(Value::as_str) {
            Some("compiler-artifact") => {
                let artifact =
                    Artifact::deserialize(message).context("cannot read what Cargo says")?;
                self.units.push(Unit {
                    files: depinfo::read(listings, &artifact.target, &artifact.filenames)?,
                    folder: artifact.folder().to_owned(),
                    package_id: artifact.package_id,
                    features: artifact.features,
                    profile: artifact.profile,
                    target: artifact.target,
                });
            }
            Some("build-script-executed") => {
                let script = Script::deserialize(message).context("cannot read what Cargo says")?;
                self.scripts.insert(script.package_id, script.cfgs);
                self.outputs.push(script.out_dir);
            }
            _ => {}
        }
        Ok(())
    }

    /// Reports the files that were read for the package and that its receipt would not cover.
    pub(crate) fn check(
        &self,
        listings: &Path,
        package: &Package,
        metadata: &Metadata,
        report: &mut Report<'_>,
    ) -> anyhow::Result<()> {
        let inputs = Inputs::new(listings);
        let mut trusted: Vec<&Path> = metadata.locked().collect();
        trusted.extend(self.outputs.iter().map(PathBuf::as_path));
        let local: BTreeSet<&Path> =
            metadata.local(package).into_iter().map(|known| known.folder()).collect();
        let units = self.units.iter().filter(|unit| local.contains(unit.folder.as_path()));
        let files: BTreeSet<&PathBuf> = units.flat_map(|unit| &unit.files).collect();
        for file in files {
            let plain = normal(file);
            let is_trusted = trusted.iter().any(|folder| plain.starts_with(folder));
            if is_itself(file, &plain) && (is_trusted || inputs.covers(package, &plain)?) {
                continue;
            }
            let book = listings.parent().unwrap_or(listings);
            let shown = plain.strip_prefix(book).unwrap_or(&plain).display();
            report.fault(package, format_args!(
                "the compiler read {shown}, which no receipt covers\nmove it into the package, or into a package that it depends on by a `path` in its own manifest or that of the listings"
            ))?;
        }
        Ok(())
    }

    /// The Rust files of the package that were compiled, by their paths in it, with the lines that no configuration
    /// has on. `common` is what the compiler sets by itself.
    pub(crate) fn compiled(
        &self,
        package: &Package,
        metadata: &Metadata,
        common: &[String],
    ) -> Compiled {
        let reads_text = self.read_text(package, metadata);
        let mut files: BTreeMap<String, BTreeSet<Configuration>> = BTreeMap::new();
        for unit in self.of(package) {
            let configuration = self.configuration(unit, common);
            for file in unit.code(&configuration, reads_text) {
                if let Some(name) = self.name_in(package, &file) {
                    files.entry(name).or_default().insert(configuration.clone());
                }
            }
        }
        let offs = |name: &String, configurations: BTreeSet<Configuration>| -> Vec<Off> {
            off::lines(&text(&package.dir.join(name)), &configurations)
        };
        files.into_iter().map(|(name, found)| (name.clone(), offs(&name, found))).collect()
    }

    /// Whether the package, or something of ours of which it may use the macros, reads Rust as text.
    fn read_text(&self, package: &Package, metadata: &Metadata) -> bool {
        let local: BTreeSet<&Path> =
            metadata.local(package).into_iter().map(|known| known.folder()).collect();
        let units = self.units.iter().filter(|unit| local.contains(unit.folder.as_path()));
        let files: BTreeSet<&PathBuf> = units.flat_map(|unit| &unit.files).collect();
        files.into_iter().any(|file| reads_text(&text(file)))
    }

    /// The Rust files of the package that the compiler read.
    pub(crate) fn files(&self, package: &Package) -> BTreeSet<String> {
        let files = self.of(package).flat_map(|unit| &unit.files);
        files.filter_map(|file| self.name_in(package, file)).collect()
    }

    /// The files of the package's library, in which doc tests are.
    pub(crate) fn library(&self, package: &Package) -> BTreeSet<String> {
        let units = self.of(package).filter(|unit| unit.target.doctest);
        units.flat_map(|unit| &unit.files).filter_map(|file| self.name_in(package, file)).collect()
    }

    fn of(&self, package: &Package) -> impl Iterator<Item = &Unit> {
        let folder = package.dir.canonicalize().unwrap_or_else(|_| package.dir.clone());
        self.units.iter().filter(move |unit| unit.folder == folder)
    }

    /// The path of a Rust file in the package, with `/`. A package inside of it has its own files.
    fn name_in(&self, package: &Package, file: &Path) -> Option<String> {
        let file = normal(file);
        let name = file.strip_prefix(&package.dir).ok()?.to_string_lossy().replace('\\', "/");
        let is_inner = |folder: &Path| {
            folder != package.dir && folder.starts_with(&package.dir) && file.starts_with(folder)
        };
        let is_anothers = self.units.iter().any(|unit| is_inner(&unit.folder));
        (is_rust(&name) && !is_anothers).then_some(name)
    }

    fn configuration(&self, unit: &Unit, common: &[String]) -> Configuration {
        // Optimized builds may be without assertions, whatever the compiler does by itself.
        let common = common.iter().filter(|set| *set != "debug_assertions").cloned();
        let features = unit.features.iter().map(|feature| format!("feature=\"{feature}\""));
        let script = self.scripts.get(&unit.package_id).into_iter().flatten().cloned();
        let flags =
            [("test", unit.profile.test), ("debug_assertions", unit.profile.debug_assertions)];
        let flags = flags.iter().filter(|(_, on)| *on).map(|(flag, _)| (*flag).to_owned());
        Configuration::new(common.chain(features).chain(script).chain(flags))
    }
}

impl Unit {
    /// The files that were read as code. With `reads_text`, only those for which that is certain.
    fn code(&self, configuration: &Configuration, reads_text: bool) -> BTreeSet<PathBuf> {
        let read: BTreeSet<PathBuf> = self.files.iter().map(|file| normal(file)).collect();
        let mut waiting = vec![Module::root(&self.target.src_path)];
        let mut code = BTreeSet::new();
        while let Some(module) = waiting.pop() {
            if !read.contains(&module.file) || !code.insert(module.clone()) {
                continue;
            }
            let found = module.within(&text(&module.file), configuration).into_iter();
            let found = found.filter(|found| found.is_certain || !reads_text);
            waiting.extend(found.map(|found| found.module));
        }
        code.into_iter().map(|module| module.file).collect()
    }
}

/// What is in a file. What cannot be read, the compiler has not read either.
fn text(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_default()
}

/// Whether both paths lead to one file: behind a link, `..` is another folder than it seems.
fn is_itself(file: &Path, plain: &Path) -> bool {
    match (file.canonicalize(), plain.canonicalize()) {
        (Ok(file), Ok(plain)) => file == plain,
        _ => false,
    }
}
