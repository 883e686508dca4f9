//! What programs are told by their environment: where things are on this machine, and nothing that would make
//! them do or print something else than on another one.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Where things are.
const PLACES: &[&str] = &[
    "APPDATA",
    "AR",
    "CARGO_HOME",
    "CC",
    "COMSPEC",
    "CXX",
    "HOME",
    "JAVA_HOME",
    "LD_LIBRARY_PATH",
    "LIBRARY_PATH",
    "LOCALAPPDATA",
    "LOGNAME",
    "PATH",
    "PATHEXT",
    "PKG_CONFIG",
    "PKG_CONFIG_PATH",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "RUSTUP_DIST_SERVER",
    "RUSTUP_HOME",
    "RUSTUP_UPDATE_ROOT",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "USER",
    "USERNAME",
    "USERPROFILE",
    "WINDIR",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
];

/// How Cargo reaches its registries. All else that can be said to Cargo by variables (flags, profiles, another
/// compiler) is said in files that belong to the receipt, or not at all.
const REGISTRIES: &[&str] =
    &["CARGO_HTTP_", "CARGO_NET_", "CARGO_REGISTRIES_", "CARGO_REGISTRY_", "CARGO_SOURCE_"];

/// A command for `program` with such an environment, in `folder`.
pub(crate) fn command(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear();
    command.envs(std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(is_kept)));
    command.env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    // Compiled Python in the package would be one more input that nobody has looked at.
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("PYTHONPYCACHEPREFIX", std::env::temp_dir().join("no-compiled-python"));
    command
}

fn is_kept(name: &str) -> bool {
    PLACES.iter().any(|place| place.eq_ignore_ascii_case(name))
        || REGISTRIES.iter().any(|start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_told_what_it_may_know() {
        // Cargo tells this to the tests that it runs.
        assert!(std::env::var_os("CARGO_PKG_NAME").is_some());
        let mut command = command("cargo", Path::new("."));
        let told = |name: &str| {
            let mut all = command.get_envs();
            all.any(|(key, value)| key == name && value.is_some())
        };
        assert!(told("PATH") && told("TZ") && told("PYTHONDONTWRITEBYTECODE"));
        assert!(!told("CARGO_PKG_NAME"));
        let out = command.arg("--version").output().unwrap();
        assert!(out.status.success());
    }

    #[test]
    fn places_are_kept_and_wishes_are_not() {
        for kept in ["PATH", "Path", "CARGO_HOME", "https_proxy", "CARGO_REGISTRIES_X_INDEX"] {
            assert!(is_kept(kept), "{kept}");
        }
        for wish in [
            "RUSTFLAGS",
            "CARGO_BUILD_RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_PROFILE_DEV_DEBUG_ASSERTIONS",
            "CARGO_TARGET_DIR",
            "RUSTC",
            "RUSTC_WRAPPER",
            "RUSTDOCFLAGS",
            "RUSTUP_TOOLCHAIN",
            "LANG",
            "WHO",
        ] {
            assert!(!is_kept(wish), "{wish}");
        }
    }
}
