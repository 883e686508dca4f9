//! Real servers for listings.
//!
//! A package names the systems that its tests and examples talk to; `verify` starts them on free loopback
//! ports in a temporary folder, passes their addresses as environment variables, and stops them:
//!
//! ```toml
//! [package.metadata.listing]
//! systems = ["redis"]
//! ```
//!
//! A package without a `Cargo.toml` says it in its `check`: a line `# systems: redis`.
//!
//! A new system is a [`System`] in `known/`: where its programs are, and a function that makes a [`Plan`].

mod exercise;
mod folder;
mod install;
mod known;
mod parts;
mod plan;
mod running;
mod user;
mod wanted;

use anyhow::bail;

pub use exercise::exercise;
pub use install::installer;
pub use parts::{Found, Part};
pub use plan::{Plan, Probe, Site};
pub use running::{Running, start};
pub use wanted::wanted;

pub(crate) use folder::remove_all as remove_folders;

/// Something that listings talk to.
#[derive(Debug, Clone, Copy)]
pub struct System {
    /// Its name, as packages write it.
    pub name: &'static str,
    /// The Debian packages that bring it.
    pub debian: &'static [&'static str],
    /// The files that it needs.
    pub parts: &'static [Part],
    /// Part and arguments that make it print its version.
    pub version: (&'static str, &'static [&'static str]),
    /// How it is started. `None` if listings start it themselves, with the configuration that they show.
    pub plan: Option<fn(&Site) -> anyhow::Result<Plan>>,
    /// The user as whom it runs when we are root, if it refuses to run as root.
    pub user: Option<&'static str>,
}

impl System {
    /// All systems that are known, by name.
    pub fn all() -> &'static [System] {
        known::ALL
    }

    /// The system called `name`.
    ///
    /// # Errors
    ///
    /// If there is none; the error names those that there are.
    pub fn named(name: &str) -> anyhow::Result<&'static System> {
        let Some(system) = Self::all().iter().find(|system| system.name == name) else {
            let names: Vec<&str> = Self::all().iter().map(|system| system.name).collect();
            bail!("no system `{name}`; there is: {}", names.join(", "));
        };
        Ok(system)
    }

    /// Its files on this machine, or the first that is missing.
    ///
    /// # Errors
    ///
    /// The name of the missing part.
    pub fn find(&self) -> Result<Found, &'static str> {
        Found::look_for(self.parts)
    }

    /// The version that is installed, as far as it says one.
    pub fn version(&self) -> Option<String> {
        self.find().ok()?.version(self.version.0, self.version.1)
    }

    /// Its name and the version that is installed, as a receipt has them; `None` if it is not installed.
    pub(crate) fn release(&self) -> Option<String> {
        let found = self.find().ok()?;
        let version = found.version(self.version.0, self.version.1).unwrap_or_default();
        Some(format!("{} {version}", self.name).trim_end().to_owned())
    }

    /// What is missing and the command that gets it, where Debian's packages are; `None` if nothing is.
    pub fn missing(&self) -> Option<String> {
        let Self { name, debian, .. } = self;
        let part = self.find().err()?;
        Some(format!("missing {name} (no `{part}`): apt-get install {}", debian.join(" ")))
    }
}
