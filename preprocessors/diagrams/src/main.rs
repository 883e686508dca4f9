//! The `diagrams` preprocessor of mdBook.

use std::process::ExitCode;

fn main() -> ExitCode {
    dst_kit::main(&dst_diagrams::STAGE)
}
