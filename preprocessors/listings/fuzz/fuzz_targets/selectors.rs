//! The selectors: whatever the selector and the file, the lines that come out are lines of the file.
#![no_main]

use dst_listings::select::{Selector, Source};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let (selector, source) = input;
    if let Ok(selected) = Selector::parse(selector).select(&Source::new(source)) {
        let lines: Vec<&str> = source.lines().collect();
        for (number, text) in selected.lines {
            assert!(lines[number].contains(text));
        }
    }
});
