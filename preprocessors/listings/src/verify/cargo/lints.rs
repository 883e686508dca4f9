//! Format and lints.

use std::path::Path;

use super::{BUILD_LIMIT, cargo, select};
use crate::Package;
use crate::verify::process;
use crate::verify::report::Report;

/// rustfmt and clippy, all packages in one call each. Only if that fails, one by one, to see whose fault
/// it is.
pub(crate) fn lints(
    listings: &Path,
    packages: &[Package],
    report: &mut Report<'_>,
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
            report.fault(package, format_args!("`cargo {}` finds fault:", before[0]))?;
            report.quote(&ran.stdout)?;
            report.quote(&ran.stderr)?;
        }
    }
    Ok(())
}
