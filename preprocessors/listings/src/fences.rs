//! What was typed into a chapter in place of a directive: Rust that nothing has compiled, numbers that nothing has
//! measured.

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

/// Reports each `chart` fence that poses as the output of a program: `at` is what [`crate::blocks`] writes. Others
/// name their source, which the diagrams stage sees to.
pub(crate) fn refuse_typed_charts(chapter: &Chapter, diagnostics: &mut Diagnostics) {
    if !chapter.content.contains("chart") {
        return;
    }
    for fence in fences(&chapter.content, |language| language == "chart") {
        if fence.words().is_ok_and(|words| words.get("at").is_some()) {
            diagnostics.push(
                Diagnostic::error("no program printed these numbers")
                    .at(chapter.place(fence.info_span.clone()))
                    .help("leave out `at`; draw what a program prints with `{{#chart PACKAGE/EXAMPLE …}}`"),
            );
        }
    }
}
