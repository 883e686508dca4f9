//! For programs that read: `sitemap.xml`, the Atom feed of changed chapters, `robots.txt`.

use dst_kit::escape;

use crate::editions::Partner;
use crate::head::alternates;
use crate::pages::Page;

/// How many changed chapters the feed has.
const ENTRIES: usize = 30;

/// A page as the sitemap and the feed have it.
#[derive(Debug)]
pub struct Entry<'a> {
    /// The page.
    pub page: &'a Page,
    /// Its description.
    pub description: String,
    /// When its chapter last changed, as ISO 8601, if git knows.
    pub changed: Option<String>,
    /// The page in other editions.
    pub partners: Vec<Partner<'a>>,
}

/// The sitemap of an edition at `base` (sitemaps.org protocol 0.9, with alternates by language).
pub fn sitemap(base: &str, language: &str, entries: &[Entry<'_>]) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for entry in entries {
        let address = format!("{base}{}", entry.page.path);
        xml.push_str(&format!("<url><loc>{}</loc>", escape(&address)));
        if let Some(changed) = &entry.changed {
            xml.push_str(&format!("<lastmod>{}</lastmod>", escape(changed)));
        }
        for (language, href) in alternates(&address, language, &entry.partners) {
            xml.push_str(&format!(
                "<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{}\"/>",
                escape(language),
                escape(&href)
            ));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// The sitemap of a site of several editions: where theirs are.
pub fn sitemap_index<'a>(bases: impl Iterator<Item = &'a str>) -> String {
    let maps: String = bases
        .map(|base| format!("<sitemap><loc>{}sitemap.xml</loc></sitemap>\n", escape(base)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{maps}</sitemapindex>\n"
    )
}

/// `robots.txt`. It counts at the root of a host only, and does no harm elsewhere.
pub fn robots(base: &str) -> String {
    format!("User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n")
}

/// The chapters that changed last, as an Atom feed (RFC 4287); `None` if nobody knows when any changed.
pub fn feed(
    base: &str,
    book: &str,
    author: &str,
    language: &str,
    entries: &[Entry<'_>],
) -> Option<String> {
    let mut dated: Vec<_> =
        entries.iter().filter_map(|entry| Some((entry.changed.as_deref()?, entry))).collect();
    dated.sort_by(|a, b| b.0.cmp(a.0));
    dated.truncate(ENTRIES);
    let (latest, _) = dated.first()?;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{base}</id>\n<link href=\"{base}\"/>\n<link rel=\"self\" href=\"{base}feed.xml\"/>\n<updated>{}</updated>\n<author><name>{}</name></author>\n",
        escape(language),
        escape(book),
        escape(latest),
        escape(author),
        base = escape(base),
    );
    for (changed, entry) in &dated {
        let address = escape(&format!("{base}{}", entry.page.path));
        xml.push_str(&format!(
            "<entry><title>{}</title><id>{address}</id><link href=\"{address}\"/><updated>{}</updated><summary>{}</summary></entry>\n",
            escape(&entry.page.title),
            escape(changed),
            escape(&entry.description),
        ));
    }
    xml.push_str("</feed>\n");
    Some(xml)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> Page {
        Page {
            path: path.into(),
            source: String::new(),
            title: "A & B".into(),
            part: String::new(),
        }
    }

    #[test]
    fn the_feed_has_the_latest_first_and_none_without_dates() {
        let (a, b) = (page("a.html"), page("b.html"));
        let entry = |page, changed: Option<&str>| Entry {
            page,
            description: "d".into(),
            changed: changed.map(str::to_owned),
            partners: Vec::new(),
        };
        let entries =
            [entry(&a, Some("2026-01-01T00:00:00Z")), entry(&b, Some("2026-02-01T00:00:00Z"))];
        let xml = feed("https://example.org/", "Book", "Us", "en", &entries).unwrap();
        assert!(xml.find("b.html").unwrap() < xml.find("a.html").unwrap());
        assert!(xml.contains("<updated>2026-02-01T00:00:00Z</updated>\n<author>"), "{xml}");
        assert!(xml.contains("<title>A &amp; B</title>"));
        assert_eq!(feed("https://example.org/", "Book", "Us", "en", &[entry(&a, None)]), None);

        let map = sitemap("https://example.org/", "en", &entries);
        assert!(map.contains("<url><loc>https://example.org/a.html</loc><lastmod>2026-01-01T00:00:00Z</lastmod></url>"));
    }
}
