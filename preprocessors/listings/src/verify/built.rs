//! The packages as Cargo builds them.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::cfg::{self, Configuration};
use super::metadata::Metadata;
use super::units::Units;
use super::{Outcome, assertions, cargo, off};
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
        outcomes: &mut BTreeMap<String, Outcome>,
        log: &mut dyn Write,
    ) -> anyhow::Result<()> {
        self.flags = cfg::flags(listings)?;
        cargo::clean(listings, crates, &self.metadata)?;
        cargo::lints(listings, crates, outcomes, log)?;
        writeln!(log, "  lints done; building tests and examples")?;
        (self.programs, self.units) =
            cargo::build(listings, crates, &self.metadata, outcomes, log)?;
        self.units.check(listings, crates, &self.metadata, outcomes, log)?;
        assertions::check(crates, &self.units, outcomes, log)
    }

    /// What of the package was compiled: by Cargo, and to see that it does not compile.
    pub(super) fn compiled(&self, package: &Package, outcome: &Outcome) -> Compiled {
        let mut compiled = self.units.compiled(package, &self.flags);
        let alone = outcome.goldens.values().map(|printed| &printed.program);
        let alone = alone.filter(|program| program.starts_with("compile_fail/"));
        compiled.extend(alone.map(|program| {
            let text = std::fs::read_to_string(package.dir.join(program)).unwrap_or_default();
            let flags = Configuration::new(self.flags.iter().cloned());
            (program.clone(), off::lines(&text, &[flags].into()))
        }));
        compiled
    }
}
