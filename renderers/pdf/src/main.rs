//! The `pdf` renderer of mdBook.

use std::process::ExitCode;

fn main() -> ExitCode {
    dst_pdf::main()
}
