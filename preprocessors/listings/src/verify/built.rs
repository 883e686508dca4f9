//! The packages as Cargo builds them.

use std::path::Path;

use super::cargo::{self, Metadata};
use super::compiled::{self, Configuration, Units, assertions, lines_off};
use super::report::{Outcome, Report};
use crate::{Compiled, Package};

/// What Cargo knows of the packages, and what it has built of them.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub(super) metadata: Metadata,
    pub(super) programs: Vec<cargo::Program>,
    units: Units,
    /// What the compiler sets by itself, as `rustc --print cfg` says it.
    flags: Vec<String>,
}

impl Built {
    /// Lints and builds `crates`, from nothing but their files as they are.
    pub(super) fn make(
        &mut self,
        listings: &Path,
        crates: &[Package],
        report: &mut Report<'_>,
    ) -> anyhow::Result<()> {
        self.flags = compiled::flags(listings)?;
        cargo::clean(listings, crates, &self.metadata)?;
        cargo::lints(listings, crates, report)?;
        report.say("  lints done; building tests and examples")?;
        (self.programs, self.units) = cargo::build(listings, crates, &self.metadata, report)?;
        self.units.check(listings, crates, &self.metadata, report)?;
        assertions::check(crates, &self.units, report)
    }

    /// What of the package was compiled: by Cargo, and to see that it does not compile.
    pub(super) fn compiled(&self, package: &Package, outcome: &Outcome) -> Compiled {
        let mut compiled = self.units.compiled(package, &self.flags);
        let alone = outcome.goldens.values().map(|printed| &printed.program);
        let alone = alone.filter(|program| program.starts_with("compile_fail/"));
        compiled.extend(alone.map(|program| {
            let text = std::fs::read_to_string(package.dir.join(program)).unwrap_or_default();
            let flags = Configuration::new(self.flags.iter().cloned());
            (program.clone(), lines_off(&text, &[flags].into()))
        }));
        compiled
    }
}
