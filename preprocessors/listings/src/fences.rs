//! Rust that was typed into a chapter: nothing has compiled it.

use dst_kit::{Chapter, Diagnostic, Diagnostics, fences};

/// Reports each Rust fence that is not tagged `text`, or `ignore` with a `reason="…"`.
pub(crate) fn refuse_typed_rust(chapter: &Chapter, diagnostics: &mut Diagnostics) {
    if !chapter.content.contains("rust") {
        return;
    }
    for fence in fences(&chapter.content, |language| language == "rust" || language == "rs") {
        let ignored = fence.info.split([',', ' ']).any(|word| word == "ignore");
        let reason = fence.words().is_ok_and(|words| words.get("reason").is_some());
        if ignored && reason {
            continue;
        }
        diagnostics.push(
            Diagnostic::error("nothing compiles this Rust code")
                .at(chapter.place(fence.info_span.clone()))
                .help(
                    "move it to a package in listings/ and show it with `{{#listing …}}`; \
                     for pseudocode use a `text` fence, or `rust,ignore reason=\"…\"` if it really cannot compile",
                ),
        );
    }
}
