//! What an author may say about looks: names of classes, never colours.

use std::ops::Range;

use dst_kit::click_targets;

use super::Fault;
use crate::roles::{CLASSES, sentinel};

/// Properties whose values are colours.
const COLOURED: [&str; 5] = ["fill", "stroke", "color", "background", "background-color"];

/// What is wrong with the looks that `source` asks for.
pub fn check(source: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut start = 0;
    let mut front_matter = FrontMatter::Before;
    for line in source.split_inclusive('\n') {
        let here = |range: Range<usize>| start + range.start..start + range.end;
        let text = line.trim_end();
        let indent = text.len() - text.trim_start().len();
        let statement = &text[indent..];
        front_matter = front_matter.next(statement);
        let whole = here(indent..text.len());
        if statement.starts_with("%%{") {
            faults.push(
                Fault::at(whole, "a figure has no settings of its own")
                    .help("remove the `%%{…}%%` line: layout and colours are the book's"),
            );
        } else if statement.starts_with("%%") {
            // A comment.
        } else if front_matter == FrontMatter::Inside {
            if statement.starts_with("config:") || statement.starts_with("theme") {
                faults
                    .push(Fault::at(whole, "a figure has no settings of its own").help(
                        "remove it from the front matter: layout and colours are the book's",
                    ));
            }
        } else {
            let first = statement.split_whitespace().next().unwrap_or_default();
            match first {
                "classDef" | "style" | "linkStyle" => {
                    faults.extend(declared_colours(text, indent).map(|span| refuse(here(span))));
                }
                "rect" | "box" => {
                    faults.extend(band_colour(text, indent).map(|span| refuse(here(span))));
                }
                "click" => {
                    faults.extend(link(statement).map(|fault| Fault { span: Some(whole), ..fault }))
                }
                _ if first.starts_with("UpdateElementStyle")
                    || first.starts_with("UpdateRelStyle") =>
                {
                    faults.push(refuse(whole));
                }
                _ => faults.extend(unknown_classes(source, text).map(|(span, name)| {
                    Fault::at(here(span), format!("no such class: `{name}`"))
                        .help(format!("known: {}", CLASSES.join(", ")))
                })),
            }
        }
        start += line.len();
    }
    faults
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FrontMatter {
    Before,
    Inside,
    After,
}

impl FrontMatter {
    fn next(self, statement: &str) -> Self {
        match (self, statement) {
            (FrontMatter::Before, "---") => FrontMatter::Inside,
            (FrontMatter::Inside, "---") => FrontMatter::After,
            (FrontMatter::Before, "") => FrontMatter::Before,
            (FrontMatter::Inside, _) => FrontMatter::Inside,
            _ => FrontMatter::After,
        }
    }
}

fn refuse(span: Range<usize>) -> Fault {
    Fault::at(span, "a figure names classes, not colours").help(format!(
        "colours follow the page's theme: write `node:::leader` instead; classes: {}",
        CLASSES.join(", ")
    ))
}

/// What is wrong with a `click` line: all but a link is a script, and what the stages before this one resolve is
/// resolved by now.
fn link(statement: &str) -> Option<Fault> {
    let Some((_, target)) = click_targets(statement).pop() else {
        return Some(
            Fault::somewhere("a click leads somewhere, it runs no script")
                .help("write `click NODE href \"TARGET\"`"),
        );
    };
    let stage = match target.split(':').next() {
        Some("ref") => "crossref",
        Some("term") => "glossary",
        Some("javascript" | "data") => {
            return Some(
                Fault::somewhere("a click leads somewhere, it runs no script")
                    .help("write the address of a page"),
            );
        }
        _ => return None,
    };
    Some(
        Fault::somewhere(format!("`{target}` leads nowhere"))
            .help(format!("the stage `{stage}` resolves it: let it run before this one")),
    )
}

/// The values of `fill:`, `stroke:` and the like in `classDef name fill:#f00,stroke-width:2px`.
fn declared_colours(text: &str, from: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = from;
    text[from..].split([',', ';', ' ']).filter_map(move |piece| {
        let start = at;
        at += piece.len() + 1;
        let (property, value) = piece.split_once(':')?;
        let coloured = COLOURED.contains(&property.trim());
        let is_colour = !matches!(value.trim(), "none" | "transparent" | "inherit" | "");
        (coloured && is_colour).then(|| start + property.len() + 1..start + piece.len())
    })
}

/// The colour after `rect` or `box` of a sequence diagram, unless it is the name of a class.
fn band_colour(text: &str, indent: usize) -> Option<Range<usize>> {
    let keyword = if text[indent..].starts_with("rect") { "rect" } else { "box" };
    let at = indent + keyword.len();
    let argument = text[at..].trim_start();
    let start = text.len() - argument.len();
    let first = argument.split_whitespace().next().unwrap_or_default();
    let is_colour = if keyword == "rect" {
        !CLASSES.contains(&first)
    } else {
        first.starts_with("rgb") || first.starts_with("hsl") || first.starts_with('#')
    };
    (is_colour && !first.is_empty()).then_some(start..text.len())
}

/// The classes that a line uses and neither the book nor the source defines.
fn unknown_classes<'a>(
    source: &'a str,
    line: &'a str,
) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    line.match_indices(":::").filter_map(move |(at, _)| {
        let start = at + ":::".len();
        let name = identifier(&line[start..]);
        let known = name.is_empty() || CLASSES.contains(&name) || defines(source, name);
        (!known).then(|| (start..start + name.len(), name))
    })
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-');
    &text[..end.unwrap_or(text.len())]
}

