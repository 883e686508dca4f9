//! Builds tests and examples.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use super::{Libraries, MESSAGES, cargo, cargo_name};
use crate::Package;
use crate::verify::compiled::Units;
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

/// Builds the tests and examples of one package. What does not compile is reported as rustc does, and then there are
/// none.
///
/// Each package is built alone: Cargo gives a package that others depend on the features that they ask for, if they are
/// built together, and stops somewhere in the middle when one of them does not compile.
pub(crate) fn build(
    listings: &Path,
    package: &Package,
    libraries: &mut Libraries,
    report: &mut Report<'_>,
) -> anyhow::Result<Option<(Vec<Program>, Units)>> {
    let name = cargo_name(package);
    let ran = libraries.build(|| {
        let mut command = cargo(listings);
        // Without a choice of targets, Cargo builds examples as programs and not as tests.
        command.args(["test", "--no-run", "--quiet", "--no-fail-fast", "--package", &name]);
        command.arg(MESSAGES);
        command
    })?;
    if ran.failure.is_some() {
        report.of(package).failures += 1;
        report.quote(&ran.stderr)?;
        return Ok(None);
    }
    let (mut programs, mut units) = (Vec::new(), Units::default());
    for line in ran.stdout.split(|byte| *byte == b'\n') {
        let Ok(message) = serde_json::from_slice::<Value>(line) else {
            continue;
        };
        units.add(listings, &message)?;
        if let Some(program) = program(&message, package) {
            programs.push(if program.example { kept(program)? } else { program });
        }
    }
    Ok(Some((programs, units)))
}

/// The same program at a path that is its package's own: Cargo puts the example `hello` of every package into the same
/// file.
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

/// The program of a `compiler-artifact` message.
fn program(message: &Value, package: &Package) -> Option<Program> {
    let executable = PathBuf::from(message.get("executable")?.as_str()?);
    let manifest = Path::new(message.get("manifest_path")?.as_str()?).parent()?;
    if package.dir.canonicalize().ok()? != manifest {
        return None;
    }
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
