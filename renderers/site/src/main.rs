//! The `site` renderer of mdBook.

use std::process::ExitCode;

fn main() -> ExitCode {
    dst_site::main()
}
