//! What mdBook does to a page after this stage, and how what is shown survives it.
//!
//! Its preprocessor `links` replaces `{{#include …}}` and the like wherever they stand, in code too; its renderer
//! hides lines of code by how they begin.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::LazyLock;

use dst_kit::Context;
use memchr::memchr_iter;
use regex::{Captures, Regex};
use serde::Deserialize;

/// What mdBook's `links` looks for, letter for letter: text after a backslash, which it takes away, or a directive.
static LINK: LazyLock<Result<Regex, regex::Error>> =
    LazyLock::new(|| Regex::new(r"\\\{\{#.*\}\}|\{\{\s*#([a-zA-Z0-9_]+)\s+([^}]+)\}\}"));

/// What the configuration says of mdBook's later work.
#[derive(Debug, Default)]
pub(crate) struct Mdbook {
    /// Whether `links` reads the pages after this stage.
    links: bool,
    /// How hidden lines begin, by the language of the fence.
    hidden: HashMap<String, String>,
}

/// What `links` does to a part of a text.
struct Change {
    range: Range<usize>,
    /// The name of the directive; none for a backslash that is taken away.
    name: Option<&'static str>,
}

/// When a preprocessor runs.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Order {
    before: Vec<String>,
    after: Vec<String>,
}

impl Mdbook {
    pub(crate) fn new(context: &Context) -> Self {
        let hidden = context.book.get("output.html.code.hidelines").ok().flatten();
        Mdbook { links: links_run_after(context, "listings"), hidden: hidden.unwrap_or_default() }
    }

    /// A line of a fence in `language` as it has to be written: mdBook's Rust hides lines that begin with `# `, and
    /// takes one `#` from those that begin with `##`.
    pub(crate) fn line<'a>(&self, line: &'a str, language: &str) -> Cow<'a, str> {
        let code = line.trim_start();
        let doubled = code == "#" || code.starts_with("# ") || code.starts_with("##");
        if language != "rust" || !doubled {
            return line.into();
        }
        format!("{}#{code}", &line[..line.len() - code.len()]).into()
    }

    /// What to write behind `language`, so that none of the lines in `text` is hidden: a beginning that none has.
    pub(crate) fn nothing_hidden(&self, text: &str, language: &str) -> String {
        let hides =
            |prefix: &String| text.lines().any(|line| line.trim_start().starts_with(prefix));
        if language == "rust" || !self.hidden.get(language).is_some_and(hides) {
            return String::new();
        }
        let unused = ('\u{e000}'..='\u{f8ff}').find(|c| !text.contains(*c));
        unused.map_or_else(String::new, |prefix| format!(" hidelines={prefix}"))
    }

    /// `block` with a backslash wherever `links` would change it.
    pub(crate) fn escape(&self, block: String) -> String {
        if !self.links || changes(&block).is_empty() {
            return block;
        }
        block.split_inclusive('\n').map(escape_line).collect()
    }

    /// The directives by which mdBook brings a file into `text`: names and places.
    pub(crate) fn includes(&self, text: &str) -> Vec<(Range<usize>, &'static str)> {
        let found = if self.links { changes(text) } else { Vec::new() };
        let named = found.into_iter().filter_map(|change| Some((change.range, change.name?)));
        named.filter(|(_, name)| *name != "title").collect()
    }

    /// The first directive that `links` would still replace in the parts `blocks` of `text`, by the number of the part.
    /// Each part comes with the text that a reader is to see.
    pub(crate) fn first_changed(
        &self,
        text: &str,
        blocks: &[(Range<usize>, &str)],
    ) -> Option<(usize, String)> {
        let changes = if self.links { changes(text) } else { Vec::new() };
        if changes.is_empty() {
            return None;
        }
        blocks.iter().enumerate().find_map(|(number, (block, plain))| {
            let here = || changes.iter().filter(|change| overlap(&change.range, block));
            let (mut seen, mut at) = (String::new(), block.start);
            for change in here() {
                if change.name.is_some() {
                    return Some((number, one_line(&text[change.range.clone()])));
                }
                seen.push_str(&text[at..change.range.start]);
                at = change.range.end;
            }
            seen.push_str(&text[at..block.end]);
            let first = here().next()?;
            (seen != *plain).then(|| (number, one_line(&text[first.range.start..block.end])))
        })
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The beginning of a text, for a message.
fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= 40 {
        return words;
    }
    words.chars().take(39).chain(['…']).collect()
}

