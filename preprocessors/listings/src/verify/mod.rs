//! Runs everything about the packages that changed, and writes receipts for those that passed.

mod cargo;
mod examples;
mod process;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::{Package, Receipt, inputs_hash};

/// What to verify, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The Cargo workspace of listing packages.
    pub listings: PathBuf,
    /// Where receipts are kept.
    pub receipts: PathBuf,
    /// Only these packages; all if empty.
    pub packages: Vec<String>,
    /// Write goldens that differ instead of failing.
    pub accept: bool,
}

/// How a verification ended.
#[derive(Debug, Default)]
pub struct Summary {
    /// Packages whose receipt still held.
    pub unchanged: Vec<String>,
    /// Packages that were run and passed.
    pub passed: Vec<String>,
    /// Packages that were run and failed, or have no receipt for another reason.
    pub failed: Vec<String>,
    /// Tests behind all valid receipts.
    pub tests: u32,
    /// Tests and examples that failed in this run.
    pub failures: u32,
}

/// What was found out about one package in this run.
#[derive(Debug, Default)]
struct Outcome {
    tests: u32,
    goldens: BTreeMap<String, String>,
    failures: u32,
}

/// The compiler that `cargo` uses in `listings`, as `rustc -vV` describes it.
///
/// # Errors
///
/// If there is no `rustc`.
pub fn toolchain(listings: &Path) -> anyhow::Result<String> {
    let out = std::process::Command::new("rustc").arg("-vV").current_dir(listings).output();
    let out = out.context("cannot run rustc; install Rust with rustup")?;
    if !out.status.success() {
        bail!("rustc -vV failed: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// Verifies the packages whose receipt does not hold any more. Progress and failures go to `log`.
///
/// # Errors
///
/// If the machine does not work (no cargo, a disk that is full). What is wrong with a package is in the
/// [`Summary`].
pub fn verify(options: &Options, log: &mut dyn Write) -> anyhow::Result<Summary> {
    let listings = options
        .listings
        .canonicalize()
        .with_context(|| format!("no folder {}", options.listings.display()))?;
    let toolchain = toolchain(&listings)?;
    let mut summary = Summary::default();
    let mut stale = Vec::new();
    for package in wanted(&listings, &options.packages)? {
        let inputs = inputs_hash(&listings, &package)?;
        match Receipt::load(&options.receipts, &package) {
            Some(receipt) if receipt.inputs == inputs && receipt.toolchain == toolchain => {
                summary.tests += receipt.tests;
                summary.unchanged.push(package.name);
            }
            _ => stale.push((package, inputs)),
        }
    }
    if stale.is_empty() {
        return Ok(summary);
    }
    // Cargo brings the lock file up to date when it likes; it is an input, so it must do that first.
    cargo::update_lock(&listings)?;
    for (package, inputs) in &mut stale {
        *inputs = inputs_hash(&listings, package)?;
    }

    let packages: Vec<Package> = stale.iter().map(|(package, _)| package.clone()).collect();
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    writeln!(log, "verifying {}", names.join(", "))?;
    let mut outcomes: BTreeMap<String, Outcome> =
        packages.iter().map(|package| (package.name.clone(), Outcome::default())).collect();
    cargo::lints(&listings, &packages, &mut outcomes, log)?;
    let programs = cargo::build(&listings, &packages, &mut outcomes, log)?;
    cargo::tests(&programs, &mut outcomes, log)?;
    cargo::doc_tests(&listings, &packages, &mut outcomes, log)?;
    examples::run(&packages, &programs, options.accept, &mut outcomes, log)?;

    for (package, inputs) in stale {
        let outcome = outcomes.remove(&package.name).unwrap_or_default();
        summary.failures += outcome.failures;
        let passed = conclude(&listings, options, &package, inputs, &toolchain, outcome, log)?;
        summary.tests += passed.unwrap_or(0);
        if passed.is_some() { &mut summary.passed } else { &mut summary.failed }.push(package.name);
    }
    Ok(summary)
}

/// Writes the receipt of a package that passed, and returns how many tests it has.
fn conclude(
    listings: &Path,
    options: &Options,
    package: &Package,
    inputs: String,
    toolchain: &str,
    outcome: Outcome,
    log: &mut dyn Write,
) -> anyhow::Result<Option<u32>> {
    let name = &package.name;
    if outcome.failures > 0 {
        writeln!(log, "  {name}: failed")?;
        return Ok(None);
    }
    if outcome.tests == 0 {
        writeln!(
            log,
            "  {name}: no test ran, so nothing is known of it; write tests that assert what the text claims"
        )?;
        return Ok(None);
    }
    let now = inputs_hash(listings, package)?;
    // Accepted goldens are inputs that this run itself has changed.
    if now != inputs && !options.accept {
        writeln!(log, "  {name}: its files changed while it was verified; run it again")?;
        return Ok(None);
    }
    let mut receipt = Receipt::new(package, now, toolchain);
    receipt.ran = ["fmt", "clippy", "test", "doc", "examples"].map(str::to_owned).to_vec();
    receipt.tests = outcome.tests;
    receipt.goldens = outcome.goldens;
    receipt.save(&options.receipts, package)?;
    writeln!(
        log,
        "  {name}: {} tests passed, {} goldens hold",
        receipt.tests,
        receipt.goldens.len()
    )?;
    Ok(Some(receipt.tests))
}

/// The packages to look at, by name.
fn wanted(listings: &Path, names: &[String]) -> anyhow::Result<Vec<Package>> {
    let all = Package::all(listings)?;
    if let Some(unknown) =
        names.iter().find(|name| !all.iter().any(|package| &package.name == *name))
    {
        let known: Vec<&str> = all.iter().map(|package| package.name.as_str()).collect();
        bail!("no listing package `{unknown}`; there is: {}", known.join(", "));
    }
    Ok(all
        .into_iter()
        .filter(|package| names.is_empty() || names.contains(&package.name))
        .collect())
}
