//! Raw HTML: which elements are open, so that no link is put into one.

/// Elements that only group: Markdown inside them is prose like any other.
const GROUPS: [&str; 22] = [
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "footer",
    "header",
    "li",
    "main",
    "ol",
    "p",
    "section",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements that have no end tag.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The elements that are open at a place.
#[derive(Debug, Default)]
pub(crate) struct OpenElements {
    names: Vec<String>,
}

impl OpenElements {
    /// Reads the tags of a piece of HTML.
    pub(crate) fn read(&mut self, html: &str) {
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            rest = &rest[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
                continue;
            }
            let (closes, tag) = match rest.strip_prefix('/') {
                Some(tag) => (true, tag),
                None => (false, rest),
            };
            let length =
                tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len());
            if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
                continue;
            }
            let name = tag[..length].to_ascii_lowercase();
            let end = tag_end(tag);
            let closes_itself = tag[..end].ends_with('/');
            rest = &tag[end..];
            if closes {
                if let Some(at) = self.names.iter().rposition(|open| *open == name) {
                    self.names.truncate(at);
                }
            } else if !closes_itself && !VOID.contains(&name.as_str()) {
                self.names.push(name);
            }
        }
    }

    /// Whether an element is open into which no link goes.
    pub(crate) fn keep_out(&self) -> bool {
        self.names.iter().any(|name| !GROUPS.contains(&name.as_str()))
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.names.len()
    }

    /// Closes what was opened since there were `depth`: an inline element ends with its paragraph.
    pub(crate) fn close_to(&mut self, depth: usize) {
        self.names.truncate(depth);
    }
}

/// Where the `>` of a tag stands; quoted values may hold one.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    tag.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeps_out(html: &str) -> bool {
        let mut open = OpenElements::default();
        open.read(html);
        open.keep_out()
    }

    #[test]
    fn elements_with_a_meaning_of_their_own_keep_links_out() {
        assert!(keeps_out("<a href=\"x.html\">"));
        assert!(keeps_out("<div><figure class='x'>"));
        assert!(keeps_out("<summary>"));
        assert!(keeps_out("<a title=\"1 > 0\" href=x>"));
    }

    #[test]
    fn groups_and_closed_elements_do_not() {
        assert!(!keeps_out("<details>"));
        assert!(!keeps_out("<a id=\"x\"></a>"));
        assert!(!keeps_out("<figure><img src=x><br/></figure>"));
        assert!(!keeps_out("<!-- <a> -->"));
        assert!(!keeps_out("<figure><b></figure>"));
        assert!(!keeps_out("1 < 2"));
    }
}
