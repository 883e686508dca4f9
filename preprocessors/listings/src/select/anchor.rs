//! Regions marked by `ANCHOR: name` and `ANCHOR_END: name` in comments.

use std::collections::BTreeMap;
use std::ops::Range;

use super::NotFound;

/// The anchors of one file.
pub(super) struct Anchors {
    /// Lines between the marks, counted from 0.
    regions: BTreeMap<String, Range<usize>>,
    marks: Vec<usize>,
}

impl Anchors {
    /// Finds all of them in `comments`: how they begin and, if it is not the line that ends them, how they end. What
    /// looks like a mark is none where `is_text` is true of its line.
    ///
    /// # Errors
    ///
    /// An anchor that is opened twice, never closed, or closed without having been opened.
    pub(super) fn read(
        source: &str,
        comments: &[(&str, &str)],
        is_text: impl Fn(usize) -> bool,
    ) -> Result<Self, NotFound> {
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut anchors = Anchors { regions: BTreeMap::new(), marks: Vec::new() };
        // Most files have none, and every line would be looked at.
        if !source.contains("ANCHOR") {
            return Ok(anchors);
        }
        for (number, line) in source.lines().enumerate() {
            if !line.contains("ANCHOR") || is_text(number) {
                continue;
            }
            if let Some(name) = mark(line, comments, "ANCHOR_END:") {
                anchors.marks.push(number);
                let Some(start) = open.remove(name) else {
                    return Err(NotFound::new(
                        format!(
                            "the anchor `{name}` is closed at line {} and not open there",
                            number + 1
                        ),
                        format!("put `ANCHOR: {name}` before it"),
                    ));
                };
                anchors.regions.insert(name.to_owned(), start + 1..number);
            } else if let Some(name) = mark(line, comments, "ANCHOR:") {
                anchors.marks.push(number);
                if open.contains_key(name) || anchors.regions.contains_key(name) {
                    return Err(NotFound::new(
                        format!(
                            "the anchor `{name}` is defined twice, the second time at line {}",
                            number + 1
                        ),
                        "rename one of them",
                    ));
                }
                open.insert(name, number);
            }
        }
        match open.first_key_value() {
            Some((name, line)) => Err(NotFound::new(
                format!("the anchor `{name}` of line {} is never closed", line + 1),
                format!("put `ANCHOR_END: {name}` after the region"),
            )),
            None => Ok(anchors),
        }
    }

    /// The lines of the region `name`.
    pub(super) fn region(&self, name: &str) -> Result<Range<usize>, NotFound> {
        self.regions.get(name).cloned().ok_or_else(|| {
            let known = self.regions.keys().map(String::as_str);
            NotFound::among(format!("no anchor `{name}`"), name, known, "the file has no anchors")
        })
    }

    /// Whether the line only marks an anchor.
    pub(super) fn is_mark(&self, line: usize) -> bool {
        self.marks.binary_search(&line).is_ok()
    }
}

/// The name in a line that is a comment with this mark and nothing else: text in a string is no mark.
fn mark<'a>(line: &'a str, comments: &[(&str, &str)], keyword: &str) -> Option<&'a str> {
    let inside = |(open, close): &(&str, &str)| {
        let text = line.trim().strip_prefix(open)?.strip_suffix(close)?;
        (close.is_empty() || !text.contains(close)).then_some(text)
    };
    let name = comments.iter().find_map(inside)?.trim_start().strip_prefix(keyword)?.trim();
    (!name.is_empty() && !name.contains(char::is_whitespace)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<Anchors, NotFound> {
        Anchors::read(source, &[("//", ""), ("/*", "*/"), ("#", "")], |_| false)
    }

    fn error(source: &str) -> String {
        read(source).err().expect("an error").message
    }

    #[test]
    fn mistakes_are_named() {
        assert_eq!(error("// ANCHOR: a\n"), "the anchor `a` of line 1 is never closed");
        assert_eq!(
            error("\n// ANCHOR_END: a\n"),
            "the anchor `a` is closed at line 2 and not open there"
        );
        let twice = "// ANCHOR: a\n// ANCHOR_END: a\n// ANCHOR: a\n// ANCHOR_END: a\n";
        assert_eq!(error(twice), "the anchor `a` is defined twice, the second time at line 3");
    }

    #[test]
    fn any_comment_may_hold_a_mark_and_a_string_does_not() {
        let source = "# ANCHOR: a\nx = 1\n# ANCHOR_END: a\nlet s = \"// ANCHOR: b\";\n";
        let anchors = read(source).unwrap();
        assert_eq!(anchors.region("a").unwrap(), 1..2);
        let missing = anchors.region("b").unwrap_err();
        assert_eq!(
            (missing.message.as_str(), missing.help.as_str()),
            ("no anchor `b`", "did you mean `a`?")
        );
    }

    /// Of a comment that goes on in the next line a part would be shown.
    #[test]
    fn a_mark_is_a_whole_comment() {
        let region =
            |open: &str, close: &str| read(&format!("{open}\n1\n{close}\n")).unwrap().regions;
        assert_eq!(region("/* ANCHOR: a */", " /*ANCHOR_END: a*/ ")["a"], 1..2);
        for odd in [
            "/* ANCHOR: a",
            "/* ANCHOR: a */ x",
            "/* ANCHOR: a */ /* b */",
            "-- ANCHOR: a",
            "x // ANCHOR: a",
        ] {
            assert!(region(odd, "").is_empty(), "{odd}");
        }
    }

    #[test]
    fn regions_may_overlap() {
        let source = "// ANCHOR: a\n1\n// ANCHOR: b\n2\n// ANCHOR_END: a\n3\n// ANCHOR_END: b\n";
        let anchors = read(source).unwrap();
        assert_eq!((anchors.region("a").unwrap(), anchors.region("b").unwrap()), (1..4, 3..6));
    }
}
