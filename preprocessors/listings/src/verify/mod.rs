//! Runs everything about the packages that changed, and writes receipts for those that passed.

mod built;
mod cargo;
mod check;
mod compiled;
mod examples;
mod parts;
pub(crate) mod process;
mod report;
mod request;
mod servers;
mod tools;
mod watch;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

pub use parts::{Partition, Share, merge};
pub use request::Request;
pub use watch::watch;

use crate::receipt::make_folder;
use crate::{Inputs, Kind, Package, Receipt};
use built::Built;
use cargo::Libraries;
use process::environment;
use report::{Outcome, Report};
use tools::Tools;

/// What to verify, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The Cargo workspace of listing packages.
    pub listings: PathBuf,
    /// Where receipts are kept.
    pub receipts: PathBuf,
    /// Only these packages; all if empty.
    pub packages: Vec<String>,
    /// Only this part of them: the others are another machine's.
    pub partition: Option<Share>,
    /// Write goldens that differ instead of failing.
    pub accept: bool,
    /// A package for which this machine lacks something is a failure, and not skipped.
    pub complete: bool,
    /// How the person who reads the log verifies, as in `cargo book verify`.
    pub command: String,
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
    /// Packages that were not run because this machine lacks something, with what, and how to get it.
    pub skipped: Vec<(String, String)>,
    /// Tests behind all valid receipts.
    pub tests: u32,
    /// Tests and examples that failed in this run.
    pub failures: u32,
}

/// The compiler that `cargo` uses in `listings`, as `rustc -vV` describes it.
///
/// # Errors
///
/// If there is no `rustc`.
pub fn toolchain(listings: &Path) -> anyhow::Result<String> {
    let out = environment::command("rustc", listings).arg("-vV").output();
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
    let _lock = lock(&options.receipts)?;
    let tools = Tools::new(toolchain(&listings)?);
    let wanted = wanted(&listings, options)?;
    let Pass { mut summary, accepted } = pass(&listings, options, &wanted, &tools, log)?;
    if accepted.is_empty() {
        return Ok(summary);
    }
    // Whatever ran before a golden was written may have read the old one.
    writeln!(log, "goldens were written; their packages are verified with them")?;
    let options = Options { accept: false, ..options.clone() };
    let again = pass(&listings, &options, &accepted, &tools, log)?.summary;
    summary.tests += again.tests;
    summary.failures += again.failures;
    summary.passed.extend(again.passed);
    summary.failed.extend(again.failed);
    summary.skipped.extend(again.skipped);
    for names in [&mut summary.passed, &mut summary.failed] {
        names.sort();
    }
    Ok(summary)
}

/// What came of one pass over the packages.
struct Pass {
    summary: Summary,
    /// Packages that would have passed, but for goldens that were written on the way.
    accepted: Vec<Package>,
}

fn pass(
    listings: &Path,
    options: &Options,
    wanted: &[Package],
    tools: &Tools,
    log: &mut dyn Write,
) -> anyhow::Result<Pass> {
    let mut judged = judge(listings, options, wanted, tools)?;
    let is_crate = |(package, _): &&(Package, String)| package.kind == Kind::Cargo;
    let mut built = Built::default();
    if judged.stale.iter().any(|package| is_crate(&package)) {
        // Cargo brings the lock file up to date when it likes; it is an input, so it must do that first.
        built.metadata = cargo::metadata(listings)?;
        judged = judge(listings, options, wanted, tools)?;
    }
    let Judged { mut summary, stale } = judged;
    let mut accepted = Vec::new();
    if stale.is_empty() {
        return Ok(Pass { summary, accepted });
    }
    let crates: Vec<Package> =
        stale.iter().filter(is_crate).map(|(package, _)| package.clone()).collect();

    let mut packages: Vec<Package> = stale.iter().map(|(package, _)| package.clone()).collect();
    let names: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    let mut report = Report::new(log);
    report.say(format_args!("verifying {}", names.join(", ")))?;
    let crates = cargo::targets::check(&crates, &built.metadata, &mut report)?;
    let mut libraries = Libraries::load(listings, &options.receipts);
    if !crates.is_empty() {
        built.make(listings, &crates, &mut libraries, &mut report)?;
    }
    packages.retain(|package| package.kind == Kind::Check || built.has(package));
    report.say("  running tests, checks and examples")?;
    for batch in servers::batches(&packages) {
        let servers = servers::start(&batch, options.complete, &mut report)?;
        if let Some(servers) = servers {
            run(listings, options, &batch, &built, servers.variables(), &mut report)?;
        }
    }
    packages.retain(|package| package.kind == Kind::Cargo);
    cargo::compile_fail::run(
        listings,
        &packages,
        &built.metadata,
        &mut libraries,
        options.accept,
        &mut report,
    )?;
    libraries.save()?;

    let now = Inputs::new(listings);
    for (package, before) in stale {
        let outcome = std::mem::take(report.of(&package));
        summary.failures += outcome.failures;
        if let (Some(lacks), 0) = (&outcome.skipped, outcome.failures) {
            summary.skipped.push((package.name, lacks.clone()));
            continue;
        }
        if outcome.accepted && outcome.failures == 0 {
            accepted.push(package);
            continue;
        }
        let mut receipt = Receipt::new(&package, &now, &tools.of(listings, &package))?;
        receipt.compiled = built.compiled(&package, &outcome);
        let changed = receipt.inputs != before;
        let passed = conclude(options, &package, receipt, changed, outcome, &mut report)?;
        summary.tests += passed.unwrap_or(0);
        if passed.is_some() { &mut summary.passed } else { &mut summary.failed }.push(package.name);
    }
    Ok(Pass { summary, accepted })
}