/// One backslash is enough for a line: what it makes text reaches to the last braces.
fn escape_line(line: &str) -> Cow<'_, str> {
    match line.split_once("{{#") {
        Some((before, rest)) if rest.contains("}}") => format!("{before}\\{{{{#{rest}").into(),
        _ => line.into(),
    }
}

/// What `links` does to `text`.
fn changes(text: &str) -> Vec<Change> {
    // Nearly no page has such braces, and the expression takes longer to build than a chapter to read.
    let mut braces =
        memchr_iter(b'{', text.as_bytes()).filter_map(|at| text[at..].strip_prefix("{{"));
    if !braces.any(|rest| rest.trim_start().starts_with('#')) {
        return Vec::new();
    }
    let Ok(link) = LINK.as_ref() else { return Vec::new() };
    link.captures_iter(text).filter_map(|found| change(&found)).collect()
}

fn change(found: &Captures<'_>) -> Option<Change> {
    let range = found.get(0)?.range();
    let Some(name) = found.get(1) else {
        return Some(Change { range: range.start..range.start + 1, name: None });
    };
    let names = ["include", "rustdoc_include", "playground", "playpen", "title"];
    let name = names.into_iter().find(|known| *known == name.as_str())?;
    let names_a_file = !found.get(2)?.as_str().trim().is_empty();
    (name == "title" || names_a_file).then_some(Change { range, name: Some(name) })
}

/// Whether `links` runs, and after `stage`: mdBook takes those preprocessors that wait for no other, in the order of
/// their names, then those that waited for these, and so on.
fn links_run_after(context: &Context, stage: &str) -> bool {
    let orders: BTreeMap<String, Order> = context.book.preprocessors().unwrap_or_default();
    let default = context.book.build.use_default_preprocessors;
    let exists =
        |name: &str| orders.contains_key(name) || default && ["index", "links"].contains(&name);
    let wanted = context.book.get::<Vec<String>>("preprocessor.links.renderers").ok().flatten();
    if !exists("links") || !default && wanted.is_some_and(|all| !all.contains(&context.renderer)) {
        return false;
    }
    let mut waits: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, order) in &orders {
        for later in &order.before {
            waits.entry(later).or_default().push(name);
        }
        let earlier = order.after.iter().map(String::as_str).filter(|name| exists(name));
        waits.entry(name).or_default().extend(earlier);
    }
    let round = |name| round(&waits, name, orders.len() + 2);
    (round("links"), "links") > (round(stage), stage)
}

