//! Makes a PDF of the markup that `dst-pdf` has written, in this process.
//!
//! ```text
//! folder of markup ─▶ world ─▶ typst: pages ─▶ typst-pdf: bytes ─▶ the file, replaced in one step
//! folder of fonts  ──▶┘                └─▶ trouble: the author's line
//! ```
//!
//! Typst is 300 packages and minutes of compile time, so this is a workspace of its own.

mod arguments;
mod cost;
mod edges;
mod links;
mod progress;
mod run;
mod shown;
mod trouble;
mod world;

use std::io::BufRead as _;
use std::process::ExitCode;

use arguments::Arguments;
use run::Press;

/// The whole `main`.
#[allow(clippy::print_stderr, reason = "the one place where the typesetter speaks to people")]
pub fn main(words: impl Iterator<Item = String>) -> ExitCode {
    let arguments = match Arguments::parse(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("error: {error:#}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    let result = Press::new(&arguments).and_then(|mut press| {
        let mut whole = press.print()?;
        if arguments.watch {
            // A line on standard input says that the markup has changed; its end, that nobody will say so again.
            for line in std::io::stdin().lock().lines() {
                line?;
                whole = press.print()?;
            }
        }
        Ok(whole)
    });
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
