//! What is put into a page that mdBook has written.

use dst_kit::{Lang, escape};

use crate::card;
use crate::editions::Partner;

/// The length of a description, in characters: what search engines and messengers show.
const DESCRIPTION: usize = 160;

/// Puts text into a page at the places that mdBook's template has.
#[derive(Debug)]
pub struct Html(pub String);

impl Html {
    /// As the first thing after the character set, before anything that a policy could concern.
    pub fn first(&mut self, text: &str) {
        let at = after(&self.0, "<meta charset=\"UTF-8\">").or_else(|| after(&self.0, "<head>"));
        self.insert(at, text);
    }

    /// As the last thing in `<head>`.
    pub fn last(&mut self, text: &str) {
        self.insert(self.0.find("</head>"), text);
    }

    /// At the beginning of the buttons at the right of the menu bar.
    pub fn button(&mut self, text: &str) {
        let at = after(&self.0, "<div class=\"right-buttons\">");
        self.insert(at, text);
    }

    /// Under the title of the text.
    pub fn under_title(&mut self, text: &str) {
        self.insert(after(&self.0, "</h1>"), text);
    }

    /// After the text, footnotes included.
    pub fn after_text(&mut self, text: &str) {
        self.insert(after(&self.0, "</main>"), text);
    }

    /// Puts the page's own description in place of the book's.
    pub fn describe(&mut self, text: &str) {
        const START: &str = "<meta name=\"description\" content=\"";
        let own = format!("{START}{}\">", escape(text));
        let start = self.0.find(START);
        let end = start.and_then(|at| self.0[at..].find("\">").map(|length| at + length + 2));
        match start.zip(end) {
            Some((start, end)) => self.0.replace_range(start..end, &own),
            None => self.last(&format!("{own}\n")),
        }
    }

    fn insert(&mut self, at: Option<usize>, text: &str) {
        if let Some(at) = at {
            self.0.insert_str(at, text);
        }
    }
}

fn after(html: &str, mark: &str) -> Option<usize> {
    html.find(mark).map(|at| at + mark.len())
}

/// A description from the first paragraph: whole sentences as far as they fit, or its beginning.
pub fn description(paragraph: &str) -> String {
    let chars: Vec<char> = paragraph.chars().collect();
    if chars.len() <= DESCRIPTION {
        return paragraph.to_owned();
    }
    let ends = |at: usize| match chars[at] {
        '。' | '！' | '？' => true,
        '.' | '!' | '?' => chars.get(at + 1) == Some(&' '),
        _ => false,
    };
    match (DESCRIPTION / 3..DESCRIPTION).rev().find(|&at| ends(at)) {
        Some(end) => chars[..=end].iter().collect(),
        None => chars[..DESCRIPTION - 1].iter().chain(&['…']).collect(),
    }
}

/// What a page says of itself to search engines and messengers.
#[derive(Debug)]
pub struct Sharing<'a> {
    /// The address of the edition.
    pub base: &'a str,
    /// The page, relative to it.
    pub path: &'a str,
    /// The language of the edition.
    pub language: &'a str,
    /// The book's title.
    pub book: &'a str,
    /// The page's title.
    pub title: &'a str,
    /// The page's description.
    pub description: &'a str,
    /// The page in other editions.
    pub partners: &'a [Partner<'a>],
}

impl Sharing<'_> {
    /// The elements for `<head>`.
    pub fn tags(&self) -> String {
        let address = format!("{}{}", self.base, self.path);
        let mut tags = format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&address));
        for (language, href) in alternates(&address, self.language, self.partners) {
            tags.push_str(&format!(
                "<link rel=\"alternate\" hreflang=\"{}\" href=\"{}\">\n",
                escape(language),
                escape(&href)
            ));
        }
        tags.push_str(&format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{}feed.xml\" title=\"{}\">\n",
            escape(self.base),
            escape(self.book)
        ));
        let locale = self.language.replace('-', "_");
        for (property, content) in [
            ("og:type", "article"),
            ("og:site_name", self.book),
            ("og:title", self.title),
            ("og:description", self.description),
            ("og:url", &address),
            ("og:locale", &locale),
            ("og:image", &format!("{}{}", self.base, card::FILE)),
            ("og:image:width", &card::SIZE[0].to_string()),
            ("og:image:height", &card::SIZE[1].to_string()),
        ] {
            tags.push_str(&format!(
                "<meta property=\"{property}\" content=\"{}\">\n",
                escape(content)
            ));
        }
        tags.push_str("<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
        tags
    }
}

