//! Text that looks like a directive and is none: a misspelled name, a space too many. It would be printed on the page.

use memchr::memchr_iter;

use crate::SyntaxError;
use crate::markdown::{Opaque, opaque};
use crate::suggest::distance;

/// The directives of all stages. A stage knows only its own, and the name of another's is no misspelling.
const OF_STAGES: [&str; 11] = [
    "listing",
    "diff",
    "output",
    "trace",
    "chart",
    "listings",
    "counts",
    "table",
    "list-of",
    "checklists",
    "glossary",
];

/// The directives of mdBook. It allows white space before their `#`.
const OF_MDBOOK: [&str; 5] = ["include", "rustdoc_include", "playground", "playpen", "title"];

/// What is nearest to a directive of `own`, the names that a stage owns, and is no directive.
///
/// Code, HTML comments, and braces after a backslash are text.
pub fn misspelled(text: &str, own: &[&str]) -> Vec<SyntaxError> {
    let mut errors = Vec::new();
    let mut parts = None;
    for start in memchr_iter(b'{', text.as_bytes()) {
        let Some((end, name)) = meant(text, start).filter(|(_, name)| own.contains(name)) else {
            continue;
        };
        let parts = parts.get_or_insert_with(|| opaque(text));
        let around = parts.iter().find(|(range, _)| range.contains(&start)).map(|(_, kind)| *kind);
        if matches!(around, Some(Opaque::Code | Opaque::Comment)) {
            continue;
        }
        errors.push(SyntaxError {
            span: start..end,
            message: format!("no directive begins with `{}`", &text[start..end]),
            help: format!(
                "did you mean `{{{{#{name}`? a backslash before the braces makes them text"
            ),
        });
    }
    errors
}

/// What is at `start` up to its end, and the directive that it should have been.
fn meant(text: &str, start: usize) -> Option<(usize, &'static str)> {
    if text[..start].ends_with('\\') {
        return None;
    }
    let blank = |c: char| c == ' ' || c == '\t';
    let braces = text[start..].strip_prefix("{{")?;
    let hash = braces.trim_start_matches(blank).strip_prefix('#')?;
    let written = hash.trim_start_matches(blank);
    let length = written.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
    let name = &written[..length.unwrap_or(written.len())];
    if name.is_empty() || is_read(braces, hash, name) {
        return None;
    }
    let end = text.len() - written.len() + name.len();
    Some((end, nearest(name)?))
}

/// Whether somebody reads it as a directive; what follows the name is then up to him.
fn is_read(braces: &str, hash: &str, name: &str) -> bool {
    let ours = braces.strip_prefix('#').is_some_and(|name| {
        let end = name.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(name.len());
        OF_STAGES.contains(&&name[..end])
    });
    ours || (hash.starts_with(name) && OF_MDBOOK.contains(&name))
}

/// The directive nearest to `name`: one letter in three may be wrong.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase().replace('_', "-");
    let limit = name.chars().count() / 3;
    let known = OF_STAGES.into_iter().chain(OF_MDBOOK);
    let near = known.map(|known| (distance(&name, &known.replace('_', "-")), known));
    near.filter(|(distance, _)| *distance <= limit).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["listing", "listings", "counts"];

    fn said(text: &str) -> Vec<String> {
        let errors = misspelled(text, &OWN);
        errors.iter().map(|e| format!("{} → {}", &text[e.span.clone()], e.help)).collect()
    }

    #[test]
    fn a_misspelled_name_is_named_with_the_one_that_was_meant() {
        for (written, start, meant) in [
            ("{{#listng a.rs}}", "{{#listng", "listing"),
            ("{{#lsiting a.rs}}", "{{#lsiting", "listing"),
            ("{{#Listing a.rs}}", "{{#Listing", "listing"),
            ("{{# listing a.rs}}", "{{# listing", "listing"),
            ("{{ #listing a.rs}}", "{{ #listing", "listing"),
            ("{{#count}}", "{{#count", "counts"),
            ("见 {{#LISTINGS}} 。", "{{#LISTINGS", "listings"),
        ] {
            let help = format!(
                "did you mean `{{{{#{meant}`? a backslash before the braces makes them text"
            );
            assert_eq!(said(written), [format!("{start} → {help}")], "{written}");
        }
        assert_eq!(
            misspelled("{{#listng a}}", &OWN)[0].message,
            "no directive begins with `{{#listng`"
        );
    }

    /// Each is reported once, by the stage that owns what was meant.
    #[test]
    fn what_belongs_to_others_is_nobodys_misspelling() {
        for text in [
            "{{#table caption=\"x\"}}",
            "{{#tabel caption=\"x\"}}",
            "{{#list-of tables}}",
            "{{#include a.md}}",
            "{{ #include a.md}}",
            "{{#title x}}",
            "{{#incldue a.md}}",
            "{{#if x}} {{#each items}} {{name}} {{ }} {{#}} {{",
        ] {
            assert_eq!(said(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn directives_code_comments_and_escapes_are_left_alone() {
        let text = "{{#listing a.rs}}\n\n`{{#listng a}}`\n\n```text\n{{#Listing a}}\n```\n\n<!-- {{# listing a}} -->\n\n\\{{#listng a}}\n";
        assert_eq!(said(text), [""; 0]);
    }
}
