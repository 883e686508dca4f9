//! The `listings` preprocessor of mdBook, and `dst-listings verify`.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use dst_listings::Settings;
use dst_listings::verify::{self, Options, Request};
use mimalloc::MiMalloc;

/// A stage on several threads spends a fifth of its time in the allocator of glibc.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Verifies the code of a book; mdBook calls it without arguments to put that code into pages.
#[derive(Parser)]
#[command(name = "dst-listings", version, subcommand_required = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Format, lint, compile, test and run the packages that changed, of the book in this folder
    Verify(Request),
    /// Take over the receipts in these folders that hold for the files as they are
    Merge {
        /// Folders of receipts
        #[arg(required = true)]
        folders: Vec<PathBuf>,
    },
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_none_or(|first| first == "supports") {
        return dst_kit::main(&dst_listings::STAGE);
    }
    match run(Arguments::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whether everything holds.
fn run(command: Command) -> anyhow::Result<bool> {
    let settings = Settings::read(&std::env::current_dir().context("there is no current folder")?)?;
    let (listings, receipts) = (settings.path, settings.receipts);
    match command {
        Command::Merge { folders } => {
            let taken = verify::merge(&listings, &receipts, &folders, &mut std::io::stderr())?;
            say(&format!("{taken} receipts taken over"));
            Ok(true)
        }
        Command::Verify(request) => {
            let options = Options {
                listings,
                receipts,
                partition: request.share(),
                packages: request.packages,
                accept: request.accept,
                complete: std::env::var("CI").is_ok_and(|ci| ci == "true"),
                command: settings.verify_command,
            };
            if !request.watch {
                return verify(&options);
            }
            verify::watch(&options.listings, LOOK_EVERY, || {
                // A file may be half saved.
                if let Err(error) = verify(&options) {
                    say(&format!("error: {error:#}"));
                }
                ControlFlow::Continue(())
            });
            Ok(true)
        }
    }
}

fn verify(options: &Options) -> anyhow::Result<bool> {
    let summary = verify::verify(options, &mut std::io::stderr())?;
    let (unchanged, passed) = (summary.unchanged.len(), summary.passed.len());
    say(&format!(
        "{} listing packages hold with {} tests ({unchanged} unchanged)",
        unchanged + passed,
        summary.tests
    ));
    for (package, lacks) in &summary.skipped {
        say(&format!("not run: {package}: {lacks}"));
    }
    if !summary.failed.is_empty() {
        say(&format!("error: no receipt for {}", summary.failed.join(", ")));
    }
    Ok(summary.failed.is_empty())
}

fn say(text: &str) {
    // Nothing can be done about a standard error that is closed.
    let _ = writeln!(std::io::stderr(), "{text}");
}
