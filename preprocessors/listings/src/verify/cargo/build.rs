//! Builds tests and examples.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::metadata::{Metadata, TargetKind};
use super::{BUILD_LIMIT, cargo, cargo_name, select};
use crate::Package;
use crate::verify::compiled::Units;
use crate::verify::process;
use crate::verify::report::Report;

/// A program that Cargo built.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(crate) package: Package,
    /// Name of the target.
    pub(crate) name: String,
    /// Its source, relative to the package, with `/`.
    pub(crate) source: String,
    /// Whether it is an example rather than tests.
    pub(crate) example: bool,
    pub(crate) executable: PathBuf,
}

impl Program {
    /// The package and the name of the golden that it prints.
    pub(crate) fn golden(&self) -> (&Package, &str) {
        (&self.package, &self.name)
    }
}

/// Builds tests and examples, all packages in one call where it can. What does not compile is reported as rustc does.
///
/// Cargo puts the example `hello` of every package into the same file. Packages that share such a name are built one
/// after the other, and each program is kept aside before the next one, or another cargo, takes its place.
pub(crate) fn build(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
    report: &mut Report<'_>,
) -> anyhow::Result<(Vec<Program>, Units)> {
    let mut programs = Vec::new();
    let mut units = Units::default();
    for round in rounds(packages, metadata) {
        for program in build_round(listings, &round, &mut units, report)? {
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
    report: &mut Report<'_>,
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
        report.quote(&ran.stderr)?;
        let broken = String::from_utf8_lossy(&ran.stderr);
        let blamed: Vec<&Package> = packages
            .iter()
            .filter(|package| {
                broken.contains(&format!("could not compile `{}`", cargo_name(package)))
            })
            .collect();
        for package in if blamed.is_empty() { packages.iter().collect() } else { blamed } {
            report.of(package).failures += 1;
        }
    }
    Ok(programs)
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
