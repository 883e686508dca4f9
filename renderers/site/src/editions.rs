//! The other editions of a page.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::pages::{Page, to_root};
use crate::settings::{Edition, Settings};

/// The editions besides the one that is being built, each with the chapters that it has.
#[derive(Debug, Default)]
pub struct Others<'a> {
    editions: Vec<(&'a str, &'a Edition, BTreeSet<String>)>,
}

/// A page in another edition.
#[derive(Debug, PartialEq, Eq)]
pub struct Partner<'a> {
    /// The key of the edition.
    pub key: &'a str,
    /// The edition.
    pub edition: &'a Edition,
    /// The page, relative to ours.
    pub href: String,
}

impl<'a> Others<'a> {
    /// Reads which chapters the other editions have; `src` is the folder of our `SUMMARY.md`, and theirs are
    /// beside it, named by their keys. None outside of a site of several editions.
    pub fn find(settings: &'a Settings, src: &Path) -> Self {
        let Some((current, _)) = settings.current() else { return Others::default() };
        let editions = settings.editions.iter().filter(|(key, _)| *key != current).filter_map(
            |(key, edition)| {
                let folder = src.parent()?.join(key);
                let summary = std::fs::read_to_string(folder.join("SUMMARY.md")).ok()?;
                let chapters = linked(&summary).filter(|chapter| folder.join(chapter).is_file());
                Some((key.as_str(), edition, chapters.map(str::to_owned).collect()))
            },
        );
        Others { editions: editions.collect() }
    }

    /// Where else this page is.
    pub fn partners(&self, page: &Page) -> Vec<Partner<'a>> {
        let here = self.editions.iter().filter(|(_, _, chapters)| chapters.contains(&page.source));
        here.map(|&(key, edition, _)| Partner {
            key,
            edition,
            href: format!("{}../{key}/{}", to_root(&page.path), page.path),
        })
        .collect()
    }
}

/// The files that a summary links.
fn linked(summary: &str) -> impl Iterator<Item = &str> {
    summary
        .split("](")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once(')')?.0.trim_start_matches("./")))
}

/// By edition, in the order of their keys: whether its source is there.
pub fn present(settings: &Settings, sources: &Path) -> BTreeMap<String, Edition> {
    let there = |key: &&String| sources.join(key).join("SUMMARY.md").is_file();
    settings
        .editions
        .iter()
        .filter(|(key, _)| there(key))
        .map(|(k, e)| (k.clone(), e.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partner_is_a_chapter_that_is_written_and_linked() {
        let folder = tempfile::tempdir().unwrap();
        let en = folder.path().join("en");
        std::fs::create_dir_all(en.join("a")).unwrap();
        std::fs::write(
            en.join("SUMMARY.md"),
            "- [One](a/one.md)\n- [Two]()\n- [Gone](a/gone.md)\n",
        )
        .unwrap();
        std::fs::write(en.join("a/one.md"), "").unwrap();
        std::fs::write(en.join("a/unlinked.md"), "").unwrap();
        let edition = |tag: &str| Edition {
            language: tag.into(),
            name: tag.into(),
            title: String::new(),
            description: String::new(),
        };
        let mut settings = Settings { edition: Some("zh".into()), ..Settings::default() };
        for key in ["zh", "en", "fr"] {
            settings.editions.insert(key.into(), edition(key));
        }
        let others = Others::find(&settings, &folder.path().join("zh"));
        let href = |chapter: &str| {
            let page = Page {
                path: format!("a/{chapter}.html"),
                source: format!("a/{chapter}.md"),
                title: String::new(),
                part: String::new(),
            };
            others.partners(&page).into_iter().map(|p| p.href).collect::<Vec<_>>()
        };
        assert_eq!(href("one"), ["../../en/a/one.html"]);
        for none in ["two", "gone", "unlinked"] {
            assert!(href(none).is_empty(), "{none}");
        }
        settings.edition = None;
        assert!(Others::find(&settings, &folder.path().join("zh")).editions.is_empty());
        assert_eq!(present(&settings, folder.path()).into_keys().collect::<Vec<_>>(), ["en"]);
    }
}
