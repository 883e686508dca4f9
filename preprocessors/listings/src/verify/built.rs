//! The packages as Cargo builds them.

use std::collections::BTreeMap;
use std::path::Path;

use super::cargo::{self, Libraries, Metadata};
use super::compiled::{self, Configuration, Units, assertions, lines_off};
use super::report::{Outcome, Report};
use crate::{Compiled, Package};

/// What Cargo knows of the packages, and what it has built of them.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub(super) metadata: Metadata,
    pub(super) programs: Vec<cargo::Program>,
    /// What was built of each package, by its name.
    units: BTreeMap<String, Units>,
    /// What the compiler sets by itself, as `rustc --print cfg` says it.
    flags: Vec<String>,
}

impl Built {
    /// Lints and builds `crates`, from nothing but their files as they are.
    pub(super) fn make(
        &mut self,
        listings: &Path,
        crates: &[Package],
        libraries: &mut Libraries,
        report: &mut Report<'_>,
    ) -> anyhow::Result<()> {
        self.flags = compiled::flags(listings)?;
        cargo::forget(listings, crates, &self.metadata)?;
        cargo::lints(listings, crates, libraries, report)?;
        report.say("  lints done; building tests and examples")?;
        for package in crates {
            let Some((programs, units)) = cargo::build(listings, package, libraries, report)?
            else {
                continue;
            };
            units.check(listings, package, &self.metadata, report)?;
            assertions::check(package, &units, report)?;
            self.programs.extend(programs);
            self.units.insert(package.name.clone(), units);
        }
        Ok(())
    }

    /// Whether all of the package was built.
    pub(super) fn has(&self, package: &Package) -> bool {
        self.units.contains_key(&package.name)
    }

    /// What of the package was compiled: by Cargo, and to see that it does not compile.
    pub(super) fn compiled(&self, package: &Package, outcome: &Outcome) -> Compiled {
        let Some(units) = self.units.get(&package.name) else { return Compiled::default() };
        let mut compiled = units.compiled(package, &self.metadata, &self.flags);
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