/// Which packages have a receipt that holds, and which have to be run, with their hashes before anything was built.
struct Judged {
    summary: Summary,
    stale: Vec<(Package, String)>,
}

fn judge(
    listings: &Path,
    options: &Options,
    wanted: &[Package],
    tools: &Tools,
) -> anyhow::Result<Judged> {
    let mut judged = Judged { summary: Summary::default(), stale: Vec::new() };
    let all = Inputs::new(listings);
    for package in wanted {
        let inputs = all.hash(package)?;
        let receipt = Receipt::load(&options.receipts, package).filter(|receipt| {
            receipt.inputs == inputs
                && receipt.toolchain == tools.of(listings, package)
                && tools.knows(&receipt.systems, package)
        });
        match receipt {
            Some(receipt) => {
                judged.summary.tests += receipt.tests;
                judged.summary.unchanged.push(package.name.clone());
            }
            None => judged.stale.push((package.clone(), inputs)),
        }
    }
    Ok(judged)
}

/// Runs the tests, doc tests, checks and examples of `batch`, whose programs are told `variables`.
fn run(
    listings: &Path,
    options: &Options,
    batch: &[Package],
    built: &Built,
    variables: &servers::Variables,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let (crates, checks): (Vec<Package>, Vec<Package>) =
        batch.iter().cloned().partition(|package| package.kind == Kind::Cargo);
    check::run(&checks, options.complete, variables, report)?;
    let mut programs: Vec<cargo::Program> = built
        .programs
        .iter()
        .filter(|program| crates.contains(&program.package))
        .cloned()
        .collect();
    cargo::tests(&programs, variables, report)?;
    cargo::doc_tests(listings, &crates, &built.metadata, variables, report)?;
    programs.extend(check::examples(&checks, report)?);
    // Of a package whose check did not pass, no example was run, and its goldens are no orphans.
    let held: Vec<Package> = batch
        .iter()
        .filter(|package| package.kind == Kind::Cargo || report.has_tests(package))
        .cloned()
        .collect();
    examples::run(&held, &programs, options.accept, variables, report)
}

/// Writes the receipt of a package that passed, and returns how many tests it has.
fn conclude(
    options: &Options,
    package: &Package,
    mut receipt: Receipt,
    changed: bool,
    outcome: Outcome,
    report: &mut Report<'_>,
) -> anyhow::Result<Option<u32>> {
    let name = &package.name;
    if outcome.failures > 0 {
        report.say(format_args!("  {name}: failed"))?;
        if outcome.acceptable {
            let command = &options.command;
            report.say(format_args!("if the new output is right: {command} --accept {name}"))?;
        }
        return Ok(None);
    }
    if outcome.tests == 0 {
        report.say(format_args!(
            "  {name}: no test ran, so nothing is known of it; write tests that assert what the text claims"
        ))?;
        return Ok(None);
    }
    if changed {
        report
            .say(format_args!("  {name}: its files changed while it was verified; run it again"))?;
        return Ok(None);
    }
    let steps: &[&str] = match package.kind {
        Kind::Cargo => &["fmt", "clippy", "test", "doc", "examples", "compile_fail"],
        Kind::Check => &["check", "examples"],
    };
    receipt.ran = steps.iter().map(|step| (*step).to_owned()).collect();
    receipt.systems = outcome.systems;
    receipt.tests = outcome.tests;
    receipt.millis = u64::try_from(outcome.took.as_millis()).unwrap_or(u64::MAX);
    receipt.goldens = outcome.goldens;
    if let Some(golden) = receipt.changed_golden(package) {
        report
            .say(format_args!("  {name}: {golden} changed while it was verified; run it again"))?;
        return Ok(None);
    }
    receipt.save(&options.receipts, package)?;
    let (tests, goldens) = (receipt.tests, receipt.goldens.len());
    report.say(format_args!("  {name}: {tests} tests passed, {goldens} goldens hold"))?;
    Ok(Some(receipt.tests))
}

/// Waits until no other verification writes into `receipts`. The lock goes with the file handle.
fn lock(receipts: &Path) -> anyhow::Result<std::fs::File> {
    make_folder(receipts)?;
    // Beside the folder, not in it: whoever watches the receipts shall not see each verification begin.
    let path = receipts.with_extension("lock");
    let file =
        std::fs::File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
    Ok(file)
}

/// The packages to look at, by name.
fn wanted(listings: &Path, options: &Options) -> anyhow::Result<Vec<Package>> {
    let names = &options.packages;
    let all = Package::all(listings)?;
    if let Some(unknown) =
        names.iter().find(|name| !all.iter().any(|package| &package.name == *name))
    {
        let known: Vec<&str> = all.iter().map(|package| package.name.as_str()).collect();
        bail!("no listing package `{unknown}`; there is: {}", known.join(", "));
    }
    let chosen =
        all.into_iter().filter(|package| names.is_empty() || names.contains(&package.name));
    match &options.partition {
        Some(share) => share.of(chosen.collect(), &options.receipts),
        None => Ok(chosen.collect()),
    }
}
