//! `verify`: the listing packages that changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use clap::Subcommand;
use dst_listings::verify::{Options, Partition, Summary, merge, verify as verify_packages};

use crate::say;
use crate::workplace::Workplace;

/// What to verify.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// Only these packages; all if empty.
    pub(crate) packages: Vec<String>,
    /// Write goldens that differ.
    pub(crate) accept: bool,
    /// Only this part of them.
    pub(crate) partition: Option<Partition>,
}

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
/// again only after another change.
pub(crate) fn watch(place: &Workplace, request: &Request) -> anyhow::Result<bool> {
    let mut seen = None;
    loop {
        let now = state(&place.listings())?;
        if seen.as_ref() != Some(&now) {
            verify(place, request)?;
            // Verifying may itself write the lock file or accept goldens.
            seen = Some(state(&place.listings())?);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Size and time of every file of the listings: cheap to compare, and enough to see a change.
fn state(listings: &Path) -> anyhow::Result<BTreeMap<PathBuf, (u64, Option<SystemTime>)>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![listings.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
        {
            let entry = entry?;
            // A file that went away between the two looks is a change like any other.
            let Ok(about) = entry.metadata() else { continue };
            if !about.is_dir() {
                files.insert(entry.path(), (about.len(), about.modified().ok()));
            } else if entry.file_name() != "target" {
                waiting.push(entry.path());
            }
        }
    }
    Ok(files)
}

/// Puts receipts together.
pub(crate) fn receipts(place: &Workplace, what: &Receipts) -> anyhow::Result<()> {
    let Receipts::Merge { folders } = what;
    let taken = merge(&place.listings(), &place.receipts(), folders, &mut std::io::stderr())?;
    say::step(&format!("{taken} receipts taken over"));
    Ok(())
}

/// Names the packages that this machine cannot run.
pub(crate) fn say_skipped(summary: &Summary) {
    for (package, lacks) in &summary.skipped {
        say::line(&format!("not run: {package}: {lacks}"));
    }
}

/// Verifies packages.
pub(crate) fn run(place: &Workplace, request: &Request) -> anyhow::Result<Summary> {
    let options = Options {
        listings: place.listings(),
        receipts: place.receipts(),
        packages: request.packages.clone(),
        partition: request.partition,
        accept: request.accept,
        // Continuous integration proves everything; a reader proves what can run on this machine.
        complete: std::env::var("CI").is_ok_and(|ci| ci == "true"),
    };
    verify_packages(&options, &mut std::io::stderr())
}
