//! `systems`: the real servers that listings talk to.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;
use clap::Subcommand;
use dst_listings::Package;
use dst_listings::systems::{self, System, exercise, installer, start};

use crate::counts::Counts;
use crate::say;
use crate::tools;
use crate::workplace::Workplace;

/// What to do with systems.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum What {
    /// Say which systems there are, what is installed, and who uses it (the default)
    List,
    /// Install systems with apt-get; without names, those that listings use
    Install {
        /// Systems
        names: Vec<String>,
        /// All systems
        #[arg(long, conflicts_with = "names")]
        all: bool,
    },
    /// Run a system by hand until Ctrl-C, and print its addresses
    Run {
        /// A system
        name: String,
    },
    /// Start and stop systems, to see that they work on this machine; without names, all
    Test {
        /// Systems
        names: Vec<String>,
    },
}

/// Whether everything was in order.
pub(crate) fn systems(place: &Workplace, what: &What) -> anyhow::Result<bool> {
    match what {
        What::List => list(place).map(|()| true),
        What::Install { names, all } => install(place, names, *all).map(|()| true),
        What::Run { name } => run(System::named(name)?),
        What::Test { names } => {
            let (counts, absent) = test(chosen(names)?);
            absent.iter().for_each(|line| say::line(line));
            say::line(&counts.to_string());
            // Who names a system wants it to be there.
            Ok(counts.failed == 0 && (names.is_empty() || counts.skipped == 0))
        }
    }
}

fn chosen(names: &[String]) -> anyhow::Result<Vec<&'static System>> {
    if names.is_empty() {
        return Ok(System::all().iter().collect());
    }
    names.iter().map(|name| System::named(name)).collect()
}

/// The packages that use each system.
fn users(place: &Workplace) -> anyhow::Result<BTreeMap<&'static str, Vec<String>>> {
    let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    if place.listings.is_dir() {
        for package in Package::all(&place.listings)? {
            for system in systems::wanted(&package)? {
                users.entry(system.name).or_default().push(package.name.clone());
            }
        }
    }
    Ok(users)
}

fn list(place: &Workplace) -> anyhow::Result<()> {
    let users = users(place)?;
    say::line(&format!("{:<14}{:<20}{:<26}used by", "system", "installed", "Debian packages"));
    for system in System::all() {
        let installed = match (system.find(), system.version()) {
            (Err(_), _) => "no".to_owned(),
            (Ok(_), Some(version)) => version,
            (Ok(_), None) => "yes".to_owned(),
        };
        let users = users.get(system.name).map_or("-".to_owned(), |users| users.join(", "));
        let packages = system.debian.join(" ");
        say::line(&format!("{:<14}{installed:<20}{packages:<26}{users}", system.name));
    }
    Ok(())
}

fn install(place: &Workplace, names: &[String], all: bool) -> anyhow::Result<()> {
    let mut wanted = chosen(names)?;
    if names.is_empty() && !all {
        let users = users(place)?;
        wanted.retain(|system| users.contains_key(system.name));
    }
    wanted.retain(|system| system.find().is_err());
    if wanted.is_empty() {
        say::step("every system that was asked for is installed");
        return Ok(());
    }
    let names: Vec<&str> = wanted.iter().map(|system| system.name).collect();
    say::step(&format!("installing {}", names.join(", ")));
    tools::succeed(&mut installer(&wanted)?)?;
    let missing: Vec<String> = wanted.iter().filter_map(|system| system.missing()).collect();
    if !missing.is_empty() {
        bail!("apt-get has installed the packages, but still: {}", missing.join("; "));
    }
    Ok(())
}

/// How often a running system is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

fn run(system: &System) -> anyhow::Result<bool> {
    let mut running = start(system)?;
    for (name, value) in running.variables() {
        say::line(&format!("{name}={value}"));
    }
    if system.plan.is_none() {
        say::step("nothing to run: listings start it with the configuration that they show");
        return Ok(true);
    }
    say::step(&format!(
        "{} was ready after {:.2} s (stop with Ctrl-C)",
        system.name,
        running.took().as_secs_f64()
    ));
    loop {
        if let Some(log) = running.ended() {
            bail!("{} has ended; the end of its log:\n{log}", system.name);
        }
        std::thread::sleep(LOOK_EVERY);
    }
}

/// Starts and stops systems. One that is not installed is skipped; in continuous integration that is a
/// failure. Besides the counts: a line for each of those, which says how to get it.
pub(crate) fn test<'a>(systems: impl IntoIterator<Item = &'a System>) -> (Counts, Vec<String>) {
    let complete = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let (mut counts, mut absent) = (Counts::default(), Vec::new());
    for system in systems {
        if let Some(missing) = system.missing() {
            absent.push(format!("not run: {}: {missing}", system.name));
            *(if complete { &mut counts.failed } else { &mut counts.skipped }) += 1;
            continue;
        }
        match exercise(system) {
            Ok(took) => {
                say::line(&format!("{:<14}ok, {:.2} s to start", system.name, took.as_secs_f64()));
                counts.passed += 1;
            }
            Err(error) => {
                say::error(&format!("{error:#}"));
                counts.failed += 1;
            }
        }
    }
    (counts, absent)
}
