//! The checks that Cargo makes: format, lints, build, tests.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::metadata::{Metadata, TargetKind};
use super::servers::Variables;
use super::units::Units;
use super::{Outcome, environment, process};
use crate::Package;

/// Tests of one package that take longer than this are too slow for a book.
const TEST_LIMIT: Duration = Duration::from_secs(600);

/// The first build on a slow machine compiles every dependency.
const BUILD_LIMIT: Duration = Duration::from_secs(3600);

/// A program that Cargo built.
#[derive(Debug, Clone)]
pub(super) struct Program {
    pub(super) package: Package,
    /// Name of the target.
    pub(super) name: String,
    /// Its source, relative to the package, with `/`.
    pub(super) source: String,
    /// Whether it is an example rather than tests.
    pub(super) example: bool,
    pub(super) executable: PathBuf,
}

impl Program {
    /// The package and the name of the golden that it prints.
    pub(super) fn golden(&self) -> (&str, &str) {
        (&self.package.name, &self.name)
    }
}

fn cargo(listings: &Path) -> Command {
    environment::command("cargo", listings)
}

fn select(packages: &[Package]) -> impl Iterator<Item = String> {
    packages.iter().flat_map(|package| ["--package".to_owned(), cargo_name(package)])
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
pub(super) fn metadata(listings: &Path) -> anyhow::Result<Metadata> {
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
pub(super) fn clean(
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

/// rustfmt and clippy, all packages in one call each. Only if that fails, one by one, to see whose fault
/// it is.
pub(super) fn lints(
    listings: &Path,
    packages: &[Package],
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let checks: [(&[&str], &[&str]); 2] = [
        (&["fmt", "--check"], &[]),
        (&["clippy", "--quiet", "--all-targets", "--no-deps"], &["--", "-D", "warnings"]),
    ];
    for (before, after) in checks {
        let run = |packages: &[Package]| {
            process::run(
                cargo(listings).args(before).args(select(packages)).args(after),
                BUILD_LIMIT,
            )
        };
        if run(packages)?.failure.is_none() {
            continue;
        }
        for package in packages {
            let ran = run(std::slice::from_ref(package))?;
            if ran.failure.is_none() {
                continue;
            }
            fail(outcomes, package);
            writeln!(log, "\n{}: `cargo {}` finds fault:", package.name, before[0])?;
            log.write_all(&ran.stdout)?;
            log.write_all(&ran.stderr)?;
        }
    }
    Ok(())
}

/// Builds tests and examples, all packages in one call where it can. What does not compile is reported as rustc does.
///
/// Cargo puts the example `hello` of every package into the same file. Packages that share such a name are built one
/// after the other, and each program is kept aside before the next one, or another cargo, takes its place.
pub(super) fn build(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<(Vec<Program>, Units)> {
    let mut programs = Vec::new();
    let mut units = Units::default();
    for round in rounds(packages, metadata) {
        for program in build_round(listings, &round, &mut units, outcomes, log)? {
            programs.push(if program.example { kept(program)? } else { program });
        }
    }
    Ok((programs, units))
}

/// The packages in groups in which no two have an example of the same name.
fn rounds(packages: &[Package], metadata: &Metadata) -> Vec<Vec<Package>> {
    let mut rounds: Vec<(BTreeSet<&str>, Vec<Package>)> = Vec::new();
    for package in packages {
        let known = metadata.of(package).into_iter();
        let names: BTreeSet<&str> =
            known.flat_map(|known| known.names(TargetKind::Example)).collect();
        match rounds.iter_mut().find(|(taken, _)| taken.is_disjoint(&names)) {
            Some((taken, round)) => {
                taken.extend(names);
                round.push(package.clone());
            }
            None => rounds.push((names, vec![package.clone()])),
        }
    }
    rounds.into_iter().map(|(_, round)| round).collect()
}

/// The same program at a path that is its package's own.
fn kept(program: Program) -> anyhow::Result<Program> {
    let Some(folder) = program.executable.ancestors().nth(2) else { return Ok(program) };
    let folder = folder.join("examples-by-package").join(&program.package.name);
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot write {}", folder.display()))?;
    let executable = folder.join(program.executable.file_name().unwrap_or_default());
    let _ = std::fs::remove_file(&executable);
    // A link costs nothing; where there are none, a copy is as good.
    if std::fs::hard_link(&program.executable, &executable).is_err() {
        std::fs::copy(&program.executable, &executable)
            .with_context(|| format!("cannot write {}", executable.display()))?;
    }
    Ok(Program { executable, ..program })
}

fn build_round(
    listings: &Path,
    packages: &[Package],
    units: &mut Units,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<Vec<Program>> {
    let mut command = cargo(listings);
    // Without a choice of targets, Cargo builds examples as programs and not as tests.
    command.args(["test", "--no-run", "--quiet", "--no-fail-fast"]);
    command.arg("--message-format=json-render-diagnostics").args(select(packages));
    let ran = process::run(&mut command, BUILD_LIMIT)?;
    let mut programs = Vec::new();
    for line in ran.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        units.add(listings, &message)?;
        programs.extend(program(&message, packages));
    }
    if ran.failure.is_some() {
        log.write_all(&ran.stderr)?;
        let broken = String::from_utf8_lossy(&ran.stderr);
        let blamed: Vec<&Package> = packages
            .iter()
            .filter(|package| {
                broken.contains(&format!("could not compile `{}`", cargo_name(package)))
            })
            .collect();
        for package in if blamed.is_empty() { packages.iter().collect() } else { blamed } {
            fail(outcomes, package);
        }
    }
    Ok(programs)
}

/// The command that builds the library of a package.
pub(super) fn library(listings: &Path, package: &Package) -> Command {
    let mut command = cargo(listings);
    command.args(["build", "--lib", "--quiet"]).args(select(std::slice::from_ref(package)));
    command
}

/// The program of a `compiler-artifact` message.
fn program(message: &Value, packages: &[Package]) -> Option<Program> {
    let executable = PathBuf::from(message.get("executable")?.as_str()?);
    let manifest = Path::new(message.get("manifest_path")?.as_str()?).parent()?;
    let package = packages
        .iter()
        .find(|package| package.dir.canonicalize().is_ok_and(|dir| dir == manifest))?;
    let target = message.get("target")?;
    let example = target.get("kind")?.as_array()?.iter().any(|kind| kind == "example");
    let tests = message.get("profile")?.get("test")?.as_bool()?;
    let source = Path::new(target.get("src_path")?.as_str()?);
    let source = source.strip_prefix(manifest).unwrap_or(source);
    (example != tests).then(|| Program {
        package: package.clone(),
        name: target.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        source: source.to_string_lossy().replace('\\', "/"),
        example,
        executable,
    })
}

/// Runs the test programs, each in its package's folder.
pub(super) fn tests(
    programs: &[Program],
    variables: &Variables,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    for program in programs.iter().filter(|program| !program.example) {
        let mut command = environment::command(&program.executable, &program.package.dir);
        command.env("CARGO_MANIFEST_DIR", &program.package.dir);
        command.envs(variables.iter().cloned());
        let ran = process::run(&mut command, TEST_LIMIT)?;
        count(&program.package, &program.name, ran, outcomes, log)?;
    }
    Ok(())
}

/// Runs the examples in doc comments, for they are shown in the book too.
pub(super) fn doc_tests(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
    variables: &Variables,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let has_library = |package: &&Package| {
        metadata.of(package).is_some_and(|known| known.names(TargetKind::Lib).next().is_some())
    };
    for package in packages.iter().filter(has_library) {
        let mut command = cargo(listings);
        command.args(["test", "--doc"]).args(select(std::slice::from_ref(package)));
        command.envs(variables.iter().cloned());
        let ran = process::run(&mut command, TEST_LIMIT)?;
        count(package, "doc tests", ran, outcomes, log)?;
    }
    Ok(())
}

/// Adds what a test program reports to the outcome of its package.
fn count(
    package: &Package,
    name: &str,
    ran: process::Ran,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(&ran.stdout);
    let results: Vec<Counts> = text.lines().filter_map(Counts::read).collect();
    let ignored: u32 = results.iter().map(|counts| counts.ignored).sum();
    let failed: u32 = results.iter().map(|counts| counts.failed).sum();
    let outcome =
        outcomes.get_mut(&package.name).context("a program of a package that was not asked for")?;
    outcome.took += ran.took;
    let passed: u32 = results.iter().map(|counts| counts.passed).sum();
    outcome.tests += passed.saturating_sub(only_compiled(&text));
    outcome.failures += failed + ignored;
    let problem = match ran.failure {
        Some(failure) => {
            outcome.failures += u32::from(failed == 0);
            failure
        }
        None if results.is_empty() => {
            outcome.failures += 1;
            "it does not say how many tests ran".to_owned()
        }
        None if ignored > 0 => {
            format!("{ignored} tests are ignored, and an ignored test proves nothing")
        }
        None => return Ok(()),
    };
    writeln!(log, "\n{}: {name}: {problem}", package.name)?;
    log.write_all(&ran.stdout)?;
    log.write_all(&ran.stderr)?;
    Ok(())
}

/// How many of the tests that passed were doc tests that never ran: `no_run` and `compile_fail`.
fn only_compiled(text: &str) -> u32 {
    let ends = [" - compile ... ok", " - compile fail ... ok"];
    let found = text
        .lines()
        .filter(|line| line.starts_with("test ") && ends.iter().any(|end| line.ends_with(end)));
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}

/// The numbers in a line such as `test result: ok. 5 passed; 0 failed; 1 ignored; …`.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    passed: u32,
    failed: u32,
    ignored: u32,
}

impl Counts {
    fn read(line: &str) -> Option<Counts> {
        let (_, numbers) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |word: &str| {
            let part = numbers.split("; ").find_map(|part| part.strip_suffix(word))?;
            part.trim().parse().ok()
        };
        Some(Counts {
            passed: number("passed")?,
            failed: number("failed")?,
            ignored: number("ignored")?,
        })
    }
}

fn fail(outcomes: &mut BTreeMap<String, Outcome>, package: &Package) {
    if let Some(outcome) = outcomes.get_mut(&package.name) {
        outcome.failures += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_line_of_libtest() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(Counts::read(line), Some(Counts { passed: 12, failed: 0, ignored: 1 }));
        assert_eq!(
            Counts::read("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured"),
            Some(Counts { passed: 1, failed: 2, ignored: 0 })
        );
        assert_eq!(Counts::read("running 3 tests"), None);
    }

    #[test]
    fn doc_tests_that_were_only_compiled_are_no_tests() {
        let text = "test src/lib.rs - a (line 2) - compile ... ok\ntest src/lib.rs - b (line 5) - compile fail ... ok\ntest src/lib.rs - c (line 8) ... ok\ntest src/lib.rs - d (line 11) - should panic ... ok\ntest compile ... ok\n";
        assert_eq!(only_compiled(text), 2);
    }
}
