//! Tests that cannot fail: a test that asserts nothing, itself or through what it calls, proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::Visit;

use super::docs::{self, Comment, DocTest};
use super::rust;
use super::units::Units;
use crate::Package;
use crate::verify::report::Report;

/// Reports each test of the package that cannot fail, doc tests too.
pub(crate) fn check(
    package: &Package,
    units: &Units,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let mut functions = Functions::default();
    let mut doc_tests = Vec::new();
    let library = units.library(package);
    for name in units.files(package) {
        let text = std::fs::read_to_string(package.dir.join(&name)).unwrap_or_default();
        let Some(file) = rust::file(&text) else { continue };
        functions.visit_file(&file);
        let comments = std::mem::take(&mut functions.comments);
        let included = std::mem::take(&mut functions.included);
        if !library.contains(&name) {
            continue;
        }
        let mut add = |file: &str, comment: &Comment| {
            doc_tests.extend(comment.tests().into_iter().map(|test| (file.to_owned(), test)));
        };
        comments.iter().for_each(|comment| add(&name, comment));
        for path in included {
            let path = package.dir.join(&name).with_file_name(path);
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let file = path.strip_prefix(&package.dir).unwrap_or(&path);
            add(&file.to_string_lossy(), &Comment::of_file(&text));
        }
    }
    let idle = functions.idle_tests().into_iter().map(|name| format!("the test `{name}`"));
    let idle_docs = doc_tests.iter().filter(|(_, test)| functions.is_idle(test));
    let idle_docs =
        idle_docs.map(|(file, test)| format!("the doc test in {file}, line {},", test.line));
    for test in idle.chain(idle_docs) {
        report.fault(package, format_args!("{test} asserts nothing, so it cannot fail"))?;
    }
    Ok(())
}

/// The functions of a package: what each mentions, and which are tests.
#[derive(Default)]
struct Functions {
    mentions: BTreeMap<String, BTreeSet<String>>,
    tests: Vec<String>,
    /// The doc comments of the file that was visited last.
    comments: Vec<Comment>,
    /// The files that it puts into its documentation.
    included: Vec<String>,
}

impl Functions {
    /// The tests that can reach nothing that panics. A call is known by its name alone, so that a test is
    /// accused only if nothing of any such name asserts.
    fn idle_tests(&self) -> Vec<&str> {
        let strict = self.strict();
        self.tests.iter().map(String::as_str).filter(|test| !strict.contains(test)).collect()
    }

    /// Whether a doc test can reach nothing that panics.
    fn is_idle(&self, test: &DocTest) -> bool {
        let mut words = BTreeSet::new();
        collect(test.tokens(), &mut words);
        let strict = self.strict();
        let can_fail = |word: &String| asserts(word) || strict.contains(word.as_str());
        !test.panics && !words.iter().any(can_fail)
    }

    /// The functions that can reach something that panics.
    fn strict(&self) -> BTreeSet<&str> {
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
        strict
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
        function.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig.ident, &function.attrs, function.block.to_token_stream());
        function.attrs.iter().for_each(|attribute| self.visit_attribute(attribute));
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        Comment::collect(attribute, &mut self.comments);
        self.included.extend(docs::included(attribute));
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
    fn a_doc_test_is_held_to_the_same() {
        let mut functions = Functions::default();
        functions.visit_file(&syn::parse_file("fn check(x: u8) { assert!(x > 0) }").unwrap());
        let idle = |code: &str, panics| {
            functions.is_idle(&DocTest { line: 1, code: code.to_owned(), panics })
        };
        assert!(idle("let x = f(1);", false));
        assert!(!idle("f(1);", true));
        assert!(!idle("check(f(1));", false));
        assert!(!idle("assert_eq!(f(1), 1);", false));
        assert!(!idle("f()?; Ok::<(), E>(())", false));
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
