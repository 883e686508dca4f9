//! The one place where the tool speaks.
#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "speaking to people is what this module is for"
)]

/// A line about what goes on.
pub(crate) fn step(text: &str) {
    eprintln!("==> {text}");
}

/// A line of a report.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// What went wrong.
pub(crate) fn error(text: &str) {
    eprintln!("error: {text}");
}

/// A line that another program said.
pub(crate) fn log(text: &str) {
    eprintln!("{text}");
}
