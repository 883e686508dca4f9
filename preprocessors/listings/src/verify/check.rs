//! Packages that are no Cargo packages: their own `check` says whether their contents hold.
//!
//! ```text
//! ok NAME                   one line a check that passed; the package's number of tests
//! missing TOOL: COMMAND     it cannot run here, and how to get what it needs; with exit code 77
//! ```
//!
//! A comment `# tools: NAME …` in `check`, or in a checker that it calls, names the tools whose versions
//! belong to the receipt.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context as _;

use super::cargo::Program;
use super::process::{self, environment};
use super::report::{Outcome, Report};
use super::servers::Variables;
use crate::package::{CHECK, Kind, Package, is_executable};

/// A check that takes longer is stopped.
const CHECK_LIMIT: Duration = Duration::from_secs(120);

/// The exit code by which a check says that something it needs is not there, as Automake's tests do.
const MISSING: i32 = 77;

/// Runs the checks of `packages`. One that lacks a tool is skipped; with `complete` that is a failure.
pub(super) fn run(
    packages: &[Package],
    complete: bool,
    variables: &Variables,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    for package in packages.iter().filter(|package| package.kind == Kind::Check) {
        let outcome = report.of(package);
        let problem = match one(package, CHECK_LIMIT, variables, outcome)? {
            Ok(()) => continue,
            Err(problem) => problem,
        };
        if let Some(tool) = outcome.skipped.clone().filter(|_| !complete) {
            report.note(package, format_args!("not run here: {tool}"))?;
            continue;
        }
        outcome.skipped = None;
        report.fault(package, &problem.message)?;
        report.quote(&problem.output)?;
    }
    Ok(())
}

/// Why a check counts as failed, and what it printed.
struct Problem {
    message: String,
    output: Vec<u8>,
}

/// Runs one check for `limit` at most.
fn one(
    package: &Package,
    limit: Duration,
    variables: &Variables,
    outcome: &mut Outcome,
) -> anyhow::Result<Result<(), Problem>> {
    let check = package.dir.join(CHECK);
    if !is_executable(&check) {
        let message = format!(
            "its `check` is not executable, so it cannot run: chmod +x {}/{CHECK}",
            package.name
        );
        return Ok(Err(Problem { message, output: Vec::new() }));
    }
    let folder = Scratch::new()?;
    let mut command = environment::command(&check, &package.dir);
    command.env("TMPDIR", folder.path()).envs(variables.iter().cloned());
    let ran = match process::run(&mut command, limit) {
        Ok(ran) => ran,
        Err(error) => {
            let message = format!(
                "its `check` cannot be started: {error:#}; does its first line name a program, as in #!/bin/sh?"
            );
            return Ok(Err(Problem { message, output: Vec::new() }));
        }
    };
    outcome.took += ran.took;
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    let problem = |message: String| {
        let output = [ran.stdout.as_slice(), ran.stderr.as_slice()].concat();
        Ok(Err(Problem { message, output }))
    };
    if ran.code == Some(MISSING) {
        let missing = said.lines().find_map(|line| line.strip_prefix("missing "));
        let Some(tool) = missing.filter(|tool| tool.contains(": ")) else {
            return problem(format!(
                "its check ended with {MISSING} without a line `missing TOOL: command to get it`"
            ));
        };
        outcome.skipped = Some(format!("missing {tool}"));
        return problem(format!("its check could not run: missing {tool}"));
    }
    if let Some(failure) = ran.failure.clone() {
        return problem(format!("its check failed: {failure}"));
    }
    let names: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("ok ")).collect();
    let mut once = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !once.insert(name.trim())) {
        return problem(format!("its check printed `ok {twice}` twice; each line is one test"));
    }
    if names.is_empty() {
        return problem(
            "its check ended well but printed no line `ok NAME`, so nothing is known to hold"
                .to_owned(),
        );
    }
    outcome.tests += u32::try_from(names.len()).unwrap_or(u32::MAX);
    Ok(Ok(()))
}

/// The executable `examples/NAME` and `examples/NAME.ENDING` of the packages whose check has passed.
pub(super) fn examples(packages: &[Package], report: &Report<'_>) -> anyhow::Result<Vec<Program>> {
    let mut programs = Vec::new();
    for package in packages.iter().filter(|package| package.kind == Kind::Check) {
        let folder = package.dir.join("examples");
        if !report.has_tests(package) || !folder.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        programs.extend(files.into_iter().filter(|file| is_executable(file)).map(|executable| {
            let name = executable.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let file = executable.file_name().unwrap_or_default().to_string_lossy();
            let source = format!("examples/{file}");
            Program { package: package.clone(), name, source, example: true, executable }
        }));
    }
    Ok(programs)
}

/// A folder for what a check writes; gone when it is dropped. Its name is short, for the path of a Unix
/// socket in it may have some hundred bytes only.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> anyhow::Result<Scratch> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let process = std::process::id();
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let folder = std::env::temp_dir().join(format!("dst-{process}-{number}"));
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Scratch(folder)),
                // Left by a process of the same number that was killed.
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(error).with_context(|| format!("cannot make {}", folder.display()));
                }
            }
        }
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_check_that_never_ends_is_stopped() {
        let root = tempfile::tempdir().unwrap();
        let check = root.path().join("x/check");
        std::fs::create_dir(root.path().join("x")).unwrap();
        std::fs::write(&check, "#!/bin/sh\necho ok one\nsleep 60\n").unwrap();
        std::fs::set_permissions(&check, std::fs::Permissions::from_mode(0o755)).unwrap();
        let package = Package::open(root.path(), "x").unwrap();
        let started = std::time::Instant::now();
        let mut outcome = Outcome::default();
        let problem =
            one(&package, Duration::from_secs(1), &[], &mut outcome).unwrap().unwrap_err();
        assert!(problem.message.ends_with("it ran for more than 1 s and was stopped"));
        assert_eq!((problem.output.as_slice(), outcome.tests), (&b"ok one\n"[..], 0));
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}
