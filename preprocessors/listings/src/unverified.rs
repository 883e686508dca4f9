//! Complaints of packages without a receipt: one a package, however much of it is shown.

use std::collections::BTreeMap;

use dst_kit::{Diagnostic, Diagnostics};

use crate::Package;

/// What is to be said, by the names of the packages.
#[derive(Default)]
pub(crate) struct Complaints {
    /// The complaint at the first block, and how many blocks more there are.
    packages: BTreeMap<String, (Diagnostic, u32)>,
}

impl Complaints {
    /// Notes a block of `package`.
    pub(crate) fn add(&mut self, package: &Package, complaint: impl FnOnce() -> Diagnostic) {
        match self.packages.get_mut(&package.name) {
            Some((_, more)) => *more += 1,
            None => {
                self.packages.insert(package.name.clone(), (complaint(), 0));
            }
        }
    }

    /// Adds those of a later chapter.
    pub(crate) fn extend(&mut self, later: Complaints) {
        for (package, (complaint, more)) in later.packages {
            match self.packages.get_mut(&package) {
                Some((_, already)) => *already += 1 + more,
                None => {
                    self.packages.insert(package, (complaint, more));
                }
            }
        }
    }

    /// Says it all; `command` verifies the package whose name follows.
    pub(crate) fn tell(self, command: &str, diagnostics: &mut Diagnostics) {
        diagnostics.extend(self.packages.into_iter().map(|(package, (complaint, more))| {
            let also = match more {
                0 => String::new(),
                1 => "; 1 more block shows something of this package".to_owned(),
                _ => format!("; {more} more blocks show something of this package"),
            };
            complaint.help(format!("run `{command} {package}`{also}"))
        }));
    }
}
