//! Which files are code: that the compiler has read a Rust file does not say that it compiled it, for a program may
//! read it as text, in ways that nobody can list. So a file is code if it is the root of a target, or if code leads
//! to it.
//!
//! A `mod NAME;` that is on does so for certain. One inside of a macro, or `include!`, which may be another macro of
//! that name, is believed only if nothing reads Rust as text.

use std::path::{Path, PathBuf};

use proc_macro2::{Ident, Literal, TokenStream, TokenTree};
use syn::Meta;

use super::cfg::Configuration;
use super::{off, rust};
use crate::compiled::is_rust;
use crate::inputs::normal;

/// A file of a program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    /// The folder from which the modules in it are found.
    place: Place,
}

/// Where the compiler looks for the files of modules.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    folder: PathBuf,
    /// The folder in it in which they lie, unless a `path` is given.
    inner: Option<String>,
}

/// What is found in a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) module: Module,
    pub(crate) is_certain: bool,
}

impl Module {
    /// The root of a target, a `mod.rs`, or what a `path` or `include!` names: its modules lie beside it.
    pub(crate) fn root(file: &Path) -> Module {
        let file = normal(file);
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        Module { file, place: Place { folder, inner: None } }
    }

    /// The files to which `text`, which is this file's, may lead.
    pub(crate) fn within(&self, text: &str, configuration: &Configuration) -> Vec<Found> {
        let Some(tokens) = rust::tokens(text) else { return Vec::new() };
        let off = off::lines(text, &[configuration.clone()].into());
        let off = off.into_iter().flat_map(|off| off.lines).collect();
        let mut walk = Walk { file: &self.file, configuration, off, found: Vec::new() };
        walk.tokens(tokens, &self.place, true);
        walk.found
    }
}

impl Place {
    fn folder(&self) -> PathBuf {
        self.inner.as_ref().map_or_else(|| self.folder.clone(), |inner| self.folder.join(inner))
    }

    /// The files in which the module may be.
    fn modules(&self, name: &str) -> [Module; 2] {
        let folder = self.folder();
        let file = normal(&folder.join(format!("{name}.rs")));
        let inner = Module::root(&folder.join(name).join("mod.rs"));
        [Module { file, place: Place { folder, inner: Some(name.to_owned()) } }, inner]
    }
}

struct Walk<'w> {
    file: &'w Path,
    configuration: &'w Configuration,
    /// The lines that are off, from 0.
    off: Vec<usize>,
    found: Vec<Found>,
}

impl Walk<'_> {
    fn tokens(&mut self, tokens: TokenStream, place: &Place, is_certain: bool) {
        use TokenTree::{Group, Ident, Punct};
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut attributes = Vec::new();
        let mut rest = &tokens[..];
        while let [first, after @ ..] = rest {
            rest = after;
            match (first, after) {
                (Punct(hash), [Group(attribute), ..]) if hash.as_char() == '#' => {
                    attributes.push(attribute.stream());
                    rest = &after[1..];
                    continue;
                }
                // `pub mod a;`, `pub(crate) mod a;`
                (Ident(word), [Ident(_), ..]) if word == "pub" => continue,
                (Ident(word), [Group(_), Ident(_), ..]) if word == "pub" => {
                    rest = &after[1..];
                    continue;
                }
                (Ident(word), [Ident(name), Punct(end), ..])
                    if word == "mod" && end.as_char() == ';' =>
                {
                    self.module(name, &attributes, place, is_certain);
                }
                (Ident(word), [Ident(name), Group(body), ..]) if word == "mod" => {
                    if let Some(path) = self.path(&attributes) {
                        let folder = match path {
                            Some(path) => place.folder.join(path),
                            None => place.folder().join(plain(name)),
                        };
                        let inner = Place { folder, inner: None };
                        self.tokens(body.stream(), &inner, is_certain);
                    }
                    rest = &after[2..];
                }
                (Ident(word), [Punct(mark), Group(inner), ..]) if mark.as_char() == '!' => {
                    if word == "include" {
                        self.include(inner.stream());
                    }
                    self.tokens(inner.stream(), place, false);
                    rest = &after[2..];
                }
                (Ident(word), [Punct(_), Ident(_), Group(rules), ..]) if word == "macro_rules" => {
                    self.tokens(rules.stream(), place, false);
                    rest = &after[3..];
                }
                (Group(inner), _) => self.tokens(inner.stream(), place, is_certain),
                _ => {}
            }
            attributes.clear();
        }
    }

    /// `mod NAME;`
    fn module(
        &mut self,
        name: &Ident,
        attributes: &[TokenStream],
        place: &Place,
        is_certain: bool,
    ) {
        // What a macro makes of its lines is seen by the compiler alone.
        if is_certain && self.off.contains(&name.span().start().line.saturating_sub(1)) {
            return;
        }
        match self.path(attributes) {
            Some(Some(path)) => {
                let module = Module::root(&place.folder.join(path));
                self.found.push(Found { module, is_certain });
            }
            Some(None) => {
                let modules = place.modules(&plain(name));
                self.found.extend(modules.map(|module| Found { module, is_certain }));
            }
            None => {}
        }
    }

    fn include(&mut self, tokens: TokenStream) {
        let Some(path) = only_text(tokens) else { return };
        let module = Module::root(&self.file.with_file_name(path));
        self.found.push(Found { module, is_certain: false });
    }

    /// The path that the attributes of a module give to it, if any does. `None` if it cannot be told.
    fn path(&self, attributes: &[TokenStream]) -> Option<Option<String>> {
        for attribute in attributes {
            let Ok(meta) = syn::parse2::<Meta>(attribute.clone()) else { continue };
            let applied = match self.configuration.applied(&meta) {
                None if mentions(attribute.clone(), "path") => return None,
                applied => applied.unwrap_or_default(),
            };
            if let Some(path) = applied.iter().find(|meta| meta.path().is_ident("path")) {
                return text_of(path).map(Some);
            }
        }
        Some(None)
    }
}

