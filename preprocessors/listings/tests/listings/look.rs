//! The style sheet that other books copy.

use std::collections::BTreeSet;
use std::path::Path;

/// Variables that mdBook's own style sheets define in every theme.
const OF_MDBOOK: [&str; 4] = ["bg", "fg", "links", "mono-font"];

/// Variables that stand in the page: of a line, and of the lines of a block.
const OF_A_BLOCK: [&str; 2] = ["line", "marks"];

fn names<'a>(text: &'a str, before: &str, after: char) -> BTreeSet<&'a str> {
    let names = text.split(before).skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '-')?;
        rest[end..].starts_with(after).then(|| &rest[..end])
    });
    names.collect()
}

/// `var(--x)` is nothing where `--x` is not defined; `var(--x, y)` is `y`.
#[test]
fn it_needs_no_variable_of_another() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sheet = std::fs::read_to_string(root.join("../../theme/listings.css")).unwrap();
    let code = std::fs::read_to_string(root.join("src/code.rs")).unwrap();
    let mut needed = names(&sheet, "var(--", ')');
    needed.extend(names(&code, "\"var(--", ')'));
    let defined = names(&sheet, " --", ':');
    let known: BTreeSet<&str> = OF_MDBOOK.into_iter().chain(OF_A_BLOCK).chain(defined).collect();
    assert!(needed.contains("mark") && needed.contains("removed"));
    assert_eq!(needed.difference(&known).collect::<Vec<_>>(), [&""; 0]);
}
