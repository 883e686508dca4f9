//! The typesetter: built on first use, run on a folder of markup.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context as _;

use super::Printer;
use crate::say;
use crate::tools;
use crate::workplace::Workplace;

/// Where what is built of it is kept: it shares nothing with the other tools.
fn target(place: &Workplace) -> PathBuf {
    place.tools().join("typeset")
}

/// The program.
pub(crate) fn program(place: &Workplace) -> PathBuf {
    target(place).join("release").join(format!("dst-typeset{}", std::env::consts::EXE_SUFFIX))
}

/// `cargo` for its workspace.
pub(crate) fn cargo(place: &Workplace, command: &str) -> Command {
    let mut cargo = place.cargo();
    cargo.args([command, "--release", "--locked", "--manifest-path"]);
    cargo.arg(place.home.join("renderers/pdf/compile/Cargo.toml"));
    cargo.arg("--target-dir").arg(target(place));
    cargo
}

/// Builds it if anything about it has changed.
pub(crate) fn build(place: &Workplace) -> anyhow::Result<()> {
    if !program(place).exists() {
        say::step("compiling the typesetter (once; ten minutes on two slow cores)");
    }
    tools::succeed(cargo(place, "build").arg("--quiet")).context("the typesetter does not compile")
}

/// The command that prints an edition.
pub(super) fn command(printer: &Printer<'_>, key: &str) -> anyhow::Result<Command> {
    let mut command = Command::new(program(printer.place));
    command.arg(printer.markup(key)).arg("--fonts").arg(printer.fonts);
    command.arg("--root").arg(&printer.place.root);
    command.arg("--output").arg(printer.output(key)?);
    Ok(command)
}

/// Prints an edition. Whether there is a PDF.
pub(super) fn print(printer: &Printer<'_>, key: &str) -> anyhow::Result<bool> {
    let status = command(printer, key)?.status().context("cannot run the typesetter")?;
    Ok(status.success())
}
