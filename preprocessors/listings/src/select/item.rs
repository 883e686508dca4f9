//! Rust items by path, found with `syn`.

use std::collections::BTreeMap;
use std::ops::Range;

use quote::ToTokens;
use serde::{Deserialize, Serialize};
use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem};

use super::NotFound;
use super::path::ItemPath;

/// One item of a file: its path and its lines (from 0), attributes and doc comment included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Found {
    path: String,
    lines: Range<usize>,
}

impl Found {
    fn new(path: String, item: &impl Spanned) -> Self {
        let span = item.span();
        // The span counts lines from 1, and its last line is the end of a range that counts from 0.
        Found { path, lines: span.start().line.saturating_sub(1)..span.end().line }
    }
}

/// The items of one file, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Items {
    items: Vec<Found>,
}

impl Items {
    /// Finds them all.
    ///
    /// # Errors
    ///
    /// If the file is not Rust.
    pub(crate) fn read(source: &str) -> Result<Self, NotFound> {
        let file = syn::parse_file(source).map_err(|error| {
            let line = error.span().start().line;
            NotFound::new(
                format!("not Rust: {error} (line {line})"),
                "select an anchor of it, or correct the file",
            )
        })?;
        let mut items = Vec::new();
        collect(&file.items, "", &mut items);
        Ok(Items { items })
    }

    /// The lines (from 0) of the item `path`.
    pub(super) fn lines(&self, path: &str) -> Result<Range<usize>, NotFound> {
        let wanted = ItemPath::new(path);
        let same = self.hits(|item| item.path == path || ItemPath::new(&item.path) == wanted);
        let hits = if same.is_empty() {
            self.hits(|item| ItemPath::new(&item.path).is_meant_by(&wanted))
        } else {
            same
        };
        match hits[..] {
            [one] => Ok(one.lines.clone()),
            [] => Err(self.missing(path, &wanted)),
            _ => Err(ambiguous(path, &hits)),
        }
    }

    fn hits(&self, is_hit: impl Fn(&Found) -> bool) -> Vec<&Found> {
        self.items.iter().filter(|item| is_hit(item)).collect()
    }

    fn missing(&self, path: &str, wanted: &ItemPath<'_>) -> NotFound {
        let message = format!("no item `{path}`");
        let is_in_trait = |item: &Found| {
            let plain = ItemPath::new(&item.path).without_trait();
            plain.is_some_and(|plain| plain.is_meant_by(wanted))
        };
        let names = self.names();
        let in_traits = self.items.iter().zip(&names).filter(|(item, _)| is_in_trait(item));
        let in_traits: Vec<&str> = in_traits.map(|(_, name)| name.as_str()).collect();
        if !in_traits.is_empty() {
            return NotFound::new(message, format!("did you mean `{}`?", in_traits.join("`, `")));
        }
        let known = names.iter().map(String::as_str);
        NotFound::among(message, path, known, "the file has no items")
    }

    /// The least by which an author can name each item.
    fn names(&self) -> Vec<String> {
        let short = |item: &Found| ItemPath::new(&item.path).short().text();
        let mut times: BTreeMap<String, u32> = BTreeMap::new();
        for item in &self.items {
            *times.entry(short(item)).or_default() += 1;
        }
        let name = |item: &Found| match short(item) {
            name if times.get(&name) == Some(&1) => name,
            _ => item.path.clone(),
        };
        self.items.iter().map(name).collect()
    }
}

fn ambiguous(path: &str, hits: &[&Found]) -> NotFound {
    let lines: Vec<String> = hits.iter().map(|hit| (hit.lines.start + 1).to_string()).collect();
    let message = format!("`{path}` is there {} times, at lines {}", hits.len(), lines.join(", "));
    let mut names: Vec<&str> = hits.iter().map(|hit| hit.path.as_str()).collect();
    names.sort_unstable();
    let help = if names.windows(2).any(|pair| pair[0] == pair[1]) {
        "put an anchor around the one you mean".to_owned()
    } else {
        format!("write one of `{}`", names.join("`, `"))
    };
    NotFound::new(message, help)
}