fn defines(source: &str, name: &str) -> bool {
    source.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("classDef")
            && words.next().is_some_and(|names| names.split(',').any(|n| n == name))
    })
}

/// `source` with the definitions of the book's classes that it uses.
///
/// They are added at the end and bands are replaced within their line, so the lines stay the author's.
pub fn with_classes(source: &str) -> String {
    let mut out = with_bands(source);
    for class in CLASSES.into_iter().filter(|class| uses(source, class)) {
        let dash = if class == "failed" { ",stroke-dasharray:5 3" } else { "" };
        out.push_str(&format!(
            "\nclassDef {class} fill:{},stroke:{},color:{},stroke-width:1.5px{dash}",
            sentinel(class),
            sentinel(&format!("{class}-line")),
            sentinel("text"),
        ));
    }
    out
}

/// `source` with the colours of sequence bands in place of their classes: `rect hot`.
fn with_bands(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    for line in source.split_inclusive('\n') {
        let class = line.trim().strip_prefix("rect ").map(str::trim);
        match class.filter(|class| CLASSES.contains(class)) {
            Some(class) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                let [red, green, blue] = channels(&sentinel(class));
                out.push_str(&format!("{indent}rect rgb({red}, {green}, {blue})\n"));
            }
            None => out.push_str(line),
        }
    }
    out
}

fn channels(hex: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap_or(0))
}

fn uses(source: &str, class: &str) -> bool {
    source.lines().any(|line| {
        let attached = line.split(":::").skip(1).any(|rest| identifier(rest) == class);
        let mut words = line.split_whitespace();
        let named = words.next().is_some_and(|first| matches!(first, "class" | "cssClass"))
            && words.last().map(|last| last.trim_end_matches(';')) == Some(class);
        attached || named
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(source: &str) -> Vec<&str> {
        check(source).into_iter().filter_map(|fault| fault.span).map(|span| &source[span]).collect()
    }

    #[test]
    fn literal_colours_are_refused_where_they_stand() {
        assert_eq!(
            refused("flowchart LR\n a --> b\n classDef x fill:#fecaca,stroke-width:2px"),
            ["#fecaca"]
        );
        assert_eq!(refused("flowchart LR\n a\n style a stroke:red,fill:none"), ["red"]);
        assert_eq!(refused("flowchart LR\n a --> b\n linkStyle 0 stroke:#f00"), ["#f00"]);
        assert_eq!(refused("sequenceDiagram\n rect rgb(1, 2, 3)\n end"), ["rgb(1, 2, 3)"]);
        assert_eq!(refused("C4Context\n UpdateElementStyle(a, $bgColor=\"red\")").len(), 1);
    }

    #[test]
    fn settings_are_refused() {
        assert_eq!(
            refused("%%{init: {\"theme\": \"dark\"}}%%\nflowchart LR\n a"),
            ["%%{init: {\"theme\": \"dark\"}}%%"]
        );
        assert_eq!(
            refused("---\nconfig:\n  theme: dark\n---\nflowchart LR\n a"),
            ["config:", "theme: dark"]
        );
    }

    #[test]
    fn names_and_widths_are_fine() {
        let source = "flowchart LR\n a:::leader --> b[色: red]:::mine\n classDef mine stroke-width:3px,fill:none\n%% style a fill:#f00";
        assert_eq!(check(source), []);
        assert_eq!(check("sequenceDiagram\n rect hot\n A->>B: style fill:#f00\n end"), []);
    }

    #[test]
    fn a_click_is_a_link() {
        let messages = |source: &str| -> Vec<String> {
            check(source).into_iter().map(|fault| fault.message).collect()
        };
        assert_eq!(
            messages("flowchart LR\n a\n click a href \"b.md#c\"\n click a \"#x\" \"tip\""),
            Vec::<String>::new()
        );
        assert_eq!(
            messages("flowchart LR\n click a call f()\n click b href \"term:x\""),
            ["a click leads somewhere, it runs no script", "`term:x` leads nowhere"]
        );
    }

    #[test]
    fn an_unknown_class_is_named() {
        let fault = check("flowchart LR\n a:::leeder").remove(0);
        assert_eq!(fault.message, "no such class: `leeder`");
    }

    #[test]
    fn only_the_classes_in_use_are_defined() {
        let out = with_classes("flowchart LR\n a:::leader --> b\n class b failed");
        assert!(out.contains("classDef leader fill:#5e"));
        assert!(out.contains("classDef failed"));
        assert!(!out.contains("classDef follower"));
        assert_eq!(with_classes("flowchart LR\n a[leader]"), "flowchart LR\n a[leader]");
    }
}
