//! `cargo book`: one tool for readers, authors and continuous integration.

mod archive;
mod bench;
mod browser;
mod build;
mod counts;
mod diagrams_bench;
mod large;
mod links;
mod lint;
mod many_terms;
mod new;
mod pdf;
mod say;
mod serve;
mod site;
mod stages;
mod systems;
mod test;
mod tools;
mod verify;
mod workplace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use dst_listings::verify::Request;
use workplace::Workplace;

#[derive(Parser)]
#[command(
    name = "cargo book",
    bin_name = "cargo book",
    about = "Serves, builds, verifies and tests the book"
)]
struct Arguments {
    /// The folder of another book, to be built with this repository's tools
    #[arg(long, global = true, value_name = "FOLDER")]
    book: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Show the book at a local address and reload it when a file changes
    Serve {
        /// Port of the local address
        #[arg(long, default_value_t = 3000)]
        port: u16,
        /// Key of the edition, such as en; the default edition if there is none of this key
        #[arg(long, default_value = "")]
        edition: String,
    },
    /// Build the site into book/; refuses code without a receipt, and every error or warning
    Build {
        /// Also pack the site into target/book.zip, to be read from disk
        #[arg(long)]
        zip: bool,
    },
    /// Print the book into book/TITLE.pdf; refuses what `build` refuses
    Pdf(pdf::Request),
    /// Report everything that is wrong with the text, without touching book/
    Check {
        /// First correct what can be corrected safely: line breaks, spaces, punctuation, bold
        #[arg(long)]
        fix: bool,
        /// Print every glossary link with its sentence, and the names that become none
        #[arg(long)]
        terms: bool,
    },
    /// Format, lint, compile, test and run the listing packages that changed
    Verify(Request),
    /// Put receipts of several machines together
    Receipts {
        #[command(subcommand)]
        what: verify::Receipts,
    },
    /// The real servers that listings talk to: list, install, run, test
    Systems {
        #[command(subcommand)]
        what: Option<systems::What>,
    },
    /// Run everything that continuous integration runs
    Test,
    /// Look at the site in book/ with a real browser: search, phone, keyboard, accessibility
    Browser {
        /// Only the checks whose names hold this text
        only: Option<String>,
    },
    /// Start a chapter or a listing package from a template
    New {
        #[command(subcommand)]
        what: new::What,
    },
    /// Measure the stages against mdBook alone and against a stage that does nothing
    Bench {
        /// Runs of each measurement
        #[arg(long, default_value_t = 10)]
        runs: u32,
        /// Measure the listings stage on a generated book of 2,000 listings instead
        #[arg(long)]
        large: bool,
        /// Measure the PDF against Chromium printing the same book instead
        #[arg(long)]
        pdf: bool,
    },
    /// Pass a book through as mdBook's own example of a preprocessor does, for `bench`
    #[command(hide = true)]
    NoOp,
    /// Pass a book through unchanged: the stage that does nothing, for `bench`
    #[command(hide = true)]
    Nothing {
        /// What mdBook asks
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say::error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// Whether the command found everything in order.
fn run(Arguments { book, command }: Arguments) -> anyhow::Result<bool> {
    match &command {
        Command::NoOp => return dst_kit::testing::no_op().map(|()| true),
        Command::Nothing { arguments } => return bench::nothing(arguments).map(|()| true),
        _ => {}
    }
    let place = Workplace::find(book)?;
    match command {
        Command::Serve { port, edition } => serve::serve(&place, port, &edition),
        Command::Build { zip } => build::build(&place, zip),
        Command::Pdf(request) => pdf::pdf(&place, &request),
        Command::Check { fix, terms } => build::check(&place, fix, terms),
        Command::Verify(request) => {
            if request.watch {
                verify::watch(&place, &request);
                return Ok(true);
            }
            verify::verify(&place, &request)
        }
        Command::Receipts { what } => verify::receipts(&place, &what).map(|()| true),
        Command::Systems { what } => systems::systems(&place, &what.unwrap_or(systems::What::List)),
        Command::Test => test::test(&place),
        Command::Browser { only } => browser::browser(&place, only.as_deref()),
        Command::New { what } => new::new(&place, &what).map(|()| true),
        Command::Bench { pdf: true, .. } => pdf::bench(&place).map(|()| true),
        Command::Bench { runs, large: true, .. } => bench::large(&place, runs).map(|()| true),
        Command::Bench { runs, large: false, .. } => bench::bench(&place, runs).map(|()| true),
        Command::NoOp | Command::Nothing { .. } => Ok(true),
    }
}
