//! Code: its lines, and what is said about them.

use std::collections::BTreeMap;

use super::{Emit, rust};
use crate::cells::cells;
use crate::tree::{Element, Node};
use crate::typst::{array, string};

/// Lines of up to this many cells fit on every paper.
const SURE: usize = 72;

/// What else ends a line of code for Typst.
const OTHER_LINE_ENDS: [char; 6] = ['\u{b}', '\u{c}', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// Code with what the listings stage says about its lines.
#[derive(Debug, Default)]
pub(super) struct Code {
    language: String,
    lines: Vec<String>,
    /// `mark`, `added` or `removed`, by line.
    marks: BTreeMap<usize, String>,
    callouts: BTreeMap<usize, String>,
}

impl Code {
    /// The call that prints it.
    fn call(&self, foot: Option<&str>) -> String {
        let pairs = |pairs: &BTreeMap<usize, String>| {
            array(pairs.iter().map(|(line, text)| format!("({line}, {})", string(text))))
        };
        let long = self.lines.iter().enumerate().filter_map(|(number, line)| {
            let cells = cells(line);
            (cells > SURE).then(|| format!("({number}, {cells})"))
        });
        let text = self.lines.join("\n");
        // The pieces go to Typst's lines by number, and it ends lines at more than `\n`.
        let ours = self.language == "rust" && !text.contains(OTHER_LINE_ENDS);
        let pieces = if ours { rust::highlight(&text) } else { Vec::new() };
        let mut out = format!("#code-block({}, {}", string(&self.language), string(&text));
        for (name, value) in [
            ("marks", pairs(&self.marks)),
            ("callouts", pairs(&self.callouts)),
            ("long", array(long)),
            ("pieces", array(pieces.iter().map(|line| array(line.iter().map(piece))))),
        ] {
            if value != "()" {
                out.push_str(&format!(", {name}: {value}"));
            }
        }
        if let Some(foot) = foot {
            out.push_str(&format!(", foot: {foot}"));
        }
        out.push(')');
        out
    }

    /// Adds a block, and what `over` (the `<div class="code">` around it) says about its lines.
    fn add(&mut self, pre: &Element, over: Option<&Element>) {
        let first = self.lines.len();
        let (language, lines) = read(pre);
        if self.language.is_empty() {
            self.language = language;
        }
        self.lines.extend(lines);
        let Some(over) = over else { return };
        for (line, kind) in bands(over.get("style").unwrap_or_default()) {
            self.marks.insert(first + line, kind);
        }
        for span in over.elements().filter(|e| e.name == "span") {
            let line = span.get("style").and_then(|style| style.strip_prefix("--line:"));
            let Some(line) = line.and_then(|line| line.trim().parse::<usize>().ok()) else {
                continue;
            };
            if span.has_class("callout") {
                self.callouts.insert(first + line, span.text());
            }
        }
    }

    /// Adds all blocks below `nodes`, in order: folded lines are printed.
    pub(super) fn gather(&mut self, nodes: &[Node], over: Option<&Element>) {
        for node in nodes {
            let Node::Element(element) = node else { continue };
            match element.name.as_str() {
                "pre" => self.add(element, over),
                "figcaption" => {}
                "div" if element.has_class("code") => self.gather(&element.children, Some(element)),
                _ => self.gather(&element.children, None),
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl Emit<'_> {
    /// A block of code by itself.
    pub(super) fn code_block(&mut self, pre: &Element) {
        let mut code = Code::default();
        code.add(pre, None);
        self.put_code(&code, None);
    }

    /// Code, and the line under it.
    pub(super) fn put_code(&mut self, code: &Code, foot: Option<&str>) {
        self.out.push_str(&code.call(foot));
        self.out.push_str("\n\n");
    }
}

/// A piece of a highlighted line.
fn piece((kind, text): &(Option<&str>, String)) -> String {
    kind.map_or_else(|| string(text), |kind| format!("({}, {})", string(kind), string(text)))
}

/// Language and lines of a block.
fn read(pre: &Element) -> (String, Vec<String>) {
    let info = pre.get("info").map(str::to_owned).or_else(|| {
        let class = pre.find(&|e| e.name == "code")?.get("class")?;
        class.split_whitespace().find_map(|c| c.strip_prefix("language-")).map(str::to_owned)
    });
    let language = info.as_deref().unwrap_or_default();
    let language = language.split([',', ' ', '{', '\t']).next().unwrap_or_default().to_lowercase();
    let text = pre.text();
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let hides = language == "rust";
    let lines = text
        .split('\n')
        .filter(|line| !(hides && is_hidden(line)))
        .map(|line| shown(line, hides).replace('\t', "    "))
        .collect();
    (language, lines)
}

/// Whether mdBook hides a line of Rust: it is there for the compiler.
fn is_hidden(line: &str) -> bool {
    let line = line.trim_start();
    line == "#" || line.starts_with("# ")
}

/// `##` at the beginning of a line of Rust is how to write a `#` that is shown.
fn shown(line: &str, hides: bool) -> String {
    let start = line.len() - line.trim_start().len();
    match line[start..].strip_prefix("##") {
        Some(rest) if hides => format!("{}#{rest}", &line[..start]),
        _ => line.trim_end_matches('\r').to_owned(),
    }
}

/// Lines and kinds of the bands that `--marks` paints: `var(--added) 3lh 4lh` is line 3.
fn bands(style: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for part in style.split("var(--").skip(1) {
        let Some((kind, rest)) = part.split_once(") ") else { continue };
        let line = rest.split_once("lh").and_then(|(line, _)| line.parse().ok());
        found.extend(line.map(|line| (line, kind.to_owned())));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_say_which_lines_are_marked() {
        let style = "--marks:linear-gradient(transparent 1lh,var(--added) 1lh 2lh,transparent 2lh,transparent 4lh,var(--mark) 4lh 5lh,transparent 5lh)";
        assert_eq!(bands(style), [(1, "added".to_owned()), (4, "mark".to_owned())]);
    }

    #[test]
    fn lines_for_the_compiler_are_hidden() {
        assert!(is_hidden("# use x;") && is_hidden("  #"));
        assert!(!is_hidden("#[derive(Debug)]") && !is_hidden("a # b"));
        assert_eq!(shown("  ## x", true), "  # x");
    }
}
