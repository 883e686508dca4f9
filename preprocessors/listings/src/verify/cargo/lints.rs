//! Format and lints.

use std::path::Path;

use super::{BUILD_LIMIT, cargo, cargo_name};
use crate::Package;
use crate::verify::process;
use crate::verify::report::Report;

/// rustfmt and clippy, each package alone: together they would lend each other their features.
pub(crate) fn lints(
    listings: &Path,
    packages: &[Package],
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let checks: [(&[&str], &[&str]); 2] = [
        (&["fmt", "--check"], &[]),
        (&["clippy", "--quiet", "--all-targets", "--no-deps"], &["--", "-D", "warnings"]),
    ];
    for package in packages {
        for (before, after) in checks {
            let mut command = cargo(listings);
            command.args(before).args(["--package", &cargo_name(package)]).args(after);
            let ran = process::run(&mut command, BUILD_LIMIT)?;
            if ran.failure.is_some() {
                report.fault(package, format_args!("`cargo {}` finds fault:", before[0]))?;
                report.quote(&ran.stdout)?;
                report.quote(&ran.stderr)?;
            }
        }
    }
    Ok(())
}
