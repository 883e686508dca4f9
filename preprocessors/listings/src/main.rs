//! The `listings` preprocessor of mdBook, and `dst-listings verify`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use dst_listings::verify;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_none_or(|first| first != "verify") {
        return dst_kit::main(&dst_listings::STAGE);
    }
    let options = verify::Options {
        listings: PathBuf::from("listings"),
        receipts: PathBuf::from("target/receipts"),
        packages: arguments[1..]
            .iter()
            .filter(|argument| !argument.starts_with('-'))
            .cloned()
            .collect(),
        partition: None,
        accept: arguments.iter().any(|argument| argument == "--accept"),
        complete: std::env::var("CI").is_ok_and(|ci| ci == "true"),
    };
    let mut out = std::io::stderr().lock();
    match verify::verify(&options, &mut out) {
        Ok(summary) if summary.failed.is_empty() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            // Nothing can be done about a standard error that is closed.
            let _ = writeln!(out, "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