fn collect(items: &[Item], prefix: &str, out: &mut Vec<Found>) {
    for item in items {
        let name = match item {
            Item::Const(x) => x.ident.to_string(),
            Item::Enum(x) => x.ident.to_string(),
            Item::Fn(x) => x.sig.ident.to_string(),
            Item::Static(x) => x.ident.to_string(),
            Item::Struct(x) => x.ident.to_string(),
            Item::Trait(x) => x.ident.to_string(),
            Item::Type(x) => x.ident.to_string(),
            Item::Union(x) => x.ident.to_string(),
            Item::Mod(x) => x.ident.to_string(),
            Item::Macro(syn::ItemMacro { ident: Some(ident), .. }) => ident.to_string(),
            Item::Impl(x) => impl_name(x).0,
            _ => continue,
        };
        out.push(Found::new(format!("{prefix}{name}"), item));
        let mut member = |inside: &str, name: &syn::Ident, item: &dyn ToTokens| {
            out.push(Found::new(format!("{prefix}{inside}::{name}"), &item));
        };
        match item {
            Item::Mod(syn::ItemMod { content: Some((_, inner)), .. }) => {
                collect(inner, &format!("{prefix}{name}::"), out);
            }
            Item::Enum(x) => x.variants.iter().for_each(|inner| member(&name, &inner.ident, inner)),
            Item::Trait(x) => {
                for inner in &x.items {
                    match inner {
                        TraitItem::Const(constant) => member(&name, &constant.ident, inner),
                        TraitItem::Fn(method) => member(&name, &method.sig.ident, inner),
                        TraitItem::Type(of) => member(&name, &of.ident, inner),
                        _ => {}
                    }
                }
            }
            Item::Impl(x) => {
                let inside = impl_name(x).1;
                for inner in &x.items {
                    match inner {
                        ImplItem::Const(constant) => member(&inside, &constant.ident, inner),
                        ImplItem::Fn(method) => member(&inside, &method.sig.ident, inner),
                        ImplItem::Type(of) => member(&inside, &of.ident, inner),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

/// The name of an impl block (`impl Cache<K> for Lru`) and the prefix of what is in it (`<Lru as Cache<K>>`).
fn impl_name(block: &syn::ItemImpl) -> (String, String) {
    let of = match &*block.self_ty {
        syn::Type::Path(syn::TypePath { qself: None, path }) => {
            path.segments.last().map(written).unwrap_or_default()
        }
        other => written(other),
    };
    match &block.trait_ {
        Some((_, path, _)) => {
            let with = written(path);
            (format!("impl {with} for {of}"), format!("<{of} as {with}>"))
        }
        None => (format!("impl {of}"), of),
    }
}

fn written(tokens: &impl ToTokens) -> String {
    ItemPath::new(&tokens.to_token_stream().to_string()).text()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str, path: &str) -> Result<Range<usize>, NotFound> {
        Items::read(source)?.lines(path)
    }

    const SOURCE: &str = "\
use std::fmt;

/// A node.
#[derive(Debug)]
pub struct Node<T> {
    term: T,
}

impl<T> Node<T> {
    /// On a vote.
    pub fn on_vote(&self) {}
    fn 中文(&self) {}
}

impl<T> fmt::Display for Node<T> {
    fn fmt(&self) {}
}

impl<T> fmt::Debug for Node<T> {
    fn fmt(&self) {}
}

trait Cache {
    fn get(&self) -> u8 { 0 }
}

const LIMIT: u8 = 1;

mod tests {
    #[test]
    fn one() {}
    fn twice() {}
    fn twice() {}
}
";

    fn item(path: &str) -> String {
        let lines = lines(SOURCE, path).unwrap();
        SOURCE
            .lines()
            .enumerate()
            .filter(|(n, _)| lines.contains(n))
            .map(|(_, l)| format!("{}\n", l.trim()))
            .collect()
    }

    #[test]
    fn items_come_with_their_attributes_and_comments() {
        assert_eq!(
            item("Node"),
            "/// A node.\n#[derive(Debug)]\npub struct Node<T> {\nterm: T,\n}\n"
        );
        assert_eq!(item("Node::on_vote"), "/// On a vote.\npub fn on_vote(&self) {}\n");
        assert_eq!(item("tests::one"), "#[test]\nfn one() {}\n");
        assert_eq!(item("Node::中文"), "fn 中文(&self) {}\n");
    }

    #[test]
    fn traits_consts_and_blocks_have_names() {
        assert_eq!(item("<Node as Display>::fmt"), "fn fmt(&self) {}\n");
        assert_eq!(item("Cache::get"), "fn get(&self) -> u8 { 0 }\n");
        assert_eq!(item("LIMIT"), "const LIMIT: u8 = 1;\n");
        assert_eq!(
            item("impl Display for Node"),
            "impl<T> fmt::Display for Node<T> {\nfn fmt(&self) {}\n}\n"
        );
    }

    #[test]
    fn what_is_not_there_names_the_near_ones() {
        let error = lines(SOURCE, "Node::on_vot").unwrap_err();
        assert_eq!(error.message, "no item `Node::on_vot`");
        assert_eq!(error.help, "did you mean `Node::on_vote`?");
    }

    #[test]
    fn what_is_there_twice_names_the_lines() {
        assert_eq!(
            lines(SOURCE, "tests::twice").unwrap_err().message,
            "`tests::twice` is there 2 times, at lines 32, 33"
        );
        let help = lines(SOURCE, "tests::twice").unwrap_err().help;
        assert_eq!(help, "put an anchor around the one you mean");
    }

    const MANY: &str = "\
pub struct A;
impl From<u8> for A {
    fn from(_: u8) -> Self { A }
}
impl From<u16> for A {
    fn from(_: u16) -> Self { A }
}
impl std::str::FromStr for A {
    type Err = ();
    fn from_str(_: &str) -> Result<A, ()> { Err(()) }
}
pub enum Shape {
    /// Round.
    Circle,
    Square { side: u8 },
}
pub trait Sized {
    /// Of the side.
    const SIDE: u8;
    type Unit;
}
macro_rules! count {
    () => { 0 };
}
mod outer {
    mod inner {
        static DEEP: u8 = 1;
        impl super::super::A { fn deep() {} }
    }
}
";

    #[test]
    fn every_kind_of_item_can_be_named() {
        for (path, at) in [
            ("<A as From<u8>>::from", 2..3),
            ("<A as From<u16>>::from", 5..6),
            ("impl From<u16> for A", 4..7),
            ("<A as FromStr>::Err", 8..9),
            ("<A as std::str::FromStr>::from_str", 9..10),
            ("<A as str::FromStr>::from_str", 9..10),
            ("impl FromStr for A", 7..11),
            ("Shape", 11..16),
            ("Shape::Circle", 12..14),
            ("Shape::Square", 14..15),
            ("Sized::SIDE", 17..19),
            ("Sized::Unit", 19..20),
            ("count", 21..24),
            ("outer::inner::DEEP", 26..27),
            ("outer::inner::A::deep", 27..28),
        ] {
            assert_eq!(lines(MANY, path).map_err(|error| error.message), Ok(at), "{path}");
        }
    }

    #[test]
    fn names_that_tell_items_apart_are_said() {
        let error = |path| lines(MANY, path).unwrap_err();
        let twice = error("<A as From>::from");
        assert_eq!(twice.message, "`<A as From>::from` is there 2 times, at lines 3, 6");
        assert_eq!(twice.help, "write one of `<A as From<u16>>::from`, `<A as From<u8>>::from`");
        assert_eq!(error("A::from_str").message, "no item `A::from_str`");
        assert_eq!(error("A::from_str").help, "did you mean `<A as FromStr>::from_str`?");
        assert_eq!(
            error("A::from").help,
            "did you mean `<A as From<u8>>::from`, `<A as From<u16>>::from`?"
        );
    }

    #[test]
    fn a_file_that_is_not_rust_says_where() {
        assert!(lines("fn (", "x").unwrap_err().message.starts_with("not Rust: "));
    }
}
