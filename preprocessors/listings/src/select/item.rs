//! Rust items by path, found with `syn`.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::{ImplItem, Item, TraitItem};

use super::NotFound;

/// One item of a file: its path and its bytes, attributes and doc comment included.
struct Found {
    path: String,
    bytes: Range<usize>,
}

/// The items of one file, in order.
pub(super) struct Items {
    items: Vec<Found>,
}

impl Items {
    /// Finds them all.
    ///
    /// # Errors
    ///
    /// If the file is not Rust.
    pub(super) fn read(source: &str) -> Result<Self, NotFound> {
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

    /// The lines (from 0) of the item `path` of the same `source`.
    pub(super) fn lines(&self, source: &str, path: &str) -> Result<Range<usize>, NotFound> {
        let wanted: String = tokens(path);
        let hits: Vec<&Found> =
            self.items.iter().filter(|item| tokens(&item.path) == wanted).collect();
        match hits[..] {
            [one] => Ok(line_of(source, one.bytes.start)..line_of(source, one.bytes.end) + 1),
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
                let lines =
                    hits.iter().map(|hit| (line_of(source, hit.bytes.start) + 1).to_string());
                let lines: Vec<String> = lines.collect();
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
        let bytes = item.span().byte_range();
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
        out.push(Found { path: format!("{prefix}{name}"), bytes });
        match item {
            Item::Mod(syn::ItemMod { content: Some((_, inner)), .. }) => {
                collect(inner, &format!("{prefix}{name}::"), out);
            }
            Item::Trait(x) => {
                for inner in &x.items {
                    if let TraitItem::Fn(method) = inner {
                        let path = format!("{prefix}{name}::{}", method.sig.ident);
                        out.push(Found { path, bytes: method.span().byte_range() });
                    }
                }
            }
            Item::Impl(x) => {
                let inside = impl_name(x).1;
                for inner in &x.items {
                    let (member, bytes) = match inner {
                        ImplItem::Fn(method) => (&method.sig.ident, method.span().byte_range()),
                        ImplItem::Const(constant) => {
                            (&constant.ident, constant.span().byte_range())
                        }
                        _ => continue,
                    };
                    out.push(Found { path: format!("{prefix}{inside}::{member}"), bytes });
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

/// A path as it is compared: white space does not count.
fn tokens(path: &str) -> String {
    path.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn line_of(source: &str, byte: usize) -> usize {
    source[..byte.min(source.len())].matches('\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(source: &str, path: &str) -> Result<Range<usize>, NotFound> {
        Items::read(source)?.lines(source, path)
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
