//! Runs tests and doc tests, and counts what the test harness reports.

use std::path::Path;
use std::time::Duration;

use super::metadata::{Metadata, TargetKind};
use super::{Program, cargo, cargo_name};
use crate::Package;
use crate::verify::process::{self, environment};
use crate::verify::report::Report;
use crate::verify::servers::Variables;

/// Tests of one package that take longer than this are too slow for a book.
const TEST_LIMIT: Duration = Duration::from_secs(600);

/// Runs the test programs, each in its package's folder.
pub(crate) fn tests(
    programs: &[Program],
    variables: &Variables,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    for program in programs.iter().filter(|program| !program.example) {
        let mut command = environment::command(&program.executable, &program.package.dir);
        command.env("CARGO_MANIFEST_DIR", &program.package.dir);
        command.envs(variables.iter().cloned());
        let ran = process::run(&mut command, TEST_LIMIT)?;
        count(&program.package, &program.name, ran, report)?;
    }
    Ok(())
}

/// Runs the examples in doc comments, for they are shown in the book too.
pub(crate) fn doc_tests(
    listings: &Path,
    packages: &[Package],
    metadata: &Metadata,
    variables: &Variables,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let has_library = |package: &&Package| {
        metadata.of(package).is_some_and(|known| known.names(TargetKind::Lib).next().is_some())
    };
    for package in packages.iter().filter(has_library) {
        let mut command = cargo(listings);
        command.args(["test", "--doc", "--package", &cargo_name(package)]);
        command.envs(variables.iter().cloned());
        let ran = process::run(&mut command, TEST_LIMIT)?;
        count(package, "doc tests", ran, report)?;
    }
    Ok(())
}

/// Adds what a test program reports to the outcome of its package.
fn count(
    package: &Package,
    name: &str,
    ran: process::Ran,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(&ran.stdout);
    let results: Vec<Counts> = text.lines().filter_map(Counts::read).collect();
    let ignored: u32 = results.iter().map(|counts| counts.ignored).sum();
    let failed: u32 = results.iter().map(|counts| counts.failed).sum();
    let outcome = report.of(package);
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
    report.note(package, format_args!("{name}: {problem}"))?;
    report.quote(&ran.stdout)?;
    report.quote(&ran.stderr)?;
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
