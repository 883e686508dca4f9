//! The lines of a file that no compiler has looked at: those under a `#[cfg(…)]` that is off, and those under
//! `#[test]` where nothing builds tests.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::Attribute;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use super::cfg::Configuration;
use super::rust;
use crate::compiled::Off;

/// The lines of `text` that are off in each of the configurations.
pub(crate) fn lines(text: &str, configurations: &BTreeSet<Configuration>) -> Vec<Off> {
    if !["cfg", "test", "bench"].iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let Some(file) = rust::file(text) else {
        // A part of a file, for `include!`: nobody knows what its attributes stand at.
        return vec![Off {
            lines: 0..text.lines().count(),
            under: "a `cfg` or `test` that cannot be read".to_owned(),
        }];
    };
    let mut found = configurations.iter().map(|configuration| {
        let mut walk = Walk { configuration, nodes: Vec::new(), off: BTreeMap::new() };
        walk.within(file.span(), |walk| visit::visit_file(walk, &file));
        walk.off
    });
    let mut off = found.next().unwrap_or_default();
    for other in found {
        off.retain(|line, _| other.contains_key(line));
    }
    ranges(off)
}

/// Lines as ranges of those that follow each other for the same reason.
fn ranges(lines: BTreeMap<usize, String>) -> Vec<Off> {
    let mut ranges: Vec<Off> = Vec::new();
    for (line, under) in lines {
        match ranges.last_mut() {
            Some(last) if last.lines.end == line && last.under == under => last.lines.end += 1,
            _ => ranges.push(Off { lines: line..line + 1, under }),
        }
    }
    ranges
}

/// A walk through a file that notes the lines that are off. An attribute belongs to the innermost node around it; a
/// node that is not known makes too many lines off and never too few.
struct Walk<'c> {
    configuration: &'c Configuration,
    nodes: Vec<Span>,
    /// The lines (from 0), and under what they are.
    off: BTreeMap<usize, String>,
}

impl Walk<'_> {
    fn within(&mut self, node: Span, walk: impl FnOnce(&mut Self)) {
        self.nodes.push(node);
        walk(self);
        self.nodes.pop();
    }

    /// The innermost node is off.
    fn leave_out(&mut self, under: &str) {
        let Some(node) = self.nodes.last() else { return };
        for line in node.start().line.saturating_sub(1)..node.end().line {
            self.off.entry(line).or_insert_with(|| under.to_owned());
        }
    }
}

macro_rules! nodes {
    ($($visit:ident $node:ident),* $(,)?) => {
        impl<'ast> Visit<'ast> for Walk<'_> {
            $(fn $visit(&mut self, node: &'ast syn::$node) {
                self.within(node.span(), |walk| visit::$visit(walk, node));
            })*

            fn visit_attribute(&mut self, attribute: &'ast Attribute) {
                if !self.configuration.keeps(&attribute.meta) {
                    let text = attribute.span().source_text();
                    self.leave_out(&format!("`{}`", text.as_deref().unwrap_or("#[cfg(…)]")));
                }
            }

            fn visit_macro(&mut self, call: &'ast syn::Macro) {
                self.within(call.span(), |walk| {
                    let name = call.path.segments.last().map(|name| name.ident.to_string());
                    // `cfg_if!`, `cfg_select!` and their like choose by rules of their own.
                    if let Some(name) = name.filter(|name| rust::chooses(name)) {
                        walk.leave_out(&format!("`{name}!`"));
                    }
                    visit::visit_macro(walk, call);
                });
            }

            /// What is in a macro is anybody's syntax: an attribute that is off leaves out all of it.
            fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
                for attribute in attributes(tokens.clone()) {
                    self.visit_attribute(&attribute);
                }
            }
        }
    };
}

nodes! {
    visit_arm Arm,
    visit_bare_fn_arg BareFnArg,
    visit_expr Expr,
    visit_field Field,
    visit_field_pat FieldPat,
    visit_field_value FieldValue,
    visit_fn_arg FnArg,
    visit_foreign_item ForeignItem,
    visit_generic_param GenericParam,
    visit_impl_item ImplItem,
    visit_item Item,
    visit_pat Pat,
    visit_stmt Stmt,
    visit_trait_item TraitItem,
    visit_variant Variant,
}

