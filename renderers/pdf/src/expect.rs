//! What can be expected of the finished PDF: `outline.txt` and `probes.txt`, for whoever checks it.

use crate::parse::Parsed;
use crate::tree::{self, Element, Node};

/// Levels that the outline shows: parts, chapters, sections.
pub(crate) const LEVELS: usize = 3;

/// A line of `outline.txt`: level and title without white space.
pub(crate) fn outline_line(level: usize, number: Option<&str>, title: &str) -> String {
    let title = format!("{}{title}", number.unwrap_or_default());
    let title: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    format!("{level} {title}\n")
}

/// The beginnings of a chapter's first paragraph and first block of code, without white space.
pub(crate) fn probes(parsed: &Parsed) -> String {
    let mut first: [Option<String>; 2] = [None, None];
    tree::visit(&parsed.nodes, &mut |element: &Element| {
        let (slot, text) = match element.name.as_str() {
            "p" => match element.children.first() {
                Some(Node::Text(text)) => (0, text.clone()),
                _ => return,
            },
            "pre" => (1, element.text().lines().next().unwrap_or_default().to_owned()),
            _ => return,
        };
        let beginning: String = text.chars().filter(|c| !c.is_whitespace()).take(12).collect();
        let plain = beginning.chars().all(|c| c.is_alphanumeric() || "，：".contains(c));
        if first[slot].is_none() && (slot == 1 || plain) && beginning.chars().count() == 12 {
            first[slot] = Some(beginning);
        }
    });
    first.into_iter().flatten().map(|probe| probe + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_is_the_beginning_of_what_is_read() {
        let parsed = crate::parse::parse(
            "# T\n\n三台机器共同维护一个计数器。\n\n```\nlet mut x = f(1);\n```\n",
            true,
        );
        assert_eq!(probes(&parsed), "三台机器共同维护一个计数\nletmutx=f(1)\n");
        assert_eq!(outline_line(2, Some("1.3"), "十分钟 上手"), "2 1.3十分钟上手\n");
    }
}
