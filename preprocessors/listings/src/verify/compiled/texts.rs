//! Rust files that a program reads as text: that the compiler has read them does not say that it compiled them.

use std::path::{Component, Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};

/// The ends of the paths of Rust files that `text` reads as text, with `include_str!` or `include_bytes!`.
pub(crate) fn included_by(text: &str) -> Vec<PathBuf> {
    if !text.contains("include_") {
        return Vec::new();
    }
    let mut paths = Vec::new();
    collect(text.parse().unwrap_or_default(), &mut paths);
    paths
}

fn collect(tokens: TokenStream, paths: &mut Vec<PathBuf>) {
    let mut reads = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if reads => {
                literals(group.stream(), paths);
                reads = false;
            }
            TokenTree::Group(group) => collect(group.stream(), paths),
            TokenTree::Ident(name) => reads = name == "include_str" || name == "include_bytes",
            TokenTree::Punct(_) => {}
            TokenTree::Literal(_) => reads = false,
        }
    }
}

/// The paths to Rust files among the string literals, without `..` before them.
fn literals(tokens: TokenStream, paths: &mut Vec<PathBuf>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), paths),
            TokenTree::Literal(literal) => {
                let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) else {
                    continue;
                };
                let text = text.value();
                let names = Path::new(&text)
                    .components()
                    .filter(|part| matches!(part, Component::Normal(_)));
                paths.extend(Some(names.collect::<PathBuf>()).filter(|_| text.ends_with(".rs")));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_may_be_read_as_text() {
        let text = "const A: &str = include_str!(\"../notes.rs\");\nfn f() { g(include_bytes!(concat!(env!(\"X\"), \"/src/a.rs\"))); include_str!(\"a.txt\"); }\n";
        assert_eq!(included_by(text), ["notes.rs", "src/a.rs"].map(PathBuf::from));
    }
}
