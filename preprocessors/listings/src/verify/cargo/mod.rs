//! What Cargo does for a verification: it lints, builds, tests, and says what it has built.

mod artifact;
mod build;
pub(super) mod compile_fail;
mod libtest;
mod lints;
mod metadata;
mod reuse;
pub(super) mod targets;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};

pub(super) use artifact::{Artifact, Profile};
pub(super) use build::{Program, build};
pub(super) use libtest::{doc_tests, tests};
pub(super) use lints::lints;
pub(super) use metadata::{Metadata, Target};
pub(super) use reuse::Libraries;

use super::process::{self, environment};
use crate::{Package, inputs};

/// The first build on a slow machine compiles every dependency.
const BUILD_LIMIT: Duration = Duration::from_secs(3600);

/// Makes Cargo say what it has built, and what is wrong as people read it.
const MESSAGES: &str = "--message-format=json-render-diagnostics";

fn cargo(listings: &Path) -> Command {
    environment::command("cargo", listings)
}

/// The name in the package's manifest.
fn cargo_name(package: &Package) -> String {
    name(&package.dir.join("Cargo.toml")).unwrap_or_else(|| package.name.clone())
}

/// The name in a manifest.
fn name(manifest: &Path) -> Option<String> {
    let manifest: toml::Table = std::fs::read_to_string(manifest).ok()?.parse().ok()?;
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

/// What Cargo makes of the manifests. Writes the lock file if it is not there or does not fit them.
///
/// # Errors
///
/// If the manifests contradict each other or a dependency cannot be had.
pub(crate) fn metadata(listings: &Path) -> anyhow::Result<Metadata> {
    let mut command = cargo(listings);
    command.args(["metadata", "--format-version=1", "--quiet"]);
    let ran = process::run(&mut command, BUILD_LIMIT)?;
    match ran.failure {
        Some(_) => bail!("cargo refuses the listings:\n{}", String::from_utf8_lossy(&ran.stderr)),
        None => {
            serde_json::from_slice(&ran.stdout).context("cannot read what `cargo metadata` says")
        }
    }
}

/// Removes what Cargo has built of the packages, and of those that stand in a folder for one of a registry: Cargo
/// believes that these never change.
///
/// # Errors
///
/// If Cargo cannot.
pub(crate) fn forget(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
) -> anyhow::Result<()> {
    let sources = inputs::sources(listings)?;
    let vendored = metadata.inside(&sources).map(|known| known.name.clone());
    clean(listings, &packages.iter().map(cargo_name).chain(vendored).collect())
}

/// Removes what Cargo has built of the packages with these names in their manifests.
fn clean(listings: &Path, names: &BTreeSet<String>) -> anyhow::Result<()> {
    let mut command = cargo(listings);
    command.args(["clean", "--quiet"]);
    command.args(names.iter().flat_map(|name| ["--package", name]));
    let ran = process::run(&mut command, BUILD_LIMIT)?;
    match ran.failure {
        Some(failure) => bail!(
            "cannot remove what was built before, so it may be stale: {failure}\n{}",
            String::from_utf8_lossy(&ran.stderr)
        ),
        None => Ok(()),
    }
}
