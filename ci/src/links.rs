//! Links and ids of the built site: every link inside it leads somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The HTML pages below `site`, in order.
pub(crate) fn pages(site: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![site.to_owned()];
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
    found.sort();
    Ok(found)
}

/// One line for each link that leads to no file or no id of the site, and for each id that is there twice.
pub(crate) fn broken(site: &Path) -> anyhow::Result<Vec<String>> {
    let mut ids: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let mut hrefs: Vec<(PathBuf, String)> = Vec::new();
    let mut wrong = Vec::new();
    for page in pages(site)? {
        let html = std::fs::read_to_string(&page)
            .with_context(|| format!("cannot read {}", page.display()))?;
        // 404.html is shown at any address, so its links are relative to the site's root by a <base>.
        let is_fallback =
            page.file_name().is_some_and(|name| name == "404.html" || name == "toc.html");
        let mut known = BTreeSet::new();
        for id in attributes(&html, " id=\"") {
            if !known.insert(id.clone()) {
                wrong.push(format!("{}: the id `{id}` is there twice", shown(site, &page)));
            }
        }
        // A page that only sends the reader on is checked by where it leads.
        if let Some((_, rest)) = html.split_once("http-equiv=\"refresh\" content=\"0; url=") {
            hrefs.extend(rest.split_once('"').map(|(target, _)| (page.clone(), decode(target))));
        } else if !is_fallback {
            hrefs.extend(attributes(&html, " href=\"").map(|href| (page.clone(), href)));
        }
        ids.insert(page, known);
    }
    for (page, href) in hrefs {
        let outside =
            href.contains("://") || href.starts_with("mailto:") || href.starts_with("data:");
        if outside || href.is_empty() {
            continue;
        }
        let (path, id) = href.split_once('#').unwrap_or((&href, ""));
        let target = if path.is_empty() { page.clone() } else { join(&page, path) };
        let target = if target.is_dir() { target.join("index.html") } else { target };
        if !target.is_file() {
            wrong.push(format!("{}: the link `{href}` leads to no file", shown(site, &page)));
        } else if !id.is_empty() && ids.get(&target).is_some_and(|known| !known.contains(id)) {
            wrong.push(format!(
                "{}: the link `{href}` leads to no id of that page",
                shown(site, &page)
            ));
        }
    }
    Ok(wrong)
}

/// The values of an attribute, outside of scripts, unescaped as far as links need it.
fn attributes<'a>(html: &'a str, name: &'a str) -> impl Iterator<Item = String> + 'a {
    let outside_scripts = html.split("<script").enumerate().map(|(i, part)| match i {
        0 => part,
        _ => part.split_once("</script>").map_or("", |(_, rest)| rest),
    });
    outside_scripts.flat_map(move |part| {
        part.split(name).skip(1).filter_map(|rest| Some(decode(rest.split_once('"')?.0)))
    })
}

/// Character references and percent signs of a link.
fn decode(text: &str) -> String {
    let text = text
        .replace("&amp;", "&")
        .replace("&quot;", "\"")
        .replace("&#x2F;", "/")
        .replace("&#x27;", "'");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        let code = code.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or(text)
}

fn join(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().unwrap_or(page).to_owned();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

fn shown(site: &Path, page: &Path) -> String {
    page.strip_prefix(site).unwrap_or(page).to_string_lossy().replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(pages: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, html) in pages {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, html).unwrap();
        }
        broken(folder.path()).unwrap()
    }

    #[test]
    fn good_links_are_silent() {
        let a = r##"<p id="x"></p><a href="#x">x</a> <a href="b/c.html#%E8%AF%8D">y</a> <a href="https://a.example/">z</a>"##;
        let c = r#"<p id="词"></p><a href="../a.html?highlight#x">x</a>"#;
        assert_eq!(
            site(&[("a.html", a), ("b/c.html", &c.replace("?highlight", ""))]),
            Vec::<String>::new()
        );
    }

    #[test]
    fn dead_links_and_double_ids_are_named() {
        let a = r##"<p id="x"></p><p id="x"></p><a href="#y">x</a> <a href="none.html">y</a>"##;
        assert_eq!(
            site(&[("a.html", a)]),
            [
                "a.html: the id `x` is there twice",
                "a.html: the link `#y` leads to no id of that page",
                "a.html: the link `none.html` leads to no file",
            ]
        );
    }

    #[test]
    fn a_page_that_redirects_is_checked_by_its_target() {
        let page = |target| {
            format!(
                "<meta http-equiv=\"refresh\" content=\"0; url={target}\"><a href=\"none.html\">x</a>"
            )
        };
        assert!(site(&[("index.html", &page("a/b.html")), ("a/b.html", "")]).is_empty());
        assert_eq!(
            site(&[("index.html", &page("c.html"))]),
            ["index.html: the link `c.html` leads to no file"]
        );
    }

    #[test]
    fn scripts_hold_no_links() {
        assert!(site(&[("a.html", "<script>let s = ' href=\"none.html\"';</script>")]).is_empty());
    }
}
