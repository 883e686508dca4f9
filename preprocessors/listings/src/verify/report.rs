//! What is found out about the packages of a run, and what is said of it meanwhile.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use crate::{Package, Printed};

/// What was found out about one package in this run.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) tests: u32,
    pub(super) goldens: BTreeMap<String, Printed>,
    pub(super) failures: u32,
    /// How long its tests ran.
    pub(super) took: Duration,
    /// Whether a golden is missing or says something else: `accept` would write it.
    pub(super) acceptable: bool,
    /// Whether `accept` has written a golden.
    pub(super) accepted: bool,
    /// What this machine lacks, if the package was not run for that.
    pub(super) skipped: Option<String>,
    /// The systems that ran beside it, with their versions.
    pub(super) systems: Vec<String>,
}

/// The outcomes of a run, and the log that people read.
pub(super) struct Report<'l> {
    outcomes: BTreeMap<String, Outcome>,
    log: &'l mut dyn Write,
}

impl<'l> Report<'l> {
    /// Of a run that begins.
    pub(super) fn new(log: &'l mut dyn Write) -> Self {
        Report { outcomes: BTreeMap::new(), log }
    }

    /// What is known of the package.
    pub(super) fn of(&mut self, package: &Package) -> &mut Outcome {
        self.outcomes.entry(package.name.clone()).or_default()
    }

    /// Whether any test of the package has passed.
    pub(super) fn has_tests(&self, package: &Package) -> bool {
        self.outcomes.get(&package.name).is_some_and(|outcome| outcome.tests > 0)
    }

    /// A line about the run.
    pub(super) fn say(&mut self, line: impl Display) -> io::Result<()> {
        writeln!(self.log, "{line}")
    }

    /// Something about a package that is no failure.
    pub(super) fn note(&mut self, package: &Package, fact: impl Display) -> io::Result<()> {
        writeln!(self.log, "\n{}: {fact}", package.name)
    }

    /// A failure of a package.
    pub(super) fn fault(&mut self, package: &Package, fact: impl Display) -> io::Result<()> {
        self.of(package).failures += 1;
        self.note(package, fact)
    }

    /// What a program has printed, as it stands.
    pub(super) fn quote(&mut self, printed: &[u8]) -> io::Result<()> {
        self.log.write_all(printed)
    }
}
