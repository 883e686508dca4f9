//! Tests that cannot fail: a test that asserts nothing, itself or through what it calls, proves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;

use super::Outcome;
use crate::Package;

/// Reports each test of each package that cannot fail. Files that are not Rust were reported by the build.
pub(super) fn check(
    packages: &[Package],
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    for package in packages {
        let mut functions = Functions::default();
        for folder in ["src", "tests", "examples"] {
            read(&package.dir.join(folder), &mut functions);
        }
        for name in functions.idle_tests() {
            if let Some(outcome) = outcomes.get_mut(&package.name) {
                outcome.failures += 1;
            }
            writeln!(
                log,
                "\n{}: the test `{name}` asserts nothing, so it cannot fail",
                package.name
            )?;
        }
    }
    Ok(())
}

fn read(folder: &Path, functions: &mut Functions) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).into_iter().flatten().flatten().collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for path in entries.into_iter().map(|entry| entry.path()) {
        if path.is_dir() {
            read(&path, functions);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let file =
                std::fs::read_to_string(&path).ok().and_then(|text| syn::parse_file(&text).ok());
            if let Some(file) = file {
                functions.visit_file(&file);
            }
        }
    }
}

/// The functions of a package: what each mentions, and which are tests.
#[derive(Default)]
struct Functions {
    mentions: BTreeMap<String, BTreeSet<String>>,
    tests: Vec<String>,
}

impl Functions {
    /// The tests that can reach nothing that panics. A call is known by its name alone, so that a test is
    /// accused only if nothing of any such name asserts.
    fn idle_tests(&self) -> Vec<&str> {
        let mut strict: BTreeSet<&str> = BTreeSet::new();
        loop {
            let more = self.mentions.iter().filter(|(name, words)| {
                !strict.contains(name.as_str())
                    && words.iter().any(|word| asserts(word) || strict.contains(word.as_str()))
            });
            let more: Vec<&str> = more.map(|(name, _)| name.as_str()).collect();
            if more.is_empty() {
                break;
            }
            strict.extend(more);
        }
        self.tests.iter().map(String::as_str).filter(|test| !strict.contains(test)).collect()
    }

    fn add(&mut self, name: &syn::Ident, attributes: &[syn::Attribute], tokens: TokenStream) {
        let words = self.mentions.entry(name.to_string()).or_default();
        collect(tokens, words);
        words.remove(&name.to_string());
        if attributes.iter().any(|attribute| attribute.path().is_ident("should_panic")) {
            words.insert("panic".to_owned());
        }
        if attributes.iter().any(|attribute| attribute.path().is_ident("test")) {
            self.tests.push(name.to_string());
        }
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig.ident, &function.attrs, function.block.to_token_stream());
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig.ident, &function.attrs, function.block.to_token_stream());
    }
}

/// Words that end a test that has gone wrong.
fn asserts(word: &str) -> bool {
    let panics = ["panic", "unreachable", "unwrap", "unwrap_err", "expect", "expect_err", "?"];
    word.contains("assert") || panics.contains(&word)
}

/// All identifiers of `tokens`, those inside macros too, and the question mark.
fn collect(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Group(group) => collect(group.stream(), words),
            TokenTree::Punct(mark) if mark.as_char() == '?' => {
                words.insert("?".to_owned());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn idle(source: &str) -> Vec<String> {
        let mut functions = Functions::default();
        functions.visit_file(&syn::parse_file(source).unwrap());
        functions.idle_tests().into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_test_that_only_runs_is_idle() {
        assert_eq!(
            idle("#[test] fn a() { let x = f(1); drop(x); } fn f(x: u8) -> u8 { x }"),
            ["a"]
        );
    }

    #[test]
    fn an_assertion_may_be_in_what_a_test_calls() {
        let checks = "fn check(x: u8) { inner(x) } fn inner(x: u8) { assert!(x > 0) }";
        assert!(idle(&format!("#[test] fn a() {{ check(1) }} {checks}")).is_empty());
        assert!(idle("#[test] fn a() { (0..9).for_each(|n| assert_eq!(n, n)) }").is_empty());
        assert!(idle("#[test] #[should_panic] fn a() { f() }").is_empty());
        assert!(idle("#[test] fn a() -> Result<(), E> { f()?; Ok(()) }").is_empty());
    }
}
