//! The search, against the text of the pages: nothing is missed, nothing is made up, and typing never waits.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail};
use dst_kit::markdown::{Event, Tag, TagEnd, events};
use serde_json::{Value, json};

use super::Visit;
use super::queries::{NAMES, QUERIES};

/// The longest that 95 of 100 keystrokes may take, in milliseconds: one frame at 60 Hz.
const FRAME: f64 = 16.0;

/// Types each query character by character; gives the pages found directly, and the time of each keystroke up
/// to the finished layout.
const TYPE: &str = r#"(queries) => {
  const input = document.getElementById("mdbook-searchbar");
  const list = document.getElementById("mdbook-searchresults");
  const times = [];
  const put = (text) => {
    const start = performance.now();
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    list.getBoundingClientRect();
    times.push(performance.now() - start);
  };
  const found = queries.map((query) => {
    for (let at = 1; at <= query.length; at++) put(query.slice(0, at));
    const links = [...list.querySelectorAll("li:not([data-via]) a")].map((a) => new URL(a.href));
    put("");
    return links.map((url) => url.pathname);
  });
  return { found, times };
}"#;

/// For each query the pages whose `<main>`, as the browser reads it, holds every term. This knows nothing of
/// how the search text was made or is scanned.
const TRUTH: &str = r#"async (pages, queries) => {
  const texts = await Promise.all(pages.map(async (page) => {
    const html = await (await fetch(page)).text();
    const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    main.querySelectorAll("script, style, button, nav, noscript, svg title, svg desc, .footnote-reference, [data-nosearch]").forEach((e) => e.remove());
    main.querySelectorAll("br, p, li, td, th, dt, dd, h1, h2, h3, h4, div, pre, text, figcaption").forEach((e) => e.append("\n"));
    return main.textContent.normalize("NFKC").toLowerCase().replace(/[^\S\n]+/g, " ");
  }));
  const pattern = (term) => {
    const chars = [...term.normalize("NFKC").toLowerCase()].map((c) => c.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    return new RegExp(chars.join("~").replace(/([\u4e00-\u9fff])~(?=[a-z0-9])/g, "$1 ?").replace(/([a-z0-9])~(?=[\u4e00-\u9fff])/g, "$1 ?").replace(/~(\\?[+<>=≤≥≠×])~/g, " ?$1 ?").replaceAll("~", ""), "u");
  };
  const apart = (query) => query.replace(/(?<=[\u4e00-\u9fff])(?=[a-z0-9])|(?<=[a-z0-9])(?=[\u4e00-\u9fff])/gi, " ");
  const having = (query) => {
    const terms = query.replace(/ ([+<>=≤≥≠×]) /g, "$1").split(/\s+/).map(pattern);
    return pages.filter((_, i) => terms.every((term) => term.test(texts[i])));
  };
  return queries.map((query) => {
    const whole = having(query);
    return whole.length > 0 ? whole : having(apart(query));
  });
}"#;

/// Recall and precision on the list of queries, and the time of a keystroke.
pub(crate) fn finds_what_is_there(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    open(visit)?;
    let answer = visit.browser.eval(&format!("({TYPE})({})", json!(QUERIES)))?;
    let pages: Vec<String> =
        visit.chapters().iter().map(|path| format!("/{}{path}", visit.folder)).collect();
    let truth = visit.browser.eval(&format!("({TRUTH})({}, {})", json!(pages), json!(QUERIES)))?;
    let sources = sources(visit)?;

    let (mut wanted, mut hit, mut made_up) = (0, 0, Vec::new());
    let mut missed = Vec::new();
    for (at, query) in QUERIES.iter().enumerate() {
        let found: BTreeSet<String> = strings(&answer["found"][at]);
        let mut there = strings(&truth[at]);
        made_up.extend(found.difference(&there).map(|page| format!("`{query}` in {page}")));
        // What the author wrote must be found too, however the page came about.
        there.extend(
            sources.iter().filter(|(_, text)| holds(text, query)).map(|(page, _)| page.clone()),
        );
        wanted += there.len();
        hit += there.intersection(&found).count();
        missed.extend(there.difference(&found).map(|page| format!("`{query}` in {page}")));
    }
    // The best of three rounds: what else this machine does is not the search's matter.
    let mut times = times(&answer);
    for _ in 0..2 {
        let again = visit.browser.eval(&format!("({TYPE})({})", json!(QUERIES)))?;
        let again = self::times(&again);
        if again.len() == times.len() && p95(&again) < p95(&times) {
            times = again;
        }
    }
    let p95 = p95(&times);
    visit.note(format!(
        "search: {hit} of {wanted} places found, {} made up; a keystroke takes {:.1} ms (median), {p95:.1} ms (p95), {:.1} ms (worst)",
        made_up.len(),
        times[times.len() / 2],
        times[times.len() - 1],
    ));
    if hit * 100 < wanted * 99 || wanted < QUERIES.len() {
        bail!("not found: {}", missed.join(", "));
    }
    if !made_up.is_empty() {
        bail!("found where it is not: {}", made_up.join(", "));
    }
    if p95 > FRAME {
        bail!("a keystroke takes {p95:.1} ms in 1 of 20 cases; it may take {FRAME}");
    }
    Ok(())
}

