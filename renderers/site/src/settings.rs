//! `[output.site]` of `book.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use serde::Deserialize;

/// What the book's author sets. Every key may be left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// Address of the folder that the book, or the folders of its editions, are published in. Without it,
    /// whatever needs an absolute address is left out: canonical links, sitemap, feed, sharing.
    pub url: Option<String>,
    /// A glossary, relative to `book.toml`: its names and aliases widen searches.
    pub glossary: Option<PathBuf>,
    /// Key of the edition that is being built, in a site of several; `cargo book` sets it.
    pub edition: Option<String>,
    /// The editions by key; the key is the folder of the edition's source and of its pages.
    pub editions: BTreeMap<String, Edition>,
    /// Address of the book as a PDF, relative to the folder of its pages; `cargo book` sets it where there is one.
    pub pdf: Option<String>,
    /// Whether pages are kept for reading without a connection.
    pub offline: bool,
    /// Further sources by directive of the Content-Security-Policy, such as `frame-src`.
    pub csp: BTreeMap<String, Vec<String>>,
}

/// One edition of a book in several languages.
#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Edition {
    /// BCP 47 tag, such as `zh-CN`.
    pub language: String,
    /// Its own name, in its own language: what the switcher shows.
    pub name: String,
    /// The book's title in this language.
    pub title: String,
    /// The book's description in this language.
    #[serde(default)]
    pub description: String,
}

impl Settings {
    /// Reads the table, without the keys that are mdBook's own.
    ///
    /// # Errors
    /// For an unknown key, a value of the wrong kind, or a URL that is none.
    pub fn parse(mut table: serde_json::Map<String, serde_json::Value>) -> anyhow::Result<Self> {
        for key in ["command", "optional"] {
            table.remove(key);
        }
        let mut settings: Settings = serde_json::from_value(table.into())
            .context("[output.site] of book.toml cannot be read; correct the key that is named")?;
        if let Some(url) = settings.url.take().filter(|url| !url.is_empty()) {
            let Some((_, rest)) =
                url.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"))
            else {
                bail!(
                    "[output.site]: `url` is `{url}`; write a whole address, such as https://example.org/book/"
                );
            };
            if rest.contains(['?', '#', '"', '<', ' ']) {
                bail!(
                    "[output.site]: `url` is `{url}`; write it without query, fragment and quotes"
                );
            }
            settings.url = Some(format!("{}/", url.trim_end_matches('/')));
        }
        for (directive, sources) in &settings.csp {
            if !directive.ends_with("-src")
                || sources.iter().any(|s| s.contains([';', ',', '"', '\'']))
            {
                bail!(
                    "[output.site.csp]: `{directive}` is no list of sources; write as in frame-src = [\"https://example.org\"]"
                );
            }
        }
        if let Some(edition) = &settings.edition
            && !settings.editions.contains_key(edition)
        {
            bail!(
                "[output.site]: there is no edition `{edition}`; describe it in [output.site.editions.{edition}]"
            );
        }
        Ok(settings)
    }

    /// The edition that is being built.
    pub fn current(&self) -> Option<(&str, &Edition)> {
        let key = self.edition.as_deref()?;
        Some((key, self.editions.get(key)?))
    }

    /// The address of the pages of an edition, or of the book if it has only one.
    pub fn address(&self, edition: Option<&str>) -> Option<String> {
        let url = self.url.as_deref()?;
        Some(edition.map_or_else(|| url.to_owned(), |key| format!("{url}{key}/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(toml: &str) -> Result<Settings, String> {
        let table = toml::from_str(toml).unwrap();
        Settings::parse(table).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn an_address_ends_in_a_slash() {
        let settings = parse("command = 'x'\nurl = 'https://example.org/book'").unwrap();
        assert_eq!(settings.address(None).as_deref(), Some("https://example.org/book/"));
        assert_eq!(settings.address(Some("zh")).as_deref(), Some("https://example.org/book/zh/"));
        assert_eq!(parse("url = ''").unwrap().address(None), None);
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (toml, part) in [
            ("offlin = true", "unknown field `offlin`"),
            ("url = 'example.org'", "a whole address"),
            ("url = 'https://example.org/?a'", "without query"),
            ("edition = 'fr'", "no edition `fr`"),
            ("[csp]\nframe-src = [\"'unsafe-inline'\"]", "no list of sources"),
            ("[csp]\nsandbox = []", "no list of sources"),
        ] {
            let error = parse(toml).unwrap_err();
            assert!(error.contains(part), "{toml}: {error}");
        }
    }
}
