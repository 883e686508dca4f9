//! Rust items by path, found with `syn`.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem};

use super::NotFound;

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
        let hits: Vec<&Found> =
            self.items.iter().filter(|item| is_same(&item.path, path)).collect();
        match hits[..] {
            [one] => Ok(one.lines.clone()),
            [] => {
                let known = self.items.iter().map(|item| item.path.as_str());
                Err(NotFound::among(
                    format!("no item `{path}`"),
                    path,
                    known,
                    "the file has no items",
                ))
            }
            _ => {
                let lines: Vec<String> =
                    hits.iter().map(|hit| (hit.lines.start + 1).to_string()).collect();
                Err(NotFound::new(
                    format!(
                        "`{path}` is there {} times, at lines {}",
                        hits.len(),
                        lines.join(", ")
                    ),
                    "name the trait, as in `<Type as Trait>::method`, or put an anchor around the one you mean",
                ))
            }
        }
    }
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
        match item {
            Item::Mod(syn::ItemMod { content: Some((_, inner)), .. }) => {
                collect(inner, &format!("{prefix}{name}::"), out);
            }
            Item::Trait(x) => {
                for inner in &x.items {
                    if let TraitItem::Fn(method) = inner {
                        let path = format!("{prefix}{name}::{}", method.sig.ident);
                        out.push(Found::new(path, method));
                    }
                }
            }
            Item::Impl(x) => {
                let inside = impl_name(x).1;
                for inner in &x.items {
                    let member = match inner {
                        ImplItem::Fn(method) => &method.sig.ident,
                        ImplItem::Const(constant) => &constant.ident,
                        _ => continue,
                    };
                    out.push(Found::new(format!("{prefix}{inside}::{member}"), inner));
                }
            }
            _ => {}
        }
    }
}

/// The name of an impl block (`impl Cache for Lru`) and the prefix of what is in it (`<Lru as Cache>`).
fn impl_name(block: &syn::ItemImpl) -> (String, String) {
    let of = match &*block.self_ty {
        syn::Type::Path(path) => path_name(&path.path),
        other => other.span().source_text().unwrap_or_default(),
    };
    match &block.trait_ {
        Some((_, path, _)) => {
            let with = path_name(path);
            (format!("impl {with} for {of}"), format!("<{of} as {with}>"))
        }
        None => (format!("impl {of}"), of),
    }
}

/// `Display` for `std::fmt::Display`; generic arguments are left out.
fn path_name(path: &syn::Path) -> String {
    path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}

/// Whether two paths name the same: how much white space there is does not count.
fn is_same(a: &str, b: &str) -> bool {
    a == b || a.split_whitespace().eq(b.split_whitespace())
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
    }

    #[test]
    fn a_file_that_is_not_rust_says_where() {
        assert!(lines("fn (", "x").unwrap_err().message.starts_with("not Rust: "));
    }
}
