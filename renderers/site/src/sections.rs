//! The text of a page by section, as a reader sees it.
//!
//! It is taken from the finished HTML, with the tokenizer of the HTML standard: ids are then the page's own,
//! and what a stage or the theme has put in is searched as it is shown.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// A heading or a defined term, and the text up to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// 1–3 for h1–h3; [`Section::TERM`] for a term of a definition list.
    pub level: u8,
    /// The anchor; empty for what stands before the first heading.
    pub id: String,
    /// The heading.
    pub heading: String,
    /// The text: blocks are lines.
    pub text: String,
}

impl Section {
    /// The level of a defined term with an anchor of its own.
    pub const TERM: u8 = 4;
}

/// What is read off a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// The sections of `<main>`.
    pub sections: Vec<Section>,
    /// The first paragraph of `<main>`.
    pub first_paragraph: String,
}

/// Reads the `<main>` of a page. Scripts, styles, buttons, navigation, and everything in an element with
/// `data-nosearch` are left out; equal labels of one picture count once.
pub fn read(html: &str) -> PageText {
    let sink = Sink::default();
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // The sink asks for no script to be run, so one feed takes everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut reader = tokenizer.sink.reader.into_inner();
    reader.close();
    PageText { sections: reader.sections, first_paragraph: reader.paragraph.unwrap_or_default() }
}

#[derive(Default)]
struct Sink {
    reader: RefCell<Reader>,
}

