//! Finds the part of a file that a directive names.

mod anchor;
mod inside;
mod item;
mod path;

use std::ops::Range;
use std::sync::OnceLock;

use dst_kit::nearest;

use anchor::Anchors;
use inside::Inside;
pub(crate) use item::Items;

/// What a directive names: a file, and what of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector<'a> {
    /// Path of the file, relative to the listings folder.
    pub path: &'a str,
    /// Which part of it.
    pub part: Part<'a>,
}

/// A part of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    File,
    /// The region between `ANCHOR: name` and `ANCHOR_END: name`.
    Anchor(&'a str),
    /// The item with this path, such as `Node::on_vote` or `<Lru as Cache>::get`.
    Item(&'a str),
}

/// Why nothing was selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotFound {
    /// The fact.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl<'a> Selector<'a> {
    /// Reads `path`, `path:anchor` or `path#item`.
    pub fn parse(text: &'a str) -> Self {
        if let Some((path, item)) = text.split_once('#') {
            return Selector { path, part: Part::Item(item) };
        }
        match text.split_once(':') {
            Some((path, anchor)) => Selector { path, part: Part::Anchor(anchor) },
            None => Selector { path: text, part: Part::File },
        }
    }

    /// The selected part of `source`, without the lines that mark anchors and without the indentation
    /// that all its lines share.
    ///
    /// # Errors
    ///
    /// If the part is not there, or there more than once.
    pub fn select<'s>(&self, source: &'s Source) -> Result<Selected<'s>, NotFound> {
        if matches!(self.part, Part::Anchor("") | Part::Item("")) {
            return Err(self.nothing_named());
        }
        let anchors = source.anchors()?;
        let range = match self.part {
            Part::File => 0..usize::MAX,
            Part::Anchor(name) => anchors.region(name)?,
            Part::Item(path) => source.items()?.lines(path)?,
        };
        let lines = source.text.lines().enumerate().skip(range.start).take(range.len());
        let shown = lines.filter(|(number, _)| !anchors.is_mark(*number));
        Ok(Selected { lines: dedent(&shown.collect::<Vec<_>>()) })
    }

    fn nothing_named(&self) -> NotFound {
        let path = self.path;
        let (sign, what, example) = match self.part {
            Part::Item(_) => ('#', "item", "Node::on_vote"),
            _ => (':', "anchor", "election"),
        };
        NotFound::new(
            format!("no {what} is named after `{path}{sign}`"),
            format!("write `{path}{sign}{example}`, or `{path}` for the whole file"),
        )
    }
}

/// A file of which parts are shown.
pub struct Source {
    /// Its text.
    pub text: String,
    /// How its name ends: `rs`.
    ending: String,
    /// Its items, found when the first of them is asked for: parsing is what a selection costs.
    items: OnceLock<Result<Items, NotFound>>,
    anchors: OnceLock<Result<Anchors, NotFound>>,
    /// Found when something looks like a mark.
    inside: OnceLock<Inside>,
}

impl Source {
    /// A file of no known language with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Source::named("", text)
    }

    /// The file `path` with this text.
    pub fn named(path: &str, text: impl Into<String>) -> Self {
        Source {
            text: text.into(),
            ending: path.rsplit_once('.').map_or("", |(_, ending)| ending).to_owned(),
            items: OnceLock::new(),
            anchors: OnceLock::new(),
            inside: OnceLock::new(),
        }
    }

    /// What begins a comment up to the end of the line. In a file of an unknown language all of them do.
    pub(crate) fn comments(&self) -> &'static [&'static str] {
        match self.ending.as_str() {
            "rs" | "java" => &["//"],
            "py" | "sh" | "toml" | "yml" | "yaml" | "cfg" => &["#"],
            "sql" => &["--"],
            _ => &["//", "#", "--"],
        }
    }

    /// What begins a comment that this stage writes between lines of the file.
    pub(crate) fn comment(&self) -> &'static str {
        // A program without an ending, such as `check`, is a script.
        if self.text.starts_with("#!") && self.ending.is_empty() { "#" } else { self.comments()[0] }
    }

    /// The comments in which an anchor may be marked: how they begin, and how those end that do not end with their
    /// line. In a file of an unknown language that is everything which is a comment anywhere.
    fn marks(&self) -> &'static [(&'static str, &'static str)] {
        match self.ending.as_str() {
            "rs" | "java" => &[("//", ""), ("/*", "*/")],
            "py" | "sh" | "toml" | "yml" | "yaml" | "cfg" => &[("#", "")],
            "sql" => &[("--", ""), ("/*", "*/")],
            _ => &[
                ("//", ""),
                ("#", ""),
                ("--", ""),
                ("/*", "*/"),
                ("<!--", "-->"),
                (";", ""),
                ("%", ""),
            ],
        }
    }

    /// Whether line `number` (from 0) of a file of Rust or Python begins inside of a string or a comment.
    pub(crate) fn begins_inside(&self, number: usize) -> bool {
        let read = || Inside::read(&self.text, &self.ending);
        self.inside.get_or_init(read).begins(number)
    }

    /// The same file, whose items are known already.
    pub(crate) fn with_items(mut self, items: Items) -> Self {
        self.items = OnceLock::from(Ok(items));
        self
    }

    /// The lines (from 0) of the region `name`.
    ///
    /// # Errors
    ///
    /// If there is no such region, or the anchors of the file are broken.
    pub(crate) fn region(&self, name: &str) -> Result<Range<usize>, NotFound> {
        self.anchors()?.region(name)
    }

    fn anchors(&self) -> Result<&Anchors, NotFound> {
        let is_text = |number| self.begins_inside(number);
        let read = || Anchors::read(&self.text, self.marks(), is_text);
        self.anchors.get_or_init(read).as_ref().map_err(Clone::clone)
    }

    fn items(&self) -> Result<&Items, NotFound> {
        self.items.get_or_init(|| Items::read(&self.text)).as_ref().map_err(Clone::clone)
    }
}

