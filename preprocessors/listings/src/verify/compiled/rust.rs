//! Rust as tokens in which one thing has one name: `r#cfg` is `cfg`, and what `use std::cfg_select as choose` makes of
//! a macro that leaves something out is that macro.

use std::collections::BTreeMap;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};

/// Names in a file, and what they stand for.
type Renamed = BTreeMap<String, String>;

/// The file as a tree, if it is one.
pub(crate) fn file(text: &str) -> Option<syn::File> {
    syn::parse2(tokens(text)?).ok()
}

/// The tokens of a file, at the places where they stand in it.
pub(crate) fn tokens(text: &str) -> Option<TokenStream> {
    let tokens = plain(without_shebang(text).parse().ok()?, &Renamed::new());
    let mut renamed = Renamed::new();
    loop {
        let known = renamed.len();
        collect(tokens.clone(), false, &mut renamed);
        if renamed.len() == known {
            break;
        }
    }
    Some(if renamed.is_empty() { tokens } else { plain(tokens, &renamed) })
}

/// A first line that is for the system, and not for the compiler, is left empty.
fn without_shebang(text: &str) -> &str {
    let is_shebang =
        text.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
    match text.find('\n').filter(|_| is_shebang) {
        Some(end) => &text[end..],
        None => text,
    }
}

/// The tokens with each name as it is meant.
fn plain(tokens: TokenStream, renamed: &Renamed) -> TokenStream {
    let meant = |token| match token {
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), plain(group.stream(), renamed));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        TokenTree::Ident(name) => {
            let written = name.to_string();
            let meant = renamed.get(&written).map_or_else(|| unraw(&written), String::as_str);
            TokenTree::Ident(if meant == written { name } else { Ident::new(meant, name.span()) })
        }
        other => other,
    };
    tokens.into_iter().map(meant).collect()
}

/// The name without `r#`, where it is a name without it as well.
fn unraw(name: &str) -> &str {
    let plain = name.strip_prefix("r#").filter(|plain| syn::parse_str::<Ident>(plain).is_ok());
    plain.unwrap_or(name)
}

/// Collects the other names that `use … as` gives to what leaves something out.
fn collect(tokens: TokenStream, mut in_use: bool, renamed: &mut Renamed) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (position, token) in tokens.iter().enumerate() {
        match (token, tokens.get(position + 1..position + 3)) {
            (TokenTree::Group(group), _) => collect(group.stream(), in_use, renamed),
            (TokenTree::Punct(mark), _) if mark.as_char() == ';' => in_use = false,
            (TokenTree::Ident(name), _) if name == "use" => in_use = true,
            (TokenTree::Ident(name), Some([TokenTree::Ident(word), TokenTree::Ident(new)]))
                if in_use && word == "as" =>
            {
                let name = name.to_string();
                let meant = renamed.get(&name).unwrap_or(&name).clone();
                if chooses(&meant) || is_test(&meant) {
                    renamed.insert(new.to_string(), meant);
                }
            }
            _ => {}
        }
    }
}

/// Whether a macro of this name (`cfg_if!`, `cfg_select!`) chooses by rules of its own.
pub(crate) fn chooses(name: &str) -> bool {
    name.starts_with("cfg_")
}

/// Whether an attribute of this name stands at what only a build of tests has.
pub(crate) fn is_test(name: &str) -> bool {
    ["test", "bench"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_as_it_is_meant() {
        for (text, meant) in [
            ("#[r#cfg(r#unix)] fn r#fn() {}", "#[cfg(unix)] fn r#fn() {}"),
            ("use a::cfg_if as b; b! { x as c }", "use a::cfg_if as cfg_if; cfg_if! { x as c }"),
            (
                "b!(); use std::{x, y::{cfg_select as a}}; use a as b;",
                "cfg_select!(); use std::{x, y::{cfg_select as cfg_select}}; use cfg_select as cfg_select;",
            ),
            ("use x as y; y!(test as z, z)", "use x as y; y!(test as z, z)"),
            ("#!/bin/rust\nfn f() {}", "fn f() {}"),
            ("#![a]\nfn f() {}", "#![a] fn f() {}"),
        ] {
            let meant: TokenStream = meant.parse().unwrap();
            assert_eq!(tokens(text).unwrap().to_string(), meant.to_string(), "{text}");
        }
    }
}
