//! What the tool installs or builds by itself.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::say;
use crate::workplace::Workplace;

/// The mdBook for which the stages are built.
pub(crate) const MDBOOK_VERSION: &str = "0.5.4";

/// The pinned mdBook: the one on the path if it is the right one, or our own, installed on first use.
pub(crate) fn mdbook(place: &Workplace) -> anyhow::Result<PathBuf> {
    let own = place.tools().join("tools");
    let program = own.join("bin").join(format!("mdbook{}", std::env::consts::EXE_SUFFIX));
    for candidate in [program.as_path(), Path::new("mdbook")] {
        if version(candidate).as_deref() == Some(MDBOOK_VERSION) {
            return Ok(candidate.to_owned());
        }
    }
    say::step(&format!(
        "installing mdBook {MDBOOK_VERSION} into target/tools (once; four minutes on two slow cores)"
    ));
    let mut install = place.cargo();
    install
        .args(["install", "mdbook", "--locked", "--force", "--version", MDBOOK_VERSION, "--root"])
        .arg(&own);
    install.arg("--target-dir").arg(own.join("build"));
    succeed(&mut install)
        .context("cannot install mdBook; is there a connection to the package registry?")?;
    Ok(program)
}

fn version(program: &Path) -> Option<String> {
    let out = Command::new(program).arg("--version").stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    Some(text.trim().strip_prefix("mdbook v")?.to_owned())
}

/// Runs a command to its end.
pub(crate) fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot run {name}"))?;
    if !status.success() {
        let arguments: Vec<_> =
            command.get_args().map(|argument| argument.to_string_lossy()).collect();
        bail!("`{name} {}` ended with {status}", arguments.join(" "));
    }
    Ok(())
}
