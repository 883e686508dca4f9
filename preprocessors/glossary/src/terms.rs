//! `glossary.toml`: what is in it.

use std::ops::Range;

use dst_kit::{Diagnostic, Diagnostics, Lang, Source};
use serde::Deserialize;
use toml::Spanned;

/// The whole file.
#[derive(Debug)]
pub struct Glossary {
    /// The terms, in the order of the file.
    pub terms: Vec<Term>,
    /// The file, for messages.
    pub source: Source,
}

/// One term.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Stable name in links, and anchor on the glossary page.
    pub id: Spanned<String>,
    /// In Chinese.
    pub zh: Words,
    /// In English.
    pub en: Words,
    /// Ids of related terms.
    #[serde(default)]
    pub see: Vec<Spanned<String>>,
    /// The chapter that explains it, without `.md`.
    pub chapter: Option<Spanned<String>>,
    /// Whether the names match in their own case only.
    #[serde(default)]
    pub case: bool,
    /// Whether Chinese prose holds the English names in parentheses and quotation marks only.
    #[serde(default)]
    pub translate: bool,
}

/// A term in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The form that the book prefers.
    pub name: Spanned<String>,
    /// Other forms of the same.
    #[serde(default)]
    pub aliases: Vec<Spanned<String>>,
    /// What it is, as plain text.
    pub definition: Spanned<String>,
    /// Whether the name is linked on sight. Aliases always are.
    #[serde(default = "yes")]
    pub auto: bool,
    /// Longer strings in which a name is part of something else.
    #[serde(default)]
    pub not: Vec<Spanned<String>>,
    /// Words that the book rejects for it: a chapter that uses one gets a warning.
    #[serde(default)]
    pub avoid: Vec<Spanned<String>>,
    /// What the name is sorted by, syllables apart.
    pub sort: Option<String>,
}

fn yes() -> bool {
    true
}

impl Term {
    /// The id without its place.
    pub fn id(&self) -> &str {
        self.id.get_ref()
    }

    /// The term in `lang`.
    pub fn words(&self, lang: Lang) -> &Words {
        lang.pick(&self.zh, &self.en)
    }

    /// The term in the other language.
    pub fn counterpart(&self, lang: Lang) -> &Words {
        lang.pick(&self.en, &self.zh)
    }
}

impl Words {
    /// The name without its place.
    pub fn name(&self) -> &str {
        self.name.get_ref()
    }

    /// The definition without its place.
    pub fn definition(&self) -> &str {
        self.definition.get_ref().trim()
    }

    /// The name and the aliases.
    pub fn all(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.name).chain(&self.aliases)
    }

    /// The names that are linked on sight.
    pub fn linked(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.all().skip(usize::from(!self.auto))
    }
}

impl Glossary {
    /// Reads the text of the file; what is not TOML or not of this form is one error at its line.
    pub fn parse(source: Source, diagnostics: &mut Diagnostics) -> Self {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            #[serde(default)]
            term: Vec<Term>,
        }
        let terms = match toml::from_str::<File>(&source.text) {
            Ok(file) => file.term,
            Err(error) => {
                diagnostics.push(
                    Diagnostic::error(error.message().trim())
                        .at((source.clone(), error.span().unwrap_or(0..0)))
                        .help("a term is `[[term]]` with id, [term.zh] and [term.en]; each of these has name, definition and, where needed, aliases"),
                );
                Vec::new()
            }
        };
        Glossary { terms, source }
    }

    /// Position of the term with this id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.terms.iter().position(|term| term.id() == id)
    }

    /// A place in the file.
    pub fn at(&self, span: Range<usize>) -> (Source, Range<usize>) {
        (self.source.clone(), span)
    }
}