/// Whether the code may read a Rust file as text, with `include_str!` or `include_bytes!`. Where it has one of them by
/// another name, or a macro of its own for it, the word is there as well.
pub(crate) fn reads_text(text: &str) -> bool {
    let words = ["include_str", "include_bytes"];
    words.iter().any(|word| text.contains(word)) && rust::tokens(text).is_none_or(reads)
}

fn reads(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    tokens.iter().enumerate().any(|(position, token)| match token {
        TokenTree::Group(group) => reads(group.stream()),
        TokenTree::Ident(word) if word == "include_str" || word == "include_bytes" => {
            let path = match tokens.get(position + 1..position + 3) {
                Some([TokenTree::Punct(_), TokenTree::Group(inner)]) => only_text(inner.stream()),
                _ => None,
            };
            path.is_none_or(|path| is_rust(&path))
        }
        _ => false,
    })
}

/// The string that the tokens are, if they are no more than that.
fn only_text(tokens: TokenStream) -> Option<String> {
    let literal: Literal = syn::parse2(tokens).ok()?;
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

/// The string in `NAME = "…"`.
fn text_of(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value else {
        return None;
    };
    Some(text.value())
}

fn mentions(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), word),
        other => other.to_string() == word,
    })
}

/// The name of a module as its file has it.
fn plain(name: &Ident) -> String {
    name.to_string().trim_start_matches("r#").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files to which `text` in `file` leads, those that are not certain with a question mark.
    fn found(file: Module, text: &str) -> Vec<String> {
        let configuration = Configuration::new(["unix".to_owned()]);
        let shown = |found: Found| {
            let mark = if found.is_certain { "" } else { "?" };
            found.module.file.display().to_string() + mark
        };
        file.within(text, &configuration).into_iter().map(shown).collect()
    }

    #[test]
    fn a_module_is_where_the_compiler_looks_for_it() {
        for (text, files) in [
            ("mod a;\n", "s/a.rs s/a/mod.rs"),
            ("#[doc(hidden)]\npub(crate) mod r#type;\n", "s/type.rs s/type/mod.rs"),
            ("mod a {\n    pub mod b;\n}\n", "s/a/b.rs s/a/b/mod.rs"),
            ("#[path = \"x.rs\"]\nmod a;\n", "s/x.rs"),
            ("mod a {\n    #[path = \"x.rs\"]\n    mod b;\n}\n", "s/a/x.rs"),
            ("#[path = \"p\"]\nmod a {\n    mod b;\n}\n", "s/p/b.rs s/p/b/mod.rs"),
            (
                "#[cfg_attr(unix, path = \"x.rs\")]\n#[cfg_attr(windows, path = \"y.rs\")]\nmod a;\n",
                "s/x.rs",
            ),
            ("#[cfg_attr(loom, path = \"x.rs\")]\nmod a;\n", ""),
            ("#[cfg_attr(loom, inline)]\nmod a;\n", "s/a.rs s/a/mod.rs"),
            ("#[cfg(windows)]\nmod a;\n", ""),
            ("#[cfg(windows)]\nmod a {\n    mod b;\n}\n", ""),
            ("cfg_if! {\n    if x {\n        mod a;\n    }\n}\n", "s/a.rs? s/a/mod.rs?"),
            ("macro_rules! m {\n    () => { mod a; }\n}\n", "s/a.rs? s/a/mod.rs?"),
            ("include!(\"a.rs\");\n", "s/a.rs?"),
            ("const A: u8 = f(include!(\"a.rs\"));\n", "s/a.rs?"),
            ("mod a {}\nconst A: &str = include_str!(\"a.rs\");\n", ""),
            ("// mod a;\nconst A: &str = \"mod a;\";\n", ""),
        ] {
            assert_eq!(found(Module::root(Path::new("s/lib.rs")), text).join(" "), files, "{text}");
        }
    }

    #[test]
    fn the_modules_of_a_module_lie_in_its_folder() {
        let lib = Module::root(Path::new("s/lib.rs"));
        let [file, folder] = lib.place.modules("a");
        assert_eq!(found(file.clone(), "mod b;"), ["s/a/b.rs", "s/a/b/mod.rs"]);
        assert_eq!(found(folder, "mod b;"), ["s/a/b.rs", "s/a/b/mod.rs"]);
        assert_eq!(found(file.clone(), "mod c { mod b; }"), ["s/a/c/b.rs", "s/a/c/b/mod.rs"]);
        assert_eq!(found(file, "#[path = \"x.rs\"] mod b;"), ["s/x.rs"]);
    }

    #[test]
    fn only_what_may_be_rust_is_read_as_text() {
        for (text, expected) in [
            ("include_str!(\"../README.md\")", false),
            ("include_str!(\"a.rs\")", true),
            ("include_bytes!(\"a.RS\")", true),
            ("m! { r#include_str!(concat!(\"a\", \".md\")) }", true),
            ("use std::include_str as text;", true),
            ("#[doc = include_str!(\"a.md\")] fn f() {}", false),
            ("include_str!(\"a.md\") )", true),
            ("// include_str!", false),
        ] {
            assert_eq!(reads_text(text), expected, "{text}");
        }
    }
}
