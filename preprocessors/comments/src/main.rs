//! The `comments` preprocessor of mdBook.

use std::process::ExitCode;

fn main() -> ExitCode {
    dst_kit::main(&dst_comments::STAGE)
}
