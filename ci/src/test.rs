//! `test`: everything that continuous integration runs, in one command.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::Context as _;
use dst_listings::systems::System;
use dst_listings::verify::Request;

use crate::browser;
use crate::build;
use crate::counts::Counts;
use crate::pdf;
use crate::say;
use crate::systems;
use crate::tools;
use crate::verify;
use crate::workplace::Workplace;

/// Runs all checks, goes on after a failure, and ends with the counts. Whether nothing failed.
pub(crate) fn test(place: &Workplace) -> anyhow::Result<bool> {
    let mut counts = Vec::new();
    // Some of the tests build small books.
    tools::mdbook(place)?;

    say::step("format of the tools");
    counts.push(Counts::check(status(place.cargo().args(["fmt", "--all", "--check"]))?));

    say::step("lints of the tools");
    let mut clippy = place.cargo();
    clippy.args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--release",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]);
    counts.push(Counts::check(status(&mut clippy)?));

    say::step("tests of the tools (the first time compiles the diagram engine: some minutes)");
    let mut tests = place.cargo();
    // The release profile: the stages are built in it anyway, and the engine is compiled once.
    tests.args(["test", "--workspace", "--release", "--no-fail-fast"]).env("INSTA_UPDATE", "no");
    counts.push(counted(&mut tests)?);

    say::step("real servers");
    let (tried, absent) = systems::test(System::all());
    counts.push(tried);

    say::step("listings");
    let summary = verify::run(place, &Request::default())?;
    let failed = summary.failures.max(u32::try_from(summary.failed.len()).unwrap_or(u32::MAX));
    let skipped = u32::try_from(summary.skipped.len()).unwrap_or(u32::MAX);
    counts.push(Counts { passed: summary.tests, failed, skipped });

    say::step("the book");
    let built = build::build(place, false)?;
    counts.push(Counts::check(built));

    if built {
        say::step("the book in a browser");
        counts.push(browser::test(place, None)?);
    }

    if built {
        say::step("the PDF (the first time compiles the typesetter: some minutes)");
        counts.push(pdf::test(place)?);
    }

    absent.iter().for_each(|line| say::line(line));
    verify::say_skipped(&summary);
    let all: Counts = counts.into_iter().sum();
    say::line(&all.to_string());
    Ok(all.failed == 0)
}

fn status(command: &mut Command) -> anyhow::Result<bool> {
    Ok(command.status().context("cannot run cargo")?.success())
}

/// Runs `cargo test`, showing its output, and counts the tests. A build that fails counts as one failure.
fn counted(command: &mut Command) -> anyhow::Result<Counts> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot run cargo")?;
    let mut output = String::new();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let line = line.context("cannot read the output of cargo")?;
            let line = String::from_utf8_lossy(&line);
            say::line(&line);
            output.push_str(&line);
            output.push('\n');
        }
    }
    let success = child.wait().context("cannot wait for cargo")?.success();
    let mut counts = Counts::of_cargo_test(&output);
    if !success && counts.failed == 0 {
        counts.failed = 1;
    }
    Ok(counts)
}
