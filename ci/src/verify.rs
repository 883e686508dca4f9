//! `verify`: the listing packages that changed.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Subcommand;
use dst_listings::systems::System;
use dst_listings::verify::{self as packages, Options, Request, Summary};

use crate::say;
use crate::workplace::Workplace;

/// The command, as its hints name it.
pub(crate) const VERIFY: &str = "cargo book verify";

/// What to do with receipts.
#[derive(Subcommand)]
pub(crate) enum Receipts {
    /// Take over the receipts in these folders that hold for the files as they are
    Merge {
        /// Folders of receipts
        #[arg(required = true)]
        folders: Vec<PathBuf>,
    },
}

/// Verifies packages and says how it ended. Whether all of them hold.
pub(crate) fn verify(place: &Workplace, request: &Request) -> anyhow::Result<bool> {
    let started = Instant::now();
    let summary = run(place, request)?;
    let all = summary.unchanged.len() + summary.passed.len();
    say::step(&format!(
        "{all} listing packages hold with {} tests ({} unchanged), in {:.1} s",
        summary.tests,
        summary.unchanged.len(),
        started.elapsed().as_secs_f64()
    ));
    say_skipped(&summary);
    if !summary.failed.is_empty() {
        say::error(&format!("no receipt for {}", summary.failed.join(", ")));
    }
    Ok(summary.failed.is_empty())
}

/// How often [`watch`] looks at the files.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Verifies, and again whenever a listing has changed, until the process is stopped. What failed is tried
/// again only after another change, and so is what could not be read: a file may be half saved.
pub(crate) fn watch(place: &Workplace, request: &Request) {
    packages::watch(&place.listings, LOOK_EVERY, || {
        if let Err(error) = verify(place, request) {
            say::error(&format!("{error:#}"));
        }
        ControlFlow::Continue(())
    });
}

/// Puts receipts together.
pub(crate) fn receipts(place: &Workplace, what: &Receipts) -> anyhow::Result<()> {
    let Receipts::Merge { folders } = what;
    let taken = packages::merge(&place.listings, &place.receipts, folders, &mut std::io::stderr())?;
    say::step(&format!("{taken} receipts taken over"));
    Ok(())
}

/// Names the packages that this machine cannot run.
pub(crate) fn say_skipped(summary: &Summary) {
    for (package, lacks) in &summary.skipped {
        say::line(&format!("not run: {package}: {lacks}"));
    }
    let is_known = |lacks: &str| {
        System::all().iter().any(|system| lacks.starts_with(&format!("missing {} ", system.name)))
    };
    if summary.skipped.iter().any(|(_, lacks)| is_known(lacks)) {
        say::line("all servers that listings talk to: cargo book systems install");
    }
}

/// Verifies packages.
pub(crate) fn run(place: &Workplace, request: &Request) -> anyhow::Result<Summary> {
    let options = Options {
        listings: place.listings.clone(),
        receipts: place.receipts.clone(),
        packages: request.packages.clone(),
        partition: request.share(),
        accept: request.accept,
        // Continuous integration proves everything; a reader proves what can run on this machine.
        complete: std::env::var("CI").is_ok_and(|ci| ci == "true"),
        command: VERIFY.to_owned(),
    };
    packages::verify(&options, &mut std::io::stderr())
}
