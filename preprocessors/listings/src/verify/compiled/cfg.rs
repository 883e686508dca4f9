//! Conditional compilation: what the compiler takes for set, and what an attribute then leaves in place.
//!
//! A predicate is true, false or unknown. Only what is certainly true is on: a flag that somebody sets behind our back
//! hides lines from the page and never shows one too many.

use std::collections::BTreeSet;
use std::path::Path;

use super::rust::is_test;
use crate::verify::process::environment;
use anyhow::{Context as _, bail};
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

/// What is set when the compiler reads a file, in the form of `rustc --print cfg`: `unix`, `feature="fast"`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Configuration {
    set: BTreeSet<String>,
}

/// What is false if it is not set: Cargo or the compiler would have told. Any other flag may come from elsewhere.
const TOLD: [&str; 15] = [
    "test",
    "feature",
    "debug_assertions",
    "unix",
    "windows",
    "panic",
    "doc",
    "doctest",
    "miri",
    "target_arch",
    "target_env",
    "target_family",
    "target_os",
    "target_pointer_width",
    "target_vendor",
];

impl Configuration {
    pub(crate) fn new(set: impl IntoIterator<Item = String>) -> Self {
        Configuration { set: set.into_iter().collect() }
    }

    /// Whether a predicate holds, if that is known.
    fn holds(&self, predicate: &Meta) -> Option<bool> {
        match predicate {
            Meta::Path(path) => self.has(path, &path.get_ident()?.to_string()),
            Meta::NameValue(pair) => {
                let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(value), .. }) = &pair.value
                else {
                    return None;
                };
                self.has(&pair.path, &format!("{}=\"{}\"", pair.path.get_ident()?, value.value()))
            }
            Meta::List(list) => {
                let inner: Vec<Option<bool>> =
                    metas(list)?.iter().map(|inner| self.holds(inner)).collect();
                let decided = |value: bool| {
                    if inner.contains(&Some(value)) {
                        Some(value)
                    } else if inner.contains(&None) {
                        None
                    } else {
                        Some(!value)
                    }
                };
                match list.path.get_ident()?.to_string().as_str() {
                    "all" => decided(false),
                    "any" => decided(true),
                    "not" => inner.first().copied().flatten().map(|value| !value),
                    _ => None,
                }
            }
        }
    }

    fn has(&self, name: &syn::Path, flag: &str) -> Option<bool> {
        if self.set.contains(flag) {
            return Some(true);
        }
        TOLD.iter().any(|told| name.is_ident(told)).then_some(false)
    }

    /// Whether an attribute certainly leaves what it stands at in place.
    pub(crate) fn keeps(&self, attribute: &Meta) -> bool {
        let name = attribute.path().segments.last().map(|name| name.ident.to_string());
        if name.is_some_and(|name| is_test(&name)) {
            return self.set.contains("test");
        }
        let Meta::List(list) = attribute else { return true };
        if list.path.is_ident("cfg") {
            return list.parse_args().ok().and_then(|predicate| self.holds(&predicate))
                == Some(true);
        }
        if !list.path.is_ident("cfg_attr") {
            return true;
        }
        match metas(list).as_deref() {
            Some([predicate, attributes @ ..]) => {
                self.holds(predicate) == Some(false)
                    || attributes.iter().all(|inner| self.keeps(inner))
            }
            _ => false,
        }
    }

    /// The attributes for which this one stands: those in a `cfg_attr` that is on. `None` if it cannot be told.
    pub(crate) fn applied(&self, attribute: &Meta) -> Option<Vec<Meta>> {
        let Meta::List(list) = attribute else { return Some(vec![attribute.clone()]) };
        if !list.path.is_ident("cfg_attr") {
            return Some(vec![attribute.clone()]);
        }
        let inner = metas(list)?;
        let (predicate, inner) = inner.split_first()?;
        if !self.holds(predicate)? {
            return Some(Vec::new());
        }
        let applied: Option<Vec<_>> = inner.iter().map(|inner| self.applied(inner)).collect();
        applied.map(|applied| applied.concat())
    }
}

fn metas(list: &syn::MetaList) -> Option<Vec<Meta>> {
    let inner = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    Some(inner.ok()?.into_iter().collect())
}

/// What the compiler sets by itself, as `rustc --print cfg` says it.
///
/// # Errors
///
/// If there is no `rustc`.
pub(crate) fn flags(listings: &Path) -> anyhow::Result<Vec<String>> {
    let mut rustc = environment::command("rustc", listings);
    let out = rustc
        .args(["--print", "cfg"])
        .output()
        .context("cannot run rustc; install Rust with rustup")?;
    if !out.status.success() {
        bail!("rustc --print cfg failed: {}", String::from_utf8_lossy(&out.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&out.stdout).lines().map(str::to_owned).collect())
}
