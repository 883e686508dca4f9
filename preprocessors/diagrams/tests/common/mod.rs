//! The golden sources, drawn.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::path::Path;
use std::sync::LazyLock;

use dst_diagrams::engine::Fault;
use dst_diagrams::options::{self, Kind, Options};
use dst_diagrams::svg::{Name, TALLEST};
use dst_diagrams::{draw_mermaid, draw_run};
use dst_kit::{Lang, fences};

/// All sources: file name and text.
fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sources");
    let mut sources: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    sources.sort();
    assert!(sources.len() >= 30, "{} sources", sources.len());
    sources
}

/// Each source drawn once: name, source, SVG.
pub(crate) static FIGURES: LazyLock<Vec<(String, String, String)>> = LazyLock::new(|| {
    let drawn = sources().into_iter().map(|(name, source)| {
        let svg = draw(&name, &source);
        (name, source, svg)
    });
    drawn.collect()
});

/// Draws one source, named by its file.
pub(crate) fn draw(name: &str, source: &str) -> String {
    let stem = name.split('.').next().unwrap();
    let lang = if stem.ends_with("-zh") { Lang::Zh } else { Lang::En };
    let figure =
        Name { id: format!("dg-{stem}"), title: stem.to_owned(), description: String::new() };
    let drawn = if name.ends_with(".mmd") {
        draw_mermaid(source, TALLEST, &figure)
    } else if name.ends_with(".md") {
        draw_fence(source, lang, &figure)
    } else {
        draw_run(source, &options_of(source), lang, &figure)
    };
    drawn.unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

/// Draws the one fence of a chapter.
fn draw_fence(chapter: &str, lang: Lang, figure: &Name) -> Result<String, Vec<Fault>> {
    let fence = fences(chapter, |language| Kind::of(language).is_some()).remove(0);
    let kind = Kind::of(&fence.language).unwrap();
    let options = options::read(&fence, kind).unwrap();
    dst_diagrams::draw(kind, &fence.body, &options, lang, figure)
}

/// The options in the first line of a run, as in `# options clocks=vector`.
fn options_of(source: &str) -> Options {
    let line = source.lines().next().and_then(|line| line.strip_prefix("# options "));
    let Some(info) = line else {
        return Options::default();
    };
    let fence = fences(&format!("```spacetime {info}\n```\n"), |_| true).remove(0);
    options::read(&fence, Kind::Spacetime).unwrap()
}

/// The values of these attributes.
pub(crate) fn values<'a>(svg: &'a str, attributes: &'a [&str]) -> impl Iterator<Item = &'a str> {
    attributes.iter().flat_map(move |attribute| {
        let start = format!(" {attribute}=\"");
        let found: Vec<usize> = svg.match_indices(&start).map(|(at, _)| at + start.len()).collect();
        found.into_iter().map(move |at| &svg[at..at + svg[at..].find('"').unwrap()])
    })
}