/// The address of a page in each language, its own first; empty if it has one edition only.
pub fn alternates<'a>(
    address: &str,
    language: &'a str,
    partners: &'a [Partner<'a>],
) -> Vec<(&'a str, String)> {
    if partners.is_empty() {
        return Vec::new();
    }
    let others = partners.iter().map(|p| (p.edition.language.as_str(), resolve(address, &p.href)));
    std::iter::once((language, address.to_owned())).chain(others).collect()
}

/// A relative link as an address.
fn resolve(address: &str, href: &str) -> String {
    let mut base = address.rsplit_once('/').map_or(address, |(folder, _)| folder);
    let mut href = href;
    while let Some(rest) = href.strip_prefix("../") {
        base = base.rsplit_once('/').map_or(base, |(folder, _)| folder);
        href = rest;
    }
    format!("{base}/{href}")
}

/// The links to the other editions, for the menu bar.
pub fn switcher(partners: &[Partner<'_>]) -> String {
    partners
        .iter()
        .map(|p| {
            let language = escape(&p.edition.language);
            format!(
                "<a class=\"edition-link\" data-edition=\"{}\" href=\"{}\" hreflang=\"{language}\" lang=\"{language}\">{}</a>\n",
                escape(p.key),
                escape(&p.href),
                escape(&p.edition.name),
            )
        })
        .collect()
}

/// The link to the book as a PDF, for the menu bar of a page; `up` leads to the folder of pages.
pub fn pdf(up: &str, file: &str, lang: Lang) -> String {
    let title = lang.pick("下载可打印的 PDF", "Download the PDF, to be printed");
    format!(
        "<a class=\"pdf-link\" href=\"{}{}\" title=\"{title}\">PDF</a>\n",
        escape(up),
        escape(file)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Edition;

    #[test]
    fn text_goes_where_the_template_has_a_place() {
        let mut html = Html("<head><meta charset=\"UTF-8\"><meta name=\"description\" content=\"book\"></head><div class=\"right-buttons\"></div>".into());
        html.first("1");
        html.last("2");
        html.button("3");
        html.describe("a \"b\"");
        assert_eq!(
            html.0,
            "<head><meta charset=\"UTF-8\">1<meta name=\"description\" content=\"a &quot;b&quot;\">2</head><div class=\"right-buttons\">3</div>"
        );
        let mut html = Html("<head></head>".into());
        html.first("1");
        html.describe("x");
        assert_eq!(html.0, "<head>1<meta name=\"description\" content=\"x\">\n</head>");
    }

    #[test]
    fn a_description_ends_with_a_sentence() {
        assert_eq!(description("短。"), "短。");
        let text = format!("{}。{}。{}", "甲".repeat(60), "乙".repeat(60), "丙".repeat(60));
        assert_eq!(description(&text).chars().count(), 122);
        assert!(description(&"v1.5 ".repeat(50)).ends_with('…'));
    }

    #[test]
    fn a_page_of_two_editions_names_both() {
        let edition = Edition {
            language: "en".into(),
            name: "English".into(),
            title: "T".into(),
            description: String::new(),
        };
        let partners = [Partner { key: "en", edition: &edition, href: "../../en/a/b.html".into() }];
        let sharing = Sharing {
            base: "https://example.org/zh/",
            path: "a/b.html",
            language: "zh-CN",
            book: "书",
            title: "B",
            description: "d",
            partners: &partners,
        };
        let tags = sharing.tags();
        for tag in [
            "<link rel=\"canonical\" href=\"https://example.org/zh/a/b.html\">",
            "hreflang=\"zh-CN\" href=\"https://example.org/zh/a/b.html\"",
            "hreflang=\"en\" href=\"https://example.org/en/a/b.html\"",
            "href=\"https://example.org/zh/feed.xml\"",
            "<meta property=\"og:locale\" content=\"zh_CN\">",
            "<meta property=\"og:image\" content=\"https://example.org/zh/card.png\">",
        ] {
            assert!(tags.contains(tag), "{tag}\n{tags}");
        }
        assert!(!Sharing { partners: &[], ..sharing }.tags().contains("hreflang"));
        assert!(
            switcher(&partners)
                .contains("href=\"../../en/a/b.html\" hreflang=\"en\" lang=\"en\">English</a>")
        );
    }
}
