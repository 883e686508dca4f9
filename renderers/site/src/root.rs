//! The folder above the editions: the chooser, the 404 page, and the files for search engines.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use dst_kit::{Lang, escape};

use crate::feeds;
use crate::policy::policy;
use crate::settings::{Edition, Settings};

const STYLE: &str = "body{max-width:34em;margin:18vh auto 0;padding:0 1.5em;font:17px/1.8 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;color:#23272b;background:#fdfcf9}\
h1{font-size:1.4em;line-height:1.4}a{color:#0b6a69}section{margin-block:2.2em}li{margin:.6em 0;font-size:1.1em}\
@media(prefers-color-scheme:dark){body{color:#d5dadf;background:#15191e}a{color:#63c9c0}}";

/// The reader's choice first, then the browser's languages; nobody who reads neither is sent anywhere.
const CHOOSE: &str = "const links = [...document.querySelectorAll('a[data-edition]')];\n\
let saved = null;\n\
try { saved = localStorage.getItem('edition'); } catch {}\n\
const primary = (tag) => tag.toLowerCase().split('-')[0];\n\
const chosen = links.find((a) => a.dataset.edition === saved)\n\
  ?? navigator.languages.map((tag) => links.find((a) => primary(a.hreflang) === primary(tag))).find(Boolean)\n\
  ?? (links.length === 1 ? links[0] : undefined);\n\
for (const a of links) a.addEventListener('click', () => { try { localStorage.setItem('edition', a.dataset.edition); } catch {} });\n\
if (chosen) location.replace(chosen.href + location.hash);\n";

/// Writes what stands above the editions that have been built into folders of `site` named by their keys.
///
/// # Errors
/// If a file cannot be written.
pub fn write(
    site: &Path,
    settings: &Settings,
    editions: &BTreeMap<String, Edition>,
) -> anyhow::Result<()> {
    let put = |name: &str, text: &str| {
        std::fs::write(site.join(name), text).with_context(|| format!("cannot write {name}"))
    };
    // GitHub Pages would otherwise leave out files that begin with an underscore.
    put(".nojekyll", "")?;
    put("index.html", &guarded(&chooser(settings, editions), settings))?;
    let Some(url) = &settings.url else { return Ok(()) };
    put("404.html", &guarded(&not_found(url, editions), settings))?;
    put("robots.txt", &feeds::robots(url))?;
    let bases: Vec<String> = editions.keys().map(|key| format!("{url}{key}/")).collect();
    put("sitemap.xml", &feeds::sitemap_index(bases.iter().map(String::as_str)))
}

fn guarded(html: &str, settings: &Settings) -> String {
    let meta = format!(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">",
        policy(html, &settings.csp, false)
    );
    html.replacen("<meta charset=\"UTF-8\">", &format!("<meta charset=\"UTF-8\">\n{meta}"), 1)
}

fn page(language: &str, title: &str, head: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"UTF-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n{head}<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(language),
        escape(title)
    )
}

fn titles(editions: &BTreeMap<String, Edition>) -> String {
    editions.values().map(|edition| edition.title.as_str()).collect::<Vec<_>>().join(" · ")
}

fn first_language(editions: &BTreeMap<String, Edition>) -> &str {
    editions.values().next().map_or("en", |edition| edition.language.as_str())
}

fn chooser(settings: &Settings, editions: &BTreeMap<String, Edition>) -> String {
    let mut head = String::new();
    let mut links = String::new();
    for (key, edition) in editions {
        let (key, language) = (escape(key), escape(&edition.language));
        if let Some(url) = &settings.url {
            head.push_str(&format!(
                "<link rel=\"alternate\" hreflang=\"{language}\" href=\"{}{key}/index.html\">\n",
                escape(url)
            ));
        }
        links.push_str(&format!(
            "<li><a data-edition=\"{key}\" href=\"{key}/index.html\" hreflang=\"{language}\" lang=\"{language}\">{}　{}</a></li>\n",
            escape(&edition.name),
            escape(&edition.title)
        ));
    }
    if let Some(url) = &settings.url {
        head.push_str(&format!("<link rel=\"canonical\" href=\"{0}\">\n<link rel=\"alternate\" hreflang=\"x-default\" href=\"{0}\">\n", escape(url)));
    }
    let title = titles(editions);
    let body =
        format!("<h1>{}</h1>\n<ul>\n{links}</ul>\n<script>{CHOOSE}</script>\n", escape(&title));
    page(first_language(editions), &title, &head, &body)
}

fn not_found(url: &str, editions: &BTreeMap<String, Edition>) -> String {
    let sections: String = editions
        .iter()
        .map(|(key, edition)| {
            let lang = Lang::from_tag(&edition.language);
            format!(
                "<section lang=\"{}\"><h1>{}</h1>\n<p>{}<a href=\"{}{}/index.html\">{}</a></p></section>\n",
                escape(&edition.language),
                lang.pick("这里没有这一页", "There is no such page"),
                lang.pick("它可能改了名字。从头开始：", "It may have a new name. Begin at the beginning: "),
                escape(url),
                escape(key),
                escape(&edition.title),
            )
        })
        .collect();
    page(
        first_language(editions),
        &format!("404 · {}", titles(editions)),
        "<meta name=\"robots\" content=\"noindex\">\n",
        &sections,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn editions() -> BTreeMap<String, Edition> {
        [("en", "English", "A Book"), ("zh", "中文", "一本书")]
            .map(|(key, name, title)| {
                let edition = Edition {
                    language: key.into(),
                    name: name.into(),
                    title: title.into(),
                    description: String::new(),
                };
                (key.to_owned(), edition)
            })
            .into()
    }

    fn files(url: Option<&str>) -> (Vec<String>, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { url: url.map(str::to_owned), ..Settings::default() };
        write(folder.path(), &settings, &editions()).unwrap();
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        (names, folder)
    }

    #[test]
    fn without_an_address_only_the_chooser_is_there() {
        let (names, folder) = files(None);
        assert_eq!(names, [".nojekyll", "index.html"]);
        let chooser = std::fs::read_to_string(folder.path().join("index.html")).unwrap();
        assert!(
            chooser.contains("href=\"zh/index.html\" hreflang=\"zh\" lang=\"zh\">中文　一本书</a>"),
            "{chooser}"
        );
        assert!(!chooser.contains("canonical"));
        assert!(
            chooser.contains("Content-Security-Policy") && chooser.contains("'sha256-"),
            "{chooser}"
        );
    }

    #[test]
    fn with_an_address_everything_is() {
        let (names, folder) = files(Some("https://example.org/b/"));
        assert_eq!(names, [".nojekyll", "404.html", "index.html", "robots.txt", "sitemap.xml"]);
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(read("404.html").contains("https://example.org/b/zh/index.html\">一本书</a>"));
        assert!(read("404.html").contains("There is no such page"));
        assert!(read("sitemap.xml").contains("<loc>https://example.org/b/en/sitemap.xml</loc>"));
        assert!(read("robots.txt").contains("Sitemap: https://example.org/b/sitemap.xml"));
        assert!(
            read("index.html").contains("hreflang=\"x-default\" href=\"https://example.org/b/\"")
        );
    }
}
