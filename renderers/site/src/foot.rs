//! What a chapter says of itself: the time that it takes, under its title; at its end, when it changed, by whom,
//! and the ways to answer, which need no script.

use dst_kit::escape;

use crate::git::Change;
use crate::sections::PageText;

/// Han characters a minute and words a minute, as publishers of either count them.
const HAN_A_MINUTE: usize = 400;
const WORDS_A_MINUTE: usize = 220;

/// Where readers can answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repository {
    /// Its address, without a slash at the end.
    pub url: Option<String>,
    /// mdBook's `edit-url-template`.
    pub edit: Option<String>,
    /// The commit that the pages are made of.
    pub commit: Option<String>,
}

/// One chapter.
#[derive(Debug)]
pub struct About<'a> {
    /// Whether it speaks Chinese.
    pub chinese: bool,
    /// The chapter's title.
    pub title: &'a str,
    /// The part of the book that it belongs to.
    pub part: &'a str,
    /// Its file, relative to the folder of `book.toml`.
    pub file: &'a str,
    /// Its text.
    pub text: &'a PageText,
    /// What git knows of it.
    pub change: Option<&'a Change>,
    /// Where readers can answer.
    pub repository: &'a Repository,
}

impl About<'_> {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.chinese { zh } else { en }
    }

    /// The line under the title; empty for pages that belong to no part, which are not read from end to end.
    pub fn line(&self) -> String {
        if self.part.is_empty() {
            return String::new();
        }
        let minutes = minutes(self.text);
        let time = if self.chinese {
            format!("约 {minutes} 分钟")
        } else {
            format!("about {minutes} min")
        };
        let part = escape(self.part);
        format!("<p class=\"page-meta\" data-nosearch><span>{part}</span><span>{time}</span></p>\n")
    }

    /// The end of the page; empty if there is nothing to say.
    pub fn end(&self) -> String {
        let mut out = String::new();
        if let Some(change) = self.change {
            let date = change.at.split('T').next().unwrap_or(&change.at);
            let (updated, by) = (self.pick("更新于", "Updated"), self.pick("作者：", "by "));
            let authors: Vec<String> = change.authors.iter().map(|name| escape(name)).collect();
            out.push_str(&format!(
                "<p>{updated} <time datetime=\"{0}\">{date}</time> · {by}{1}</p>\n",
                escape(&change.at),
                authors.join(self.pick("、", ", ")),
            ));
        }
        for (href, words) in self.links() {
            out.push_str(&format!("<a href=\"{}\">{words}</a>\n", escape(&href)));
        }
        if out.is_empty() {
            return out;
        }
        format!("\n<footer class=\"page-foot\">\n{out}</footer>")
    }

    fn links(&self) -> Vec<(String, &'static str)> {
        let mut links = Vec::new();
        if let Some(template) = &self.repository.edit {
            links.push((
                template.replace("{path}", self.file),
                self.pick("编辑本页", "Edit this page"),
            ));
        }
        if let Some(url) = &self.repository.url {
            links.push((self.report(url), self.pick("报告错误", "Report a mistake")));
            if url.starts_with("https://github.com/") {
                links.push((format!("{url}/discussions"), self.pick("讨论", "Discuss")));
            }
        }
        links
    }

    /// A new issue that already says which text of which commit it is about.
    fn report(&self, url: &str) -> String {
        let (file, colon) = (self.file, self.pick("：", ": "));
        let commit = self.repository.commit.as_deref().unwrap_or("—");
        let body = format!(
            "{}{colon}{file}\n{}{colon}{commit}\n\n{}\n",
            self.pick("文件", "File"),
            self.pick("版本", "Commit"),
            self.pick("哪里错了，应该是什么：", "What is wrong, and what it should be:"),
        );
        let title = format!("{}{colon}", self.title);
        format!("{url}/issues/new?title={}&body={}", percent(&title), percent(&body))
    }
}

/// How long the text takes to read, at least one minute.
fn minutes(text: &PageText) -> usize {
    let (mut han, mut words, mut in_word) = (0, 0, false);
    for c in text.sections.iter().flat_map(|section| section.text.chars().chain([' '])) {
        han += usize::from(matches!(c, '\u{3400}'..='\u{9fff}'));
        let word = c.is_ascii_alphanumeric();
        words += usize::from(word && !in_word);
        in_word = word;
    }
    (han.div_ceil(HAN_A_MINUTE) + words / WORDS_A_MINUTE).max(1)
}

/// Percent-encoding of a part of a query (RFC 3986, section 2).
fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::Section;

    fn text(words: &str) -> PageText {
        let section = Section { text: words.to_owned(), ..Section::default() };
        PageText { sections: vec![section], ..PageText::default() }
    }

    #[test]
    fn han_and_words_take_time() {
        assert_eq!(minutes(&text("短")), 1);
        assert_eq!(minutes(&text(&"字".repeat(4000))), 10);
        assert_eq!(minutes(&text(&format!("{}{}", "字".repeat(400), "word ".repeat(440)))), 3);
    }

    #[test]
    fn a_chapter_says_when_it_changed_and_where_to_answer() {
        let change =
            Change { at: "2026-02-03T04:05:06+08:00".into(), authors: vec!["甲 <b>".into()] };
        let repository = Repository {
            url: Some("https://github.com/o/r".into()),
            edit: Some("https://github.com/o/r/edit/main/{path}".into()),
            commit: Some("abc123".into()),
        };
        let text = text("x");
        let about = About {
            chinese: true,
            title: "缓存",
            part: "第五部分",
            file: "src/zh/a.md",
            text: &text,
            change: Some(&change),
            repository: &repository,
        };
        assert!(about.line().contains("<span>约 1 分钟</span>"));
        let end = about.end();
        for wanted in [
            "更新于 <time datetime=\"2026-02-03T04:05:06+08:00\">2026-02-03</time> · 作者：甲 &lt;b&gt;",
            "href=\"https://github.com/o/r/edit/main/src/zh/a.md\">编辑本页",
            "/issues/new?title=%E7%BC%93%E5%AD%98%EF%BC%9A&amp;body=",
            "abc123",
            "href=\"https://github.com/o/r/discussions\"",
        ] {
            assert!(end.contains(wanted), "{wanted}\n{end}");
        }
        let bare = About { part: "", change: None, repository: &Repository::default(), ..about };
        assert_eq!((bare.line(), bare.end()), (String::new(), String::new()));
    }
}
