//! Complaints of packages without a receipt: one a package, however much of it is shown.

use std::collections::BTreeMap;

use dst_kit::{Diagnostic, Diagnostics};

use crate::Package;

/// What is to be said, by the names of the packages.
#[derive(Default)]
pub(crate) struct Complaints {
    packages: BTreeMap<String, Complaint>,
}

/// What is to be said of one package.
struct Complaint {
    /// At the first block.
    at_first: Diagnostic,
    /// What to do, if it is not to verify the package.
    remedy: Option<String>,
    /// How many blocks more there are.
    more: u32,
}

impl Complaints {
    /// Notes a block of `package`.
    pub(crate) fn add(
        &mut self,
        package: &Package,
        remedy: Option<String>,
        complaint: impl FnOnce() -> Diagnostic,
    ) {
        match self.packages.get_mut(&package.name) {
            Some(known) => known.more += 1,
            None => {
                let new = Complaint { at_first: complaint(), remedy, more: 0 };
                self.packages.insert(package.name.clone(), new);
            }
        }
    }

    /// Adds those of a later chapter.
    pub(crate) fn extend(&mut self, later: Complaints) {
        for (package, complaint) in later.packages {
            match self.packages.get_mut(&package) {
                Some(known) => known.more += 1 + complaint.more,
                None => {
                    self.packages.insert(package, complaint);
                }
            }
        }
    }

    /// Says it all; `command` verifies the package whose name follows.
    pub(crate) fn tell(self, command: &str, diagnostics: &mut Diagnostics) {
        let said = self.packages.into_iter().map(|(package, complaint)| {
            let also = match complaint.more {
                0 => String::new(),
                1 => "; 1 more block shows something of this package".to_owned(),
                more => format!("; {more} more blocks show something of this package"),
            };
            let remedy = complaint.remedy.unwrap_or_else(|| format!("run `{command} {package}`"));
            complaint.at_first.help(format!("{remedy}{also}"))
        });
        diagnostics.extend(said);
    }
}