#[derive(Default)]
struct Reader {
    inside: bool,
    /// The element whose content is left out, and how many of its name are open.
    skipping: Option<(String, u32)>,
    preformatted: u32,
    sections: Vec<Section>,
    current: Section,
    /// Whether characters belong to the heading: until this element closes.
    heading: Option<String>,
    paragraph: Option<String>,
    in_paragraph: bool,
    /// The labels of the picture at hand.
    labels: Option<Vec<String>>,
    label: String,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.reader.borrow_mut();
        match token {
            Token::CharacterTokens(text) => reader.text(&text),
            Token::TagToken(tag) => {
                let raw = (tag.kind == TagKind::StartTag).then(|| raw_kind(&tag.name)).flatten();
                reader.tag(&tag);
                if let Some(kind) = raw {
                    return TokenSinkResult::RawData(kind);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "script" => Some(RawKind::ScriptData),
        "style" | "noscript" | "iframe" => Some(RawKind::Rawtext),
        "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

/// Elements without an end tag.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "wbr", "col", "source", "link"];

const LEFT_OUT: [&str; 9] =
    ["script", "style", "template", "button", "nav", "noscript", "iframe", "textarea", "select"];

/// Elements that run on in the line; all others end it.
const INLINE: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "mark", "q", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

impl Reader {
    fn tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let start = tag.kind == TagKind::StartTag;
        if name == "main" {
            self.inside = start;
            return;
        }
        if !self.inside {
            return;
        }
        if let Some((skipped, depth)) = &mut self.skipping {
            if name == skipped && !tag.self_closing {
                *depth = if start { *depth + 1 } else { *depth - 1 };
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        let attribute = |wanted: &str| {
            tag.attrs.iter().find(|a| &*a.name.local == wanted).map(|a| a.value.to_string())
        };
        // The number of a footnote would run into the word before it.
        let footnote = attribute("class").is_some_and(|class| class == "footnote-reference");
        // A picture's title and description repeat its caption.
        let repeats = self.labels.is_some() && matches!(name, "title" | "desc");
        if start
            && (LEFT_OUT.contains(&name)
                || repeats
                || attribute("data-nosearch").is_some()
                || footnote)
        {
            if !tag.self_closing && !VOID.contains(&name) {
                self.skipping = Some((name.to_owned(), 1));
            }
            return;
        }
        match name {
            "svg" => return self.picture(start),
            "text" | "foreignobject" if self.labels.is_some() => return self.end_label(),
            _ if self.labels.is_some() => return,
            "pre" => self.preformatted = if start { 1 } else { 0 },
            "p" if start => self.in_paragraph = self.paragraph.is_none(),
            "p" if self.in_paragraph => self.in_paragraph = false,
            _ => {}
        }
        if start
            && let Some(level) = level(name)
            && let Some(id) = attribute("id")
        {
            self.close();
            self.current = Section { level, id, ..Section::default() };
            self.heading = Some(name.to_owned());
        } else if !start && self.heading.as_deref() == Some(name) {
            self.heading = None;
        } else if !INLINE.contains(&name) {
            self.line();
        }
    }

    fn picture(&mut self, start: bool) {
        if start {
            self.line();
            self.labels = Some(Vec::new());
            return;
        }
        self.end_label();
        for label in self.labels.take().unwrap_or_default() {
            self.current.text.push_str(&label);
            self.current.text.push('\n');
        }
    }

    fn end_label(&mut self) {
        let label = std::mem::take(&mut self.label);
        let label = label.trim();
        if let Some(labels) = &mut self.labels
            && !label.is_empty()
            && !labels.iter().any(|known| known == label)
        {
            labels.push(label.to_owned());
        }
    }

    fn text(&mut self, text: &str) {
        if !self.inside || self.skipping.is_some() {
            return;
        }
        if self.labels.is_some() {
            return flow(&mut self.label, text);
        }
        if self.in_paragraph && self.heading.is_none() {
            flow(self.paragraph.get_or_insert_default(), text);
        }
        if self.heading.is_some() {
            flow(&mut self.current.heading, text);
        } else if self.preformatted > 0 {
            self.current.text.push_str(text);
        } else {
            flow(&mut self.current.text, text);
        }
    }

    fn line(&mut self) {
        let text =
            if self.heading.is_some() { &mut self.current.heading } else { &mut self.current.text };
        let end = text.trim_end_matches(' ').len();
        text.truncate(end);
        if !text.is_empty() && !text.ends_with('\n') && self.heading.is_none() {
            text.push('\n');
        }
    }

    fn close(&mut self) {
        let mut section = std::mem::take(&mut self.current);
        section.heading = section.heading.trim().to_owned();
        section.text = section.text.trim().to_owned();
        if !section.id.is_empty() || !section.text.is_empty() {
            self.sections.push(section);
        }
        self.heading = None;
        if let Some(paragraph) = &mut self.paragraph {
            *paragraph = paragraph.trim().to_owned();
        }
    }
}

fn level(name: &str) -> Option<u8> {
    match name {
        "h1" => Some(1),
        "h2" => Some(2),
        "h3" => Some(3),
        "dt" => Some(Section::TERM),
        _ => None,
    }
}

/// Appends running text: white space is one space, and none at the beginning of a line. A line break
/// between Han characters is none at all.
fn flow(to: &mut String, text: &str) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii_whitespace() {
            to.push(c);
            continue;
        }
        let mut broken = c == '\n';
        while let Some(more) = chars.next_if(char::is_ascii_whitespace) {
            broken |= more == '\n';
        }
        let joins = broken
            && to.chars().next_back().is_some_and(is_han)
            && chars.peek().copied().is_some_and(is_han);
        if !joins && !to.is_empty() && !to.ends_with([' ', '\n']) {
            to.push(' ');
        }
    }
}

/// Whether a character is Han or of the punctuation that goes with it.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections(main: &str) -> Vec<(String, String, String)> {
        let page = format!("<title>x</title><p>no</p><main>{main}</main><p>no</p>");
        read(&page).sections.into_iter().map(|s| (s.id, s.heading, s.text)).collect()
    }

    fn text(main: &str) -> String {
        sections(main).pop().unwrap().2
    }

    #[test]
    fn headings_and_terms_open_sections() {
        let html = "<h1 id=\"a\"><a class=\"header\" href=\"#a\">One <em>two</em></a></h1><p>x</p><h4 id=z>four</h4>\
                    <dl><dt id=\"t\">Term</dt><dd>What it is</dd><dt>none</dt></dl><h2 id=\"b\">B</h2>";
        let expected =
            [("a", "One two", "x\nfour"), ("t", "Term", "What it is\nnone"), ("b", "B", "")];
        assert_eq!(sections(html), expected.map(|(a, b, c)| (a.into(), b.into(), c.into())));
    }

    #[test]
    fn inline_elements_do_not_break_words_and_blocks_do() {
        assert_eq!(
            text("<p>法定<a href=x><strong>人</strong>数</a>和\n 多数</p><p>x\ny</p>"),
            "法定人数和多数\nx y"
        );
        assert_eq!(text("<table><tr><td>a</td><td>b</td></tr></table>c<br>d"), "a\nb\nc\nd");
    }

    #[test]
    fn code_keeps_its_lines_and_references_are_characters() {
        assert_eq!(text("<pre><code>a &lt; b\n  c\n</code></pre><p>d</p>"), "a < b\n  c\nd");
    }

    #[test]
    fn what_no_reader_reads_is_left_out() {
        let html = "<script>if (a<b) x</script><style>p{}</style><sup class=\"footnote-reference\"><a>4</a></sup><button>Copy <b>x</b></button>\
                    <div data-nosearch><div>no</div>no</div><p>yes</p>";
        assert_eq!(text(html), "yes");
    }

    #[test]
    fn labels_of_a_picture_count_once() {
        let svg = "<svg><title>caption</title><style>x</style><text><tspan>vote</tspan></text><text>vote</text><path /><text>log</text></svg><p>x</p>";
        assert_eq!(text(svg), "vote\nlog\nx");
    }

    #[test]
    fn the_first_paragraph_is_the_description() {
        let page = read("<main><h1 id=a>A</h1><p>First\n<em>line</em>.</p><p>Second.</p></main>");
        assert_eq!(page.first_paragraph, "First line.");
    }
}
