//! Text that runs on in the line.

use super::{Emit, Space, Style};
use crate::cells::{is_wide, longest_word};
use crate::targets::Goal;
use crate::tree::{self, Element, Node};
use crate::typst::string;

/// Classes of `<span>` that look different on paper.
const SPANS: [&str; 5] =
    ["fig-number", "glossary-other", "verified", "unverified", "diagram-source"];

impl Emit<'_> {
    /// A line, or several: what stands before and after is none of it.
    pub(super) fn line(&mut self, nodes: &[&Node]) {
        (self.space, self.before) = (Space::None, None);
        for node in nodes {
            self.inline(node);
        }
        self.flush();
        (self.space, self.before) = (Space::None, None);
    }

    pub(super) fn inlines(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.inline(node);
        }
    }

    fn inline(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.characters(text),
            Node::Element(element) => self.inline_element(element),
        }
    }

    /// Adds text, with white space as HTML shows it.
    pub(super) fn characters(&mut self, text: &str) {
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            // In a Chinese text the mark is Han, but not inside of a Latin word.
            let in_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            if c == '’'
                && self.space == Space::None
                && in_word(self.before)
                && in_word(characters.peek().copied())
            {
                self.flush();
                self.out.push_str("#latin(\"’\")");
                self.before = Some(c);
            } else if c == '\n' || c == '\r' {
                if self.space == Space::None {
                    self.space = Space::Newline;
                }
            } else if c == ' ' || c == '\t' {
                // The spaces that begin a line of the source are part of its break.
                if self.space == Space::None {
                    self.space = Space::Blank;
                }
            } else {
                self.settle(c);
                self.pending.push(c);
                self.before = Some(c);
            }
        }
    }

    /// Writes the space before `next`, if there is one.
    fn settle(&mut self, next: char) {
        let space = std::mem::replace(&mut self.space, Space::None);
        let Some(before) = self.before else { return };
        let joined = space == Space::Newline && is_wide(before) && is_wide(next);
        if space != Space::None && !joined {
            self.pending.push(' ');
        }
    }

    /// Begins something that is no text and stands in the line like a letter.
    fn item(&mut self) {
        self.settle('x');
        self.flush();
        self.before = Some('x');
    }

    /// Writes the text that has been collected.
    pub(super) fn flush(&mut self) {
        if !self.pending.is_empty() {
            let text = std::mem::take(&mut self.pending);
            let pieces: Vec<String> = endless(&text).into_iter().map(string).collect();
            self.out.push('#');
            self.out.push_str(&pieces.join("#cut#"));
        }
    }

    /// `#name[…]` around the content of an element.
    fn wrap(&mut self, call: &str, element: &Element) {
        // The space before belongs outside.
        if let Some(first) = element.text().chars().find(|c| !c.is_whitespace()) {
            self.settle(first);
        }
        self.flush();
        self.out.push('#');
        self.out.push_str(call);
        self.bracket(|emit| emit.inlines(&element.children));
    }

    fn inline_element(&mut self, element: &Element) {
        let anchored = element.name != "svg" && element.name != "task";
        if anchored && let Some(id) = element.get("id") {
            self.anchor(id);
        }
        match element.name.as_str() {
            "em" | "i" | "cite" | "dfn" | "var" => self.wrap("emph", element),
            "strong" | "b" => self.wrap("strong", element),
            "del" | "s" | "strike" => self.wrap("strike", element),
            "u" | "ins" => self.wrap("underline", element),
            "mark" => self.wrap("highlight", element),
            "sub" => self.wrap("sub", element),
            "sup" => self.wrap("super", element),
            "small" => self.wrap("small", element),
            "kbd" => self.wrap("kbd", element),
            "code" | "tt" | "samp" => self.code_in_line(&element.text()),
            "a" => self.link(element),
            "br" => {
                self.flush();
                self.out.push_str("#linebreak()");
                (self.space, self.before) = (Space::None, None);
            }
            "wbr" => {}
            "img" => {
                self.item();
                self.image_in_line(element);
            }
            "svg" => self.drawing_in_line(element),
            "note-ref" => self.note(element),
            "q" => {
                self.characters("“");
                self.inlines(&element.children);
                self.characters("”");
            }
            "rt" => {
                self.characters("（");
                self.inlines(&element.children);
                self.characters("）");
            }
            "span" => {
                let class = SPANS.iter().find(|class| element.has_class(class));
                match class {
                    Some(class) => self.wrap(&format!("span({})", string(class)), element),
                    None => self.inlines(&element.children),
                }
            }
            "abbr" | "bdi" | "bdo" | "button" | "data" | "font" | "label" | "output"
            | "picture" | "ruby" | "rb" | "time" => self.inlines(&element.children),
            // Of the page alone.
            "input" | "link" | "meta" | "rp" | "script" | "source" | "style" | "task"
            | "template" => {}
            "audio" | "video" | "iframe" | "object" | "embed" => self.medium(element),
            _ if element.is_block() => self.inlines(&element.children),
            _ => {
                self.unknown(element);
                self.inlines(&element.children);
            }
        }
    }

    /// A place that links lead to.
    pub(super) fn anchor(&mut self, id: &str) {
        self.flush();
        self.out.push_str(&format!("#anchor({})", string(&self.label(id))));
    }

    /// Code in a line, cut where it may be broken.
    fn code_in_line(&mut self, text: &str) {
        self.item();
        let text = text.replace(['\n', '\r'], " ");
        let pieces: Vec<String> = breakable(&text).into_iter().map(string).collect();
        self.out.push_str(&format!("#code({})", pieces.join(", ")));
    }

    fn link(&mut self, element: &Element) {
        if let Some(name) = element.get("name").filter(|_| element.get("id").is_none()) {
            self.anchor(name);
        }
        let Some(href) = element.get("href") else { return self.inlines(&element.children) };
        match self.targets.resolve(&self.text.chapter.path, href) {
            Goal::Place(label) => self.wrap(&format!("to({})", string(&label)), element),
            Goal::Term(label) => self.wrap(&format!("term({})", string(&label)), element),
            Goal::Web(url) => self.web(&url, element),
            Goal::Nowhere => self.inlines(&element.children),
            Goal::NoId(chapter, id) => {
                let help = self.targets.near(&chapter, &id).map_or_else(
                    || "name an id of that chapter, or link to the chapter".to_owned(),
                    |near| format!("did you mean `#{near}`?"),
                );
                self.dangling(format!("`{chapter}` has no place `#{id}`"), element, &help);
            }
            Goal::NoChapter(path) => self.dangling(
                format!("there is no chapter and no file `{path}`"),
                element,
                "name a chapter of SUMMARY.md, relative to this one",
            ),
        }
    }

    fn dangling(&mut self, message: String, element: &Element, help: &str) {
        let place = self.text.chapter.place(element.span.clone());
        self.diagnostics.push(dst_kit::Diagnostic::error(message).at(place).help(help));
        self.inlines(&element.children);
    }

    /// A link out of the book. On paper its address has to be read.
    fn web(&mut self, url: &str, element: &Element) {
        let shown = element.text();
        let bare = url.strip_prefix("mailto:").unwrap_or(url);
        if shown.trim() == bare {
            self.item();
            self.out.push_str(&format!("#url({})", string(bare)));
            return;
        }
        let call = match self.style {
            Style::Text => "web",
            Style::Note => "web-here",
            Style::Short => "web-quiet",
        };
        self.wrap(&format!("{call}({})", string(url)), element);
    }

    /// Something that no paper can show: its address.
    fn medium(&mut self, element: &Element) {
        let source = element
            .get("src")
            .or_else(|| element.get("data"))
            .or_else(|| element.find(&|e| e.name == "source").and_then(|e| e.get("src")));
        if let Some(source) = source {
            self.item();
            self.out.push_str(&format!("#url({})", string(source)));
        }
    }

    fn drawing_in_line(&mut self, element: &Element) {
        if let Some(drawing) = self.drawing(element, "") {
            self.item();
            self.out.push_str(&format!("#inline-drawing({})", drawing.arguments()));
        }
    }

    /// Whether all that can be seen of `nodes` is one image.
    pub(super) fn only_image<'b>(nodes: &'b [&'b Node]) -> Option<&'b Element> {
        let mut seen = nodes.iter().filter(|node| !super::is_blank(node));
        match (seen.next(), seen.next()) {
            (Some(Node::Element(element)), None) if element.name == "img" => Some(element),
            _ => None,
        }
    }

    /// The text of an element in one line.
    pub(super) fn plain(element: &Element) -> String {
        tree::text(&element.children).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `text` cut after the marks that join words, if it is long enough to be in the way of a line's end.
fn breakable(text: &str) -> Vec<&str> {
    const SHORT: usize = 10;
    /// What stands alone at a line's end or beginning is hard to read.
    const PIECE: usize = 4;
    if text.len() <= SHORT {
        return vec![text];
    }
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut indices = text.char_indices().peekable();
    while let Some((at, c)) = indices.next() {
        let end = at + c.len_utf8();
        let Some((_, next)) = indices.peek() else { break };
        let joint = matches!(c, '/' | '_' | ':' | '.' | '=' | ',' | '(' | '&' | '-');
        let cut = joint && next.is_alphanumeric() && end - start >= PIECE;
        if cut && text.len() - end >= PIECE {
            pieces.push(&text[start..end]);
            start = end;
        }
    }
    pieces.push(&text[start..]);
    pieces.into_iter().flat_map(endless).collect()
}

/// `text` cut inside of words that no line has room for, such as a key or a hash.
fn endless(text: &str) -> Vec<&str> {
    const LONG: usize = 40;
    const PIECE: usize = 8;
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for word in text.split_inclusive(|c: char| c.is_whitespace() || is_wide(c)) {
        let inside = word.char_indices().map(|(index, _)| index).step_by(PIECE).skip(1);
        let long = longest_word(word) > LONG;
        for cut in inside.filter(|cut| long && *cut < word.trim_end().len()) {
            pieces.push(&text[start..at + cut]);
            start = at + cut;
        }
        at += word.len();
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_code_breaks_after_joints() {
        assert_eq!(breakable("Node::on_vote"), ["Node::", "on_vote"]);
        assert_eq!(breakable("a::b"), ["a::b"]);
        assert_eq!(breakable("raft/src/node.rs#Node"), ["raft/", "src/", "node.", "rs#Node"]);
    }

    #[test]
    fn a_word_longer_than_a_line_breaks_anywhere() {
        let hash = "0123456789abcdef0123456789abcdef0123456789abcdef";
        assert_eq!(
            endless("short words and 很长的中文很长的中文很长的中文很长的中文"),
            ["short words and 很长的中文很长的中文很长的中文很长的中文"]
        );
        let text = format!("值 {hash} 结束");
        let pieces = endless(&text);
        assert_eq!(pieces.concat(), text);
        assert_eq!(
            pieces,
            ["值 01234567", "89abcdef", "01234567", "89abcdef", "01234567", "89abcdef 结束"]
        );
    }
}
