//! Installing systems from Debian's packages.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::bail;

use super::{System, user};

/// Installs the packages it is given. Without a policy, Debian starts a server as soon as it is installed;
/// ours are started by listings, and only as long as they run.
const SCRIPT: &str = r#"
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 130' INT TERM
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
apt-get install --quiet --yes --no-install-recommends "$@"
"#;

/// The command that installs `systems`: apt-get, with sudo if we are not root.
///
/// # Errors
///
/// If this is no Debian.
pub fn installer(systems: &[&System]) -> anyhow::Result<Command> {
    let packages: Vec<&str> =
        systems.iter().flat_map(|system| system.debian.iter().copied()).collect();
    if !Path::new("/usr/bin/apt-get").is_file() {
        bail!(
            "only Debian and its relatives are supported (no apt-get here); install with the means of this system: {}",
            packages.join(", ")
        );
    }
    let mut command = Command::new(if user::is_root() { "sh" } else { "sudo" });
    if !user::is_root() {
        command.arg("sh");
    }
    command.args(["-c", SCRIPT, "install"]).args(packages).stdin(Stdio::null());
    Ok(command)
}
