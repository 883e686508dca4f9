//! What an author types in place of a directive is found, however it is written.

use crate::folder::Folder;

const STRICT: &str = "[preprocessor.listings]\nstrict = true\nbefore = [\"links\"]\n";

/// The first line of each complaint with its place.
fn said(toml: &str, text: &str) -> Vec<String> {
    let diagnostics = Folder::new().page(toml, text).diagnostics;
    let lines: Vec<&str> = diagnostics.lines().collect();
    let heads = lines.windows(2).filter(|pair| pair[0].starts_with("error: "));
    heads
        .map(|pair| {
            let place = pair[1].trim().trim_start_matches("--> src/a.md:");
            format!("{place} {}", pair[0].trim_start_matches("error: "))
        })
        .collect()
}

#[test]
fn rust_under_any_name_is_refused_at_its_line() {
    for info in ["rs", "Rust", "rust:ignore", "{.rust}", "r&#117;st", ", rust"] {
        let text = format!("# T\n\n```{info}\nx\n```\n");
        assert_eq!(said("", &text), ["3:4 nothing compiles this Rust code"], "{info}");
    }
    assert_eq!(said("", "> ~~~rs\n> x\n> ~~~\n"), ["1:6 nothing compiles this Rust code"]);
}

#[test]
fn an_empty_reason_is_none() {
    let fence = |reason: &str| said("", &format!("```rust,ignore reason=\"{reason}\"\nx\n```\n"));
    assert_eq!(fence(""), ["1:4 nothing compiles this Rust code"]);
    assert_eq!(fence("a fragment"), [""; 0]);
}

#[test]
fn html_that_poses_as_code_or_as_a_figure_is_refused_at_its_line() {
    let text = "\
<pre><code class=\"language-rust\">fn x() {}</code></pre>

Text <code class='lang-RS'>x</code>.

> <code
> class=\"language-r&#117;st\">x</code>

<figure class=\"listing\">
<p class=\"listing-foot\"><span title=\"x\" class=\"a verified\">99 tests passed</span></p>
</figure>

<div class=output></div>

## 99 tests passed {.verified}
";
    assert_eq!(
        said("", text),
        [
            "1:1 nothing compiles this Rust code",
            "3:6 nothing compiles this Rust code",
            "6:1 nothing compiles this Rust code",
            "8:1 the class `listing` is the look of what was verified",
            "9:1 the class `listing-foot` is the look of what was verified",
            "9:1 the class `verified` is the look of what was verified",
            "12:1 the class `output` is the look of what was verified",
            "14:1 the class `verified` is the look of what was verified",
        ]
    );
    assert_eq!(
        said("", "<p class=\"card\">x</p>\n\n<span class=\"unverified\">x</span>\n"),
        [""; 0]
    );
}

#[test]
fn a_sign_in_quotes_ends_no_tag() {
    let text = "\
<p class=\"a> verified\">3 tests passed</p>

<figure class='x> listing'><pre><code class=\"y> language-rust\">fn x() {}</code></pre></figure>
";
    assert_eq!(
        said("", text),
        [
            "1:1 the class `verified` is the look of what was verified",
            "3:1 the class `listing` is the look of what was verified",
            "3:1 nothing compiles this Rust code",
        ]
    );
}

/// The block in a directive's place ends what the directive itself would be a part of.
#[test]
fn what_stands_around_a_directive_is_judged_as_it_will_be_read() {
    for directive in ["{{#listing greet/src/lib.rs:body}}", "{{#listings}}", "{{#counts}}"] {
        for (before, after) in [("<b title=\"", "\">"), ("[a](b \"", "\")"), ("[a]: b \"", "\"")] {
            let text = format!("{before}\n{directive}\nx <span class='verified'>{after}\n\n[a]\n");
            let fact = ["3:3 the class `verified` is the look of what was verified"];
            assert_eq!(said("", &text), fact, "{text}");
        }
        let text = format!("{directive}\n`<figure class=\"listing\">`\n");
        assert_eq!(said("", &text), [""; 0]);
    }
}

/// In code too: what they bring in may end the fence.
#[test]
fn a_strict_book_takes_nothing_from_files_that_nobody_checks() {
    let text = "{{#include a.md}}\n\n{{ #rustdoc_include b.rs:2}} {{#playground c.rs editable}}\n\n```text\n{{#include d.txt}}\n```\n\n{{#title x}}\n\n\\{{#include e.md}}\n";
    assert_eq!(
        said(STRICT, text),
        [
            "1:1 nothing checks what `{{#include}}` brings in",
            "3:1 nothing checks what `{{#rustdoc_include}}` brings in",
            "3:30 nothing checks what `{{#playground}}` brings in",
            "6:1 nothing checks what `{{#include}}` brings in",
        ]
    );
    assert_eq!(said("[preprocessor.listings]\nbefore = [\"links\"]\n", text), [""; 0]);
    // Then `links` has run already, and the stage has read what it brought in.
    let after = "[preprocessor.listings]\nstrict = true\nafter = [\"links\"]\n";
    assert_eq!(said(after, text), [""; 0]);
}

#[test]
fn misspelled_directives_and_words_too_many_are_errors() {
    let text = "{{#listng a}}\n\n{{#Output a/b}}\n\n{{# trace a/b}}\n\n{{ #chart a/b}}\n\n{{#listings nonsense=1 x}}\n\n{{#counts x}}\n\n{{#tabel x}}\n";
    assert_eq!(
        said("", text),
        [
            "1:1 no directive begins with `{{#listng`",
            "3:1 no directive begins with `{{#Output`",
            "5:1 no directive begins with `{{# trace`",
            "7:1 no directive begins with `{{ #chart`",
            "9:13 `{{#listings}}` takes no words",
            "11:11 `{{#counts}}` takes no words",
        ]
    );
}