/// A name of the glossary, in whichever form, brings its entry first.
pub(crate) fn knows_names(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    open(visit)?;
    for (name, entry) in NAMES {
        visit.browser.eval(&format!(
            "(() => {{ const i = document.getElementById('mdbook-searchbar'); i.value = {}; i.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); }})()",
            json!(name)
        ))?;
        let first = visit.browser.eval("(() => { const u = new URL(document.querySelector('#mdbook-searchresults a').href); return u.pathname + u.hash; })()")?;
        if first != format!("/{}{entry}", visit.folder) {
            bail!("`{name}` brings {first} first, not {entry}");
        }
    }
    Ok(())
}

/// A word of Han that touches a Latin one is looked for as two, if the book has them nowhere together.
pub(crate) fn parts_han_from_latin(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    open(visit)?;
    let found = visit.browser.eval(&format!(
        "({TYPE})({}).found.map((urls) => urls.length)",
        json!(["xyzzyplugh共识", "Raft共识", "Raft xyzzyplugh"])
    ))?;
    match found.as_array().map(Vec::as_slice) {
        Some([none, some, neither]) if *none == 0 && *some != 0 && *neither == 0 => Ok(()),
        _ => bail!("`Raft共识` brings {found}"),
    }
}

/// Opens the search of a page and waits for its text.
pub(crate) fn open(visit: &mut Visit<'_>) -> anyhow::Result<()> {
    visit.open(visit.longest())?;
    visit.browser.key("/")?;
    visit.browser.until("document.querySelector('#mdbook-searchbar-outer:not(.searching)') && document.querySelector('script[src*=\"/search-\"]')")?;
    visit.browser.until("document.activeElement.id === 'mdbook-searchbar'")
}

/// The times of the keystrokes in milliseconds, the shortest first.
fn times(answer: &Value) -> Vec<f64> {
    let times = answer["times"].as_array().into_iter().flatten();
    let mut times: Vec<f64> = times.filter_map(Value::as_f64).collect();
    times.sort_by(f64::total_cmp);
    times
}

fn p95(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(f64::INFINITY)
}

fn strings(value: &Value) -> BTreeSet<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

/// The words of each chapter's source, block by block.
fn sources(visit: &Visit<'_>) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for page in visit.chapters() {
        let file = visit.source.join(&page).with_extension("md");
        let text = std::fs::read_to_string(&file)
            .with_context(|| format!("cannot read {}", file.display()))?;
        found.push((format!("/{}{page}", visit.folder), words(&text)));
    }
    Ok(found)
}

fn words(markdown: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    // What a directive becomes is the page's, not the author's.
    let written: Vec<&str> = markdown.lines().filter(|line| !line.starts_with("{{")).collect();
    for (event, _) in events(&written.join("\n")) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code => out.push_str(&text),
            Event::Code(text) => out.push_str(&text),
            Event::SoftBreak => out.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            )
            | Event::HardBreak => {
                out.push('\n');
            }
            _ => {}
        }
    }
    out.to_lowercase()
}

/// Whether a text holds each term as it is written: what needs folding or spaces is the other truth's matter.
fn holds(text: &str, query: &str) -> bool {
    let text = joined(text);
    joined(query).split_whitespace().all(|term| text.contains(&term.to_lowercase()))
}

/// `R+W` for `R + W`: a formula is one term.
fn joined(text: &str) -> String {
    ["+", "<", ">", "=", "≤", "≥", "≠", "×"]
        .iter()
        .fold(text.to_owned(), |text, operator| text.replace(&format!(" {operator} "), operator))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_chapter_are_without_markup() {
        let text = words(
            "# 标题 {#a}\n\n法定[**人数**](term:quorum)是 `N`。\n\n```rust\nlet x;\n```\n\n{{#listing a caption=\"b\"}}\n",
        );
        assert_eq!(text, "标题\n法定人数是 n。\n");
        assert!(holds(&text, "法定人数 N") && !holds(&text, "法定人数 let"));
    }
}