/// How many rounds `name` waits, at most `limit`: mdBook refuses circles.
fn round(waits: &BTreeMap<&str, Vec<&str>>, name: &str, limit: usize) -> usize {
    let earlier = waits.get(name).into_iter().flatten();
    if limit == 0 {
        return 0;
    }
    earlier.map(|earlier| round(waits, earlier, limit - 1) + 1).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dst_kit::Lang;

    fn mdbook(toml: &str) -> Mdbook {
        Mdbook::new(&Context {
            root: "".into(),
            src: "src".into(),
            lang: Lang::En,
            renderer: "html".into(),
            book: toml.parse().unwrap(),
        })
    }

    fn before_links() -> Mdbook {
        mdbook("[preprocessor.listings]\nbefore = [\"links\"]\n")
    }

    /// What `links` makes of a text if no file is there: a directive is gone.
    fn resolved(text: &str) -> String {
        let mut out = text.to_owned();
        for change in changes(text).into_iter().rev() {
            out.replace_range(change.range, "");
        }
        out
    }

    #[test]
    fn the_order_of_the_preprocessors_is_mdbooks() {
        let links = |toml: &str| mdbook(toml).links;
        assert!(links("[preprocessor.listings]\nbefore = [\"links\"]\n"));
        assert!(links("[preprocessor.links]\nafter = [\"listings\"]\n[preprocessor.listings]\n"));
        assert!(links(
            "[preprocessor.listings]\nbefore = [\"diagrams\"]\n[preprocessor.diagrams]\nbefore = [\"links\"]\n"
        ));
        // Without an order the names decide.
        assert!(!links("[preprocessor.listings]\n"));
        assert!(links("[preprocessor.listings]\n[preprocessor.links]\nafter = [\"index\"]\n"));
        assert!(!links("[preprocessor.listings]\nafter = [\"links\"]\n"));
        assert!(!links(
            "[build]\nuse-default-preprocessors = false\n[preprocessor.listings]\nbefore = [\"links\"]\n"
        ));
    }

    #[test]
    fn a_backslash_keeps_what_links_would_replace() {
        for (text, written) in [
            ("{{#include a.md}}\n", "\\{{#include a.md}}\n"),
            ("{{#title x}} {{#include b}} }}\n", "\\{{#title x}} {{#include b}} }}\n"),
            ("a {{#playground\tb.rs}}\nb\n", "a \\{{#playground\tb.rs}}\nb\n"),
            ("\\{{#include a.md}}\n", "\\\\{{#include a.md}}\n"),
            ("{{#if x}} {{name}}\n", "{{#if x}} {{name}}\n"),
            ("format!(\"{{}}\")\n", "format!(\"{{}}\")\n"),
        ] {
            let escaped = before_links().escape(text.to_owned());
            assert_eq!((escaped.as_str(), resolved(&escaped).as_str()), (written, text));
            assert_eq!(before_links().first_changed(&escaped, &[(0..escaped.len(), text)]), None);
        }
        let text = "{{#include a.md}}\n".to_owned();
        assert_eq!(mdbook("[preprocessor.listings]\n").escape(text.clone()), text);
    }

    #[test]
    fn what_no_backslash_keeps_is_found() {
        for (text, found) in [
            ("x {{ #include a.md}}\n", "{{ #include a.md}}"),
            ("{{#include\na.md}}\n", "{{#include a.md}}"),
            ("{{\n#title a }}\n", "{{ #title a }}"),
        ] {
            let escaped = before_links().escape(text.to_owned());
            let blocks = [(0..escaped.len(), text)];
            assert_eq!(
                before_links().first_changed(&escaped, &blocks),
                Some((0, found.to_owned()))
            );
        }
        // The prose before a block may reach into it.
        let page = "{{#title x\n\nlet a = {b};\n";
        let block = (12..page.len(), &page[12..]);
        let found = before_links().first_changed(page, &[block]);
        assert_eq!(found, None, "the braces are not closed by two");
        let page = "{{#title x\n\nlet a = (}});\n";
        let found = before_links().first_changed(page, &[(12..page.len(), &page[12..])]);
        assert_eq!(found, Some((0, "{{#title x let a = (}}".to_owned())));
    }

    proptest::proptest! {
        /// A block either reaches the reader as it is or is complained of.
        #[test]
        fn nothing_is_changed_in_silence(text in "([{]{2}|#|include|title|foo|[}]{1,2}|\\\\| |\n|a){0,12}") {
            let escaped = before_links().escape(text.clone());
            let found = before_links().first_changed(&escaped, &[(0..escaped.len(), &text)]);
            proptest::prop_assert!(found.is_some() || resolved(&escaped) == text, "{escaped:?}");
        }
    }

    #[test]
    fn lines_that_mdbook_hides_are_written_with_two_marks() {
        let line = |text| Mdbook::default().line(text, "rust").into_owned();
        assert_eq!(["# a", "  #", "## a", "### a"].map(line), ["## a", "  ##", "### a", "#### a"]);
        for plain in ["#[test]", "#!/bin/sh", "a # b", "#\ta"] {
            assert_eq!(line(plain), plain);
        }
        assert_eq!(Mdbook::default().line("# a", "toml"), "# a");
    }

    #[test]
    fn languages_with_hidden_lines_of_the_authors_show_all_of_a_listing() {
        let mdbook = mdbook("[output.html.code.hidelines]\npython = \"~\"\n");
        assert_eq!(mdbook.nothing_hidden("a\n ~b\n", "python"), " hidelines=\u{e000}");
        assert_eq!(mdbook.nothing_hidden("a ~\n", "python"), "");
        assert_eq!(mdbook.nothing_hidden("~b\n", "bash"), "");
    }
}
