//! The user as whom a server runs.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

/// A user who is not root.
#[derive(Debug, Clone, Copy)]
pub(super) struct User {
    uid: u32,
    gid: u32,
}

/// Whether we are root.
#[cfg(unix)]
pub(super) fn is_root() -> bool {
    nix::unistd::geteuid().is_root()
}

/// Whether we are root.
#[cfg(not(unix))]
pub(super) fn is_root() -> bool {
    false
}

impl User {
    /// The user called `name` if we are root; `None` if we are somebody else, as whom the server then runs.
    ///
    /// # Errors
    ///
    /// If there is no such user.
    #[cfg(unix)]
    pub(super) fn instead_of_root(name: &str) -> anyhow::Result<Option<User>> {
        if !is_root() {
            return Ok(None);
        }
        let user = nix::unistd::User::from_name(name).context("cannot read the list of users")?;
        let user = user.with_context(|| {
            format!("it must not run as root, and there is no user `{name}` to run it")
        })?;
        Ok(Some(User { uid: user.uid.as_raw(), gid: user.gid.as_raw() }))
    }

    /// Gives `path` to the user.
    #[cfg(unix)]
    pub(super) fn own(self, path: &Path) -> anyhow::Result<()> {
        std::os::unix::fs::chown(path, Some(self.uid), Some(self.gid))
            .with_context(|| format!("cannot give {} to another user", path.display()))
    }

    /// Makes `command` run as the user.
    #[cfg(unix)]
    pub(super) fn run(self, command: &mut Command) {
        use std::os::unix::process::CommandExt as _;
        command.uid(self.uid).gid(self.gid);
    }

    #[cfg(not(unix))]
    pub(super) fn instead_of_root(_name: &str) -> anyhow::Result<Option<User>> {
        Ok(None)
    }

    #[cfg(not(unix))]
    pub(super) fn own(self, _path: &Path) -> anyhow::Result<()> {
        Ok(())
    }

    #[cfg(not(unix))]
    pub(super) fn run(self, _command: &mut Command) {}
}
