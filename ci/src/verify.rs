//! `verify`: the listing packages that changed.

use std::time::Instant;

use dst_listings::verify::{Options, Summary, verify as verify_packages};

use crate::say;
use crate::workplace::Workplace;

/// Verifies packages and says how it ended. Whether all of them hold.
pub(crate) fn verify(
    place: &Workplace,
    packages: Vec<String>,
    accept: bool,
) -> anyhow::Result<bool> {
    let started = Instant::now();
    let summary = run(place, packages, accept)?;
    let all = summary.unchanged.len() + summary.passed.len();
    say::step(&format!(
        "{all} listing packages hold with {} tests ({} unchanged), in {:.1} s",
        summary.tests,
        summary.unchanged.len(),
        started.elapsed().as_secs_f64()
    ));
    if !summary.failed.is_empty() {
        say::error(&format!("no receipt for {}", summary.failed.join(", ")));
    }
    Ok(summary.failed.is_empty())
}

/// Verifies packages.
pub(crate) fn run(
    place: &Workplace,
    packages: Vec<String>,
    accept: bool,
) -> anyhow::Result<Summary> {
    let options =
        Options { listings: place.listings(), receipts: place.receipts(), packages, accept };
    verify_packages(&options, &mut std::io::stderr())
}
