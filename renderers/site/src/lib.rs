//! An mdBook renderer that runs after `html` and makes a site of its pages.
//!
//! ```text
//! html/*.html ─▶ sections ─▶ search-….js        (searched by theme/search.js)
//!             ├▶ head: policy, description, canonical, alternates, sharing, switcher
//!             ├▶ foot: reading time, last change, authors, ways to answer
//!             ├▶ feeds: sitemap.xml, feed.xml, robots.txt
//!             └▶ offline: a service worker
//! ```
//!
//! mdBook runs renderers in the order of their names, so `[output.site]` comes after `[output.html]`; the pages
//! are edited where `html` has put them. What stands above several editions is [`root`]'s.

mod base64;
pub mod card;
pub mod editions;
pub mod feeds;
pub mod foot;
pub mod git;
pub mod head;
pub mod offline;
pub mod pages;
pub mod policy;
pub mod root;
pub mod search;
pub mod sections;
pub mod settings;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use dst_kit::Lang;
use mdbook_renderer::RenderContext;

use editions::Others;
use feeds::Entry;
use foot::{About, Repository};
use git::Change;
use head::{Html, Sharing};
use pages::{Page, pages, to_root};
use sections::PageText;
use settings::Settings;

/// The whole `main` of the renderer.
#[allow(clippy::print_stderr, reason = "the one place where the renderer speaks to people")]
pub fn main() -> ExitCode {
    let context = RenderContext::from_json(std::io::stdin().lock())
        .context("standard input is not what mdBook 0.5 sends; mdBook runs this: see [output.site] of book.toml");
    match context.and_then(|context| render(&context)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the site renderer failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Makes a site of the pages that mdBook's HTML renderer has just written.
///
/// # Errors
/// If there are no such pages, the settings are wrong, or a file cannot be read or written.
pub fn render(context: &RenderContext) -> anyhow::Result<()> {
    let table = context.config.get("output.site").context("[output.site] cannot be read")?;
    let settings = Settings::parse(table.unwrap_or_default())?;
    // With two renderers each has a folder of its own name.
    let folder = context.destination.with_file_name("html");
    if !folder.join("index.html").is_file() {
        bail!("there are no pages in {}; add [output.html] to book.toml", folder.display());
    }
    Site::new(context, &settings, folder).write()
}

struct Site<'a> {
    settings: &'a Settings,
    folder: PathBuf,
    root: &'a Path,
    source: PathBuf,
    pages: Vec<Page>,
    book: &'a str,
    authors: &'a [String],
    author: String,
    language: &'a str,
    live: bool,
    repository: Repository,
}

impl<'a> Site<'a> {
    fn new(context: &'a RenderContext, settings: &'a Settings, folder: PathBuf) -> Self {
        let book = &context.config.book;
        let live = context.config.get::<String>("output.html.live-reload-endpoint");
        Site {
            settings,
            folder,
            root: &context.root,
            source: context.source_dir(),
            pages: pages(&context.book),
            book: book.title.as_deref().unwrap_or_default(),
            authors: &book.authors,
            author: if book.authors.is_empty() {
                "—".to_owned()
            } else {
                book.authors.join(", ")
            },
            language: book.language.as_deref().unwrap_or("en"),
            live: live.is_ok_and(|endpoint| endpoint.is_some()),
            repository: repository(context),
        }
    }

    fn write(&self) -> anyhow::Result<()> {
        let html = self.read_pages()?;
        let texts: Vec<PageText> = html.iter().map(|html| sections::read(html)).collect();
        let search = self.write_search(&texts)?;
        let changes = git::credited(git::changes(&self.source), self.authors);
        let entries = self.entries(&texts, &changes);
        let base = self.settings.address(self.settings.edition.as_deref());

        let mut chapters = BTreeMap::new();
        for ((html, entry), text) in html.into_iter().zip(&entries).zip(&texts) {
            let mut html = Html(html);
            self.answerable(&mut html, entry.page, text, &changes);
            self.decorate(&mut html, entry, base.as_deref(), &search);
            chapters.insert(entry.page.path.as_str(), html.0);
        }
        self.write_pages(chapters, &search)?;

        if let Some(base) = base {
            let card = self.folder.join(card::FILE);
            std::fs::write(&card, card::png()?)
                .with_context(|| format!("cannot write {}", card.display()))?;
            self.put("sitemap.xml", &feeds::sitemap(&base, self.language, &entries))?;
            if let Some(feed) = feeds::feed(&base, self.book, &self.author, self.language, &entries)
            {
                self.put("feed.xml", &feed)?;
            }
            if self.settings.edition.is_none() {
                self.put("robots.txt", &feeds::robots(&base))?;
            }
        }
        if self.settings.offline {
            offline::write(&self.folder, self.settings.edition.as_deref().unwrap_or("all"))?;
        }
        Ok(())
    }

    fn read_pages(&self) -> anyhow::Result<Vec<String>> {
        let read = |page: &Page| {
            std::fs::read_to_string(self.folder.join(&page.path))
                .with_context(|| format!("cannot read the page {}", page.path))
        };
        self.pages.iter().map(read).collect()
    }

    /// Writes the search text; the name of its file.
    fn write_search(&self, texts: &[PageText]) -> anyhow::Result<String> {
        let names = match &self.settings.glossary {
            Some(file) => search::names(&self.root.join(file))?,
            None => Vec::new(),
        };
        let sections = texts.iter().map(|text| text.sections.as_slice());
        let script = search::script(&self.pages.iter().zip(sections).collect::<Vec<_>>(), &names);
        let name = search::file_name(&script);
        self.put(&name, &script)?;
        Ok(name)
    }

    /// Says how long a chapter takes, when it changed, and where readers can answer.
    fn answerable(
        &self,
        html: &mut Html,
        page: &Page,
        text: &PageText,
        changes: &BTreeMap<String, Change>,
    ) {
        let folder = self.source.strip_prefix(self.root).unwrap_or(&self.source);
        let file = folder.join(&page.source).to_string_lossy().replace('\\', "/");
        let about = About {
            chinese: self.language.starts_with("zh"),
            title: &page.title,
            part: &page.part,
            file: &file,
            text,
            change: changes.get(&page.source),
            repository: &self.repository,
        };
        html.under_title(&about.line());
        html.after_text(&about.end());
    }

    fn entries(&self, texts: &[PageText], changes: &BTreeMap<String, Change>) -> Vec<Entry<'_>> {
        let others = Others::find(self.settings, &self.source);
        self.pages
            .iter()
            .zip(texts)
            .map(|(page, text)| Entry {
                page,
                description: head::description(&text.first_paragraph),
                changed: changes.get(&page.source).map(|change| change.at.clone()),
                partners: others.partners(page),
            })
            .collect()
    }

    fn decorate(&self, html: &mut Html, entry: &Entry<'_>, base: Option<&str>, search: &str) {
        if !entry.description.is_empty() {
            html.describe(&entry.description);
        }
        html.button(&head::switcher(&entry.partners));
        if let Some(file) = &self.settings.pdf {
            let lang = Lang::from_tag(self.language);
            html.button(&head::pdf(&to_root(&entry.page.path), file, lang));
        }
        if let Some(base) = base {
            let sharing = Sharing {
                base,
                path: &entry.page.path,
                language: self.language,
                book: self.book,
                title: &entry.page.title,
                description: &entry.description,
                partners: &entry.partners,
            };
            html.last(&sharing.tags());
        }
        self.common(html, &entry.page.path, search);
    }

    /// What every page has, the ones that are no chapters too.
    fn common(&self, html: &mut Html, path: &str, search: &str) {
        let up = to_root(path);
        html.last(&format!("<meta name=\"search-text\" content=\"{up}{search}\">\n"));
        if self.settings.offline {
            html.last(&format!("<script src=\"{up}{}\" defer></script>\n", offline::SCRIPT));
        }
        let policy = policy::policy(&html.0, &self.settings.csp, self.live);
        html.first(&format!(
            "\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"
        ));
    }

    fn write_pages(
        &self,
        mut chapters: BTreeMap<&str, String>,
        search: &str,
    ) -> anyhow::Result<()> {
        for path in html_files(&self.folder)? {
            let name = path
                .strip_prefix(&self.folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            let text = match chapters.remove(name.as_str()) {
                Some(chapter) => chapter,
                None => {
                    let text = std::fs::read_to_string(&path)
                        .with_context(|| format!("cannot read {}", path.display()))?;
                    let mut html = Html(text);
                    // 404.html has a <base>: what it links is relative to the edition's folder.
                    self.common(&mut html, &name, search);
                    html.0
                }
            };
            std::fs::write(&path, text)
                .with_context(|| format!("cannot write {}", path.display()))?;
        }
        Ok(())
    }

    fn put(&self, name: &str, text: &str) -> anyhow::Result<()> {
        std::fs::write(self.folder.join(name), text).with_context(|| format!("cannot write {name}"))
    }
}

/// What mdBook knows of the book's repository.
fn repository(context: &RenderContext) -> Repository {
    let text = |key: &str| context.config.get::<String>(key).ok().flatten();
    Repository {
        url: text("output.html.git-repository-url").map(|url| url.trim_end_matches('/').to_owned()),
        edit: text("output.html.edit-url-template"),
        commit: git::head(&context.root),
    }
}

fn html_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read {}", folder.display()))?
        {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                found.push(path);
            }
        }
    }
    Ok(found)
}
