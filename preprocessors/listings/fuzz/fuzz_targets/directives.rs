//! The directive parser: any text gives directives and errors whose places are in the text.
#![no_main]

use dst_kit::directives;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (found, errors) = directives(text, &["listing", "diff", "output", "trace", "chart"]);
    for directive in found {
        assert!(text[directive.span.clone()].starts_with("{{#"));
        assert!(text[directive.span.clone()].ends_with("}}"));
        for target in &directive.words.targets {
            assert!(text.get(target.span.clone()).is_some());
        }
        for (key, value) in &directive.words.options {
            assert_eq!(&text[key.span.clone()], key.value);
            assert!(text.get(value.span.clone()).is_some());
        }
    }
    for error in errors {
        assert!(text.get(error.span).is_some());
    }
});
