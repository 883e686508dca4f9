//! Format and lints.

use std::path::Path;

use super::{BUILD_LIMIT, Libraries, MESSAGES, cargo, cargo_name};
use crate::Package;
use crate::verify::process;
use crate::verify::report::Report;

/// rustfmt and clippy, each package alone: together they would lend each other their features.
pub(crate) fn lints(
    listings: &Path,
    packages: &[Package],
    libraries: &mut Libraries,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    for package in packages {
        let name = cargo_name(package);
        let mut fmt = cargo(listings);
        fmt.args(["fmt", "--check", "--package", &name]);
        let fmt = process::run(&mut fmt, BUILD_LIMIT)?;
        if fmt.failure.is_some() {
            report.fault(package, "`cargo fmt` finds fault:")?;
            report.quote(&fmt.stdout)?;
            report.quote(&fmt.stderr)?;
        }
        let clippy = libraries.build(|| {
            let mut clippy = cargo(listings);
            clippy.args(["clippy", "--quiet", "--all-targets", "--no-deps", "--package", &name]);
            clippy.args([MESSAGES, "--", "-D", "warnings"]);
            clippy
        })?;
        if clippy.failure.is_some() {
            report.fault(package, "`cargo clippy` finds fault:")?;
            report.quote(&clippy.stderr)?;
        }
    }
    Ok(())
}
