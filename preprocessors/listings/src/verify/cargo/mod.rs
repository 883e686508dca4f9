//! What Cargo does for a verification: it lints, builds, tests, and says what it has built.

mod build;
pub(super) mod compile_fail;
mod libtest;
mod lints;
mod metadata;
pub(super) mod targets;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};

pub(super) use build::{Program, build};
pub(super) use libtest::{doc_tests, tests};
pub(super) use lints::lints;
pub(super) use metadata::{Metadata, Target};

use super::process::{self, environment};
use crate::Package;

/// The first build on a slow machine compiles every dependency.
const BUILD_LIMIT: Duration = Duration::from_secs(3600);

fn cargo(listings: &Path) -> Command {
    environment::command("cargo", listings)
}

/// The name in the package's manifest.
fn cargo_name(package: &Package) -> String {
    let manifest = std::fs::read_to_string(package.dir.join("Cargo.toml")).unwrap_or_default();
    let manifest: toml::Table = manifest.parse().unwrap_or_default();
    let name =
        manifest.get("package").and_then(|table| table.get("name")).and_then(toml::Value::as_str);
    name.unwrap_or(&package.name).to_owned()
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

/// Removes what Cargo has built of the packages and of their path dependencies: it goes by the times of files, and
/// would reuse a program that is younger than its sources, whatever is in them now.
pub(crate) fn clean(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
) -> anyhow::Result<()> {
    let local = packages.iter().flat_map(|package| metadata.local(package));
    let names: BTreeSet<&str> = local.map(|known| known.name.as_str()).collect();
    let mut command = cargo(listings);
    command.args(["clean", "--quiet"]);
    command.args(names.iter().flat_map(|name| ["--package", *name]));
    let ran = process::run(&mut command, BUILD_LIMIT)?;
    match ran.failure {
        Some(failure) => bail!(
            "cannot remove what was built before, so it may be stale: {failure}\n{}",
            String::from_utf8_lossy(&ran.stderr)
        ),
        None => Ok(()),
    }
}

/// The command that builds the library of a package.
fn library(listings: &Path, package: &Package) -> Command {
    let mut command = cargo(listings);
    command.args(["build", "--lib", "--quiet", "--package", &cargo_name(package)]);
    command
}
