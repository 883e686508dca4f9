//! What every example of the book does with its run.

use crate::Trace;

/// Prints `text`, or the trace as JSON if the program was called with `--trace`.
pub fn show(trace: &Trace, text: &str) {
    if std::env::args().any(|argument| argument == "--trace") {
        print!("{}", trace.to_json());
    } else {
        print!("{text}");
    }
}