/// The attributes in tokens, at any depth.
fn attributes(tokens: TokenStream) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut after_hash = false;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            let inner = group.stream();
            if after_hash {
                let parse = |input: syn::parse::ParseStream<'_>| Attribute::parse_outer(input);
                let hash =
                    TokenTree::from(proc_macro2::Punct::new('#', proc_macro2::Spacing::Alone));
                let alone: TokenStream = [hash, token.clone()].into_iter().collect();
                found.extend(syn::parse::Parser::parse2(parse, alone).unwrap_or_default());
            }
            found.extend(attributes(inner));
        }
        // `#![…]` stands at what is around it, which a macro is as well.
        let mark = |mark: &str| token.to_string() == mark;
        after_hash = mark("#") || (after_hash && mark("!"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configurations(sets: &[&[&str]]) -> BTreeSet<Configuration> {
        let new = |set: &&[&str]| Configuration::new(set.iter().map(|flag| (*flag).to_owned()));
        sets.iter().map(new).collect()
    }

    /// The numbers (from 1) of the lines that are off in a normal and in a test build.
    fn lines(text: &str) -> Vec<usize> {
        let off = super::lines(text, &configurations(&[&["unix"], &["unix", "test"]]));
        off.into_iter().flat_map(|off| off.lines).map(|line| line + 1).collect()
    }

    #[test]
    fn a_predicate_is_on_only_if_that_is_known() {
        for (predicate, on) in [
            ("unix", true),
            ("windows", false),
            ("not(windows)", true),
            ("feature = \"fast\"", false),
            ("not(feature = \"fast\")", true),
            ("all(unix, test)", true),
            ("all(unix, windows)", false),
            ("any(windows, unix)", true),
            ("all()", true),
            ("any()", false),
            // Somebody may set these, or not.
            ("loom", false),
            ("not(loom)", false),
            ("any(loom, unix)", true),
            ("not(all(loom, windows))", true),
            ("target_feature = \"avx2\"", false),
            ("not(target_feature = \"avx2\")", false),
            ("false", false),
        ] {
            let text = format!("#[cfg({predicate})]\nfn f() {{}}\n");
            assert_eq!(lines(&text).is_empty(), on, "{predicate}");
        }
    }

    #[test]
    fn whatever_has_the_attribute_is_off() {
        for (text, off) in [
            ("fn f() {}\n#[cfg(windows)]\nfn g() {\n    h()\n}\nfn i() {}\n", vec![2, 3, 4, 5]),
            (
                "fn f() {\n    #[cfg(windows)]\n    let x = 1;\n    y();\n    #[cfg(windows)]\n    {\n    }\n}\n",
                vec![2, 3, 5, 6, 7],
            ),
            ("struct S {\n    #[cfg(windows)]\n    a: A,\n    b: B,\n}\n", vec![2, 3]),
            ("enum E {\n    #[cfg(windows)]\n    A,\n    B,\n}\n", vec![2, 3]),
            ("impl S {\n    #[cfg(windows)]\n    fn a() {}\n    fn b() {}\n}\n", vec![2, 3]),
            (
                "fn f() {\n    match x {\n        #[cfg(windows)]\n        1 => 2,\n        _ => 3,\n    }\n}\n",
                vec![3, 4],
            ),
            (
                "fn f() {\n    S {\n        #[cfg(windows)]\n        a: 1,\n        b: 2,\n    }\n}\n",
                vec![3, 4],
            ),
            (
                "fn f() {\n    g(\n        #[cfg(windows)]\n        1,\n        2,\n    )\n}\n",
                vec![3, 4],
            ),
            ("fn f(\n    #[cfg(windows)]\n    a: u8,\n    b: u8,\n) {}\n", vec![2, 3]),
            ("mod m {\n    #![cfg(windows)]\n    fn f() {}\n}\nfn g() {}\n", vec![1, 2, 3, 4]),
            ("#![cfg(windows)]\nfn f() {}\n", vec![1, 2]),
            ("#[cfg_attr(unix, cfg(windows))]\nfn f() {}\n", vec![1, 2]),
            ("#[cfg_attr(windows, cfg(windows))]\nfn f() {}\n", vec![]),
            ("#[cfg_attr(unix, inline)]\nfn f() {}\n", vec![]),
            ("m! {\n    #[cfg(windows)]\n    fn f() {}\n}\nfn g() {}\n", vec![1, 2, 3, 4]),
            ("cfg_if::cfg_if! {\n    if x {}\n}\nfn g() {}\n", vec![1, 2, 3]),
            ("fn f() -> bool {\n    cfg!(windows)\n}\n", vec![]),
            ("#[r#cfg(r#windows)]\nfn f() {}\n", vec![1, 2]),
            ("#[r#cfg_attr(unix, r#cfg(windows))]\nfn f() {}\n", vec![1, 2]),
            ("use a::{cfg_if as b};\nb! {\n    if x {}\n}\n", vec![2, 3, 4]),
            ("use std::cfg_select as a;\nuse a as r#b;\nb! {\n    x => {}\n}\n", vec![3, 4, 5]),
            ("#[cfg(test)]\nmod a {\n    #[cfg(not(test))]\n    fn f() {}\n}\n", vec![3, 4]),
        ] {
            assert_eq!(lines(text), off, "{text}");
        }
    }

    #[test]
    fn a_test_is_on_where_tests_are_built() {
        for (text, off) in [
            ("#[test]\nfn f() {}\nfn g() {}\n", 0..2),
            ("#[r#test]\nfn f() {}\n", 0..2),
            ("#[bench]\nfn f() {}\n", 0..2),
            ("#[core::prelude::v1::test]\nfn f() {}\n", 0..2),
            ("use std::prelude::v1::test as t;\n#[t]\nfn f() {}\n", 1..3),
            ("#[cfg_attr(unix, test)]\nfn f() {}\n", 0..2),
            ("#[cfg_attr(windows, test)]\nfn f() {}\n", 0..0),
            ("m! {\n    #[test]\n    fn f() {}\n}\n", 0..4),
            ("fn test() {}\n", 0..0),
        ] {
            let normal = super::lines(text, &configurations(&[&["unix"]]));
            let normal = normal.into_iter().flat_map(|off| off.lines);
            assert!(normal.eq(off), "{text}");
            assert!(lines(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn lines_that_are_off_say_why() {
        let text = "#[cfg(feature = \"fast\")]\nfn f() {}\n";
        let off = super::lines(text, &configurations(&[&["feature=\"slow\""]]));
        let under = "`#[cfg(feature = \"fast\")]`".to_owned();
        assert_eq!(off, [Off { lines: 0..2, under }]);
        assert_eq!(super::lines(text, &configurations(&[&["feature=\"fast\""], &[]])), []);
    }
}
