//! `[output.site]`: the editions of the book, and what stands above them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use dst_site::settings::{Edition, Settings};

use crate::pdf;
use crate::stages;
use crate::workplace::Workplace;

/// The variable that sets the site's address, as mdBook itself reads it.
const URL: &str = "MDBOOK_OUTPUT__SITE__URL";

/// What `book.toml` says of the site.
#[derive(Debug)]
pub(crate) struct Site {
    settings: Option<Settings>,
    /// The source folder of the default edition.
    source: PathBuf,
    /// The editions that are there, by key; empty for a book of one.
    pub(crate) editions: BTreeMap<String, Edition>,
}

impl Site {
    /// Reads `book.toml`.
    pub(crate) fn read(place: &Workplace) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(place.root.join("book.toml"))
            .context("cannot read book.toml")?;
        let config: serde_json::Value = toml::from_str(&text).context("cannot read book.toml")?;
        let source = PathBuf::from(config["book"]["src"].as_str().unwrap_or("src"));
        let Some(table) = config["output"]["site"].as_object() else {
            return Ok(Site { settings: None, source, editions: BTreeMap::new() });
        };
        let mut table = table.clone();
        if let Ok(url) = std::env::var(URL) {
            table.insert("url".to_owned(), url.into());
        }
        let settings = Settings::parse(table)?;
        let sources = place.root.join(source.parent().unwrap_or(Path::new("")));
        let editions = dst_site::editions::present(&settings, &sources);
        Ok(Site { settings: Some(settings), source, editions })
    }

    /// The folders of the editions within the site; for a book of one, the site itself.
    pub(crate) fn folders(&self) -> Vec<&str> {
        if self.editions.is_empty() {
            vec![""]
        } else {
            self.editions.keys().map(String::as_str).collect()
        }
    }

    /// The source folder of an edition, relative to `book.toml`.
    pub(crate) fn source(&self, key: &str) -> PathBuf {
        if self.editions.contains_key(key) {
            self.source.with_file_name(key)
        } else {
            self.source.clone()
        }
    }

    /// Sets the renderer for a run of mdBook, if the book has it.
    pub(crate) fn renderer(&self, place: &Workplace, mdbook: &mut Command) {
        if self.settings.is_some() {
            let program = stages::program(place, "site");
            mdbook.env(
                "MDBOOK_OUTPUT__SITE__COMMAND",
                stages::shell_word(&program.to_string_lossy()),
            );
        }
    }

    /// Makes a run of mdBook build the edition `key`; an unknown key is the default edition.
    pub(crate) fn language(&self, mdbook: &mut Command, key: &str) -> anyhow::Result<()> {
        let Some(edition) = self.editions.get(key) else { return Ok(()) };
        let source = self.source(key);
        for (name, value) in [
            ("SRC", source.to_string_lossy().as_ref()),
            ("LANGUAGE", &edition.language),
            ("TITLE", &edition.title),
            ("DESCRIPTION", &edition.description),
        ] {
            // As JSON, or a title such as 1984 would be a number.
            let value = serde_json::to_string(value).context("cannot write a setting as JSON")?;
            mdbook.env(format!("MDBOOK_BOOK__{name}"), value);
        }
        Ok(())
    }

    /// As [`Site::language`], with the other editions beside it.
    pub(crate) fn edition(
        &self,
        place: &Workplace,
        mdbook: &mut Command,
        key: &str,
    ) -> anyhow::Result<()> {
        self.language(mdbook, key)?;
        if self.editions.contains_key(key) {
            mdbook.env("MDBOOK_OUTPUT__SITE__EDITION", key);
        }
        let edition = (!key.is_empty()).then_some(key);
        if let Some(file) = self.pdf(place, key)? {
            let up = if key.is_empty() { "" } else { "../" };
            mdbook.env("MDBOOK_OUTPUT__SITE__PDF", format!("{up}{file}"));
        }
        // Where nobody has said where the site is, it is at the root of its host.
        if !key.is_empty() {
            mdbook.env("MDBOOK_OUTPUT__HTML__SITE_URL", format!("/{key}/"));
        }
        if let Some(address) = self.settings.as_ref().and_then(|settings| settings.address(edition))
        {
            let path = address.splitn(4, '/').nth(3).unwrap_or_default();
            mdbook.env("MDBOOK_OUTPUT__HTML__SITE_URL", format!("/{path}"));
        }
        Ok(())
    }

    /// The name of the PDF of an edition, if `cargo book pdf` has made it and the site can link it.
    fn pdf(&self, place: &Workplace, key: &str) -> anyhow::Result<Option<String>> {
        let title = match self.editions.get(key) {
            Some(edition) => edition.title.clone(),
            None => pdf::title(place)?,
        };
        let file = pdf::file_name(&title);
        let made = self.settings.is_some() && place.site().join(&file).is_file();
        Ok(made.then_some(file))
    }

    /// Writes what stands above the editions.
    pub(crate) fn write_root(&self, site: &Path) -> anyhow::Result<()> {
        match &self.settings {
            Some(settings) if !self.editions.is_empty() => {
                dst_site::root::write(site, settings, &self.editions)
            }
            _ => Ok(()),
        }
    }
}

/// Where mdBook has put its pages: with a second renderer they have a folder of their own.
pub(crate) fn pages(built: &Path) -> PathBuf {
    let own = built.join("html");
    if own.join("index.html").is_file() { own } else { built.to_owned() }
}
