//! Finds the part of a file that a directive names.

mod anchor;
mod item;

use dst_kit::nearest;

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
    /// that all its lines share. Ends with one line break.
    ///
    /// # Errors
    ///
    /// If the part is not there, or there more than once.
    pub fn select(&self, source: &str) -> Result<String, NotFound> {
        let anchors = anchor::Anchors::read(source)?;
        let lines = match self.part {
            Part::File => 0..source.lines().count(),
            Part::Anchor(name) => anchors.region(name)?,
            Part::Item(path) => item::lines(source, path)?,
        };
        let shown: Vec<&str> = source
            .lines()
            .enumerate()
            .filter(|(number, _)| lines.contains(number) && !anchors.is_mark(*number))
            .map(|(_, line)| line)
            .collect();
        Ok(dedent(&shown))
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

/// The lines without their common indentation and without empty lines around them.
fn dedent(lines: &[&str]) -> String {
    let filled = |line: &&&str| !line.trim().is_empty();
    let indent = lines
        .iter()
        .filter(filled)
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
    let mut out = String::new();
    for line in &lines[first..last.max(first)] {
        out.push_str(line.get(indent..).unwrap_or_default().trim_end());
        out.push('\n');
    }
    out
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
    fn marks_are_never_shown_and_indentation_is_removed() {
        let source =
            "fn a() {\n    // ANCHOR: x\n    one();\n\n        two();\n    // ANCHOR_END: x\n}\n";
        assert_eq!(Selector::parse("f:x").select(source).unwrap(), "one();\n\n    two();\n");
        assert_eq!(
            Selector::parse("f").select(source).unwrap(),
            "fn a() {\n    one();\n\n        two();\n}\n"
        );
        assert_eq!(
            Selector::parse("f#a").select(source).unwrap(),
            "fn a() {\n    one();\n\n        two();\n}\n"
        );
    }
}