/// Lines of a file, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected<'s> {
    /// Number in the file (from 0) and text of each line.
    pub lines: Vec<(usize, &'s str)>,
}

impl Selected<'_> {
    /// The lines as one text; each ends with a line break.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect()
    }
}

impl NotFound {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        NotFound { message: message.into(), help: help.into() }
    }

    fn among<'a>(
        message: String,
        wanted: &str,
        known: impl Iterator<Item = &'a str> + Clone,
        none: &str,
    ) -> Self {
        let near = nearest(wanted, known.clone());
        let help = if !near.is_empty() {
            format!("did you mean `{}`?", near.join("`, `"))
        } else if known.clone().next().is_none() {
            none.to_owned()
        } else {
            format!("there is: {}", known.take(12).collect::<Vec<_>>().join(", "))
        };
        NotFound { message, help }
    }
}

/// The lines without the white space that begins each of them and without empty lines around them.
fn dedent<'s>(lines: &[(usize, &'s str)]) -> Vec<(usize, &'s str)> {
    let filled = |line: &&(usize, &str)| !line.1.trim().is_empty();
    let spaces = |line: &'s str| &line[..line.len() - line.trim_start().len()];
    let indents = lines.iter().filter(filled).map(|(_, line)| spaces(line));
    let indent = indents.reduce(shared).unwrap_or_default();
    let first = lines.iter().position(|line| filled(&line)).unwrap_or(0);
    let last = lines.iter().rposition(|line| filled(&line)).map_or(0, |last| last + 1);
    let shown = lines[first..last.max(first)].iter();
    // A line of white space only may be shorter than the indentation.
    shown.map(|(number, line)| (*number, &line[shared(indent, line).len()..])).collect()
}

