//! `dst-typeset FOLDER --fonts FOLDER --output FILE`: Typst markup to PDF.

use std::process::ExitCode;

fn main() -> ExitCode {
    dst_typeset::main(std::env::args().skip(1))
}