/// What `a` and `b` both begin with.
fn shared<'s>(a: &'s str, b: &str) -> &'s str {
    let same = a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    &a[..same.unwrap_or(a.len().min(b.len()))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_three_forms() {
        let part = |text| Selector::parse(text).part;
        assert_eq!(part("a/src/x.rs"), Part::File);
        assert_eq!(part("a/src/x.rs:election"), Part::Anchor("election"));
        assert_eq!(part("a/src/x.rs#Node::on_vote"), Part::Item("Node::on_vote"));
        assert_eq!(part("a/src/x.rs#<A as B>::c"), Part::Item("<A as B>::c"));
    }

    #[test]
    fn a_selector_that_ends_with_its_sign_names_nothing() {
        let error =
            |text| Selector::parse(text).select(&Source::named("a.rs", "fn (")).unwrap_err();
        assert_eq!(error("a.rs#").message, "no item is named after `a.rs#`");
        assert_eq!(error("a.rs#").help, "write `a.rs#Node::on_vote`, or `a.rs` for the whole file");
        assert_eq!(error("a.rs:").message, "no anchor is named after `a.rs:`");
        assert_eq!(error("a.rs:").help, "write `a.rs:election`, or `a.rs` for the whole file");
    }

    #[test]
    fn marks_are_never_shown_and_indentation_is_removed() {
        let source =
            "fn a() {\n    // ANCHOR: x\n    one();\n\n        two();\n    // ANCHOR_END: x\n}\n";
        assert_eq!(
            Selector::parse("f:x").select(&Source::new(source)).unwrap().text(),
            "one();\n\n    two();\n"
        );
        assert_eq!(
            Selector::parse("f").select(&Source::new(source)).unwrap().text(),
            "fn a() {\n    one();\n\n        two();\n}\n"
        );
        assert_eq!(
            Selector::parse("f#a").select(&Source::new(source)).unwrap().text(),
            "fn a() {\n    one();\n\n        two();\n}\n"
        );
    }

    fn shown(path: &str, text: &str, selector: &str) -> String {
        Selector::parse(selector).select(&Source::named(path, text)).unwrap().text()
    }

    /// In Rust a `#` begins a token and no comment.
    #[test]
    fn a_mark_is_a_comment_of_its_language() {
        let rust = "count! {\n    # ANCHOR: C\n    1\n    # ANCHOR_END: C\n}\n-- ANCHOR: b\n/* ANCHOR: a */\n2\n// ANCHOR_END: a\n";
        let without = rust.replace("/* ANCHOR: a */\n", "").replace("// ANCHOR_END: a\n", "");
        assert_eq!(shown("a.rs", rust, "f"), without);
        assert_eq!(shown("a.rs", rust, "f:a"), "2\n");
        for (path, mark, other) in
            [("a.py", "#", "//"), ("a.sql", "--", "#"), ("a.java", "//", "%")]
        {
            let text = format!("{mark} ANCHOR: a\n{other} ANCHOR: b\n{mark} ANCHOR_END: a\n");
            assert_eq!(shown(path, &text, "f:a"), format!("{other} ANCHOR: b\n"));
        }
        for mark in ["//", "#", "--", ";", "%"] {
            let text = format!("{mark} ANCHOR: a\n1\n{mark} ANCHOR_END: a\n");
            assert_eq!(shown("a.unknown", &text, "f:a"), "1\n");
        }
        let page = "<!-- ANCHOR: a -->\n1\n<!-- ANCHOR_END: a -->\n";
        assert_eq!(shown("a.html", page, "f:a"), "1\n");
    }

    #[test]
    fn a_mark_in_a_string_of_python_is_text() {
        let text = "# ANCHOR: a\nx = \"\"\"\n# ANCHOR: b\n\"\"\"\n# ANCHOR_END: a\n";
        assert_eq!(shown("a.py", text, "f:a"), "x = \"\"\"\n# ANCHOR: b\n\"\"\"\n");
    }

    fn dedented(lines: &[&str]) -> Vec<String> {
        let lines: Vec<(usize, &str)> = lines.iter().copied().enumerate().collect();
        dedent(&lines).into_iter().map(|(_, line)| line.to_owned()).collect()
    }

    /// White space is compared, not counted: a tab is no space, and U+3000 has three bytes.
    #[test]
    fn indentation_is_what_all_lines_begin_with() {
        assert_eq!(dedented(&["  a", "    b"]), ["a", "  b"]);
        assert_eq!(dedented(&[" a", "\u{3000}b"]), [" a", "\u{3000}b"]);
        assert_eq!(dedented(&["\ta", "    b"]), ["\ta", "    b"]);
        assert_eq!(dedented(&["\u{3000} a", "\u{3000}\tb"]), [" a", "\tb"]);
        assert_eq!(dedented(&["  a", " ", "", "   ", "  b  "]), ["a", "", "", " ", "b  "]);
    }

    proptest::proptest! {
        /// No line is lost, and each is what it was without its beginning.
        #[test]
        fn no_line_loses_more_than_its_indentation(lines in "([ \t\u{3000}]{0,3}[a共]?\n){0,6}") {
            let source: Vec<&str> = lines.lines().collect();
            let shown = dedent(&source.iter().copied().enumerate().collect::<Vec<_>>());
            let filled = |lines: &mut dyn Iterator<Item = &str>| lines.filter(|line| !line.trim().is_empty()).count();
            proptest::prop_assert_eq!(filled(&mut source.iter().copied()), filled(&mut shown.iter().map(|line| line.1)));
            for (number, line) in shown {
                let cut = source[number].strip_suffix(line);
                proptest::prop_assert!(cut.is_some_and(|cut| cut.trim().is_empty()), "{line:?}");
            }
        }
    }
}
