//! Every kind of figure that the book uses, drawn and held against what was looked at and found good.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::HashSet;
use std::path::Path;
use std::sync::LazyLock;

use dst_diagrams::options::Options;
use dst_diagrams::svg::Name;
use dst_diagrams::{draw_mermaid, draw_run, roles};
use dst_kit::Lang;

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
    assert!(sources.len() >= 17, "{} sources", sources.len());
    sources
}

/// Each source drawn once: name, source, SVG.
static FIGURES: LazyLock<Vec<(String, String, String)>> = LazyLock::new(|| {
    let drawn = sources().into_iter().map(|(name, source)| {
        let svg = draw(&name, &source);
        (name, source, svg)
    });
    drawn.collect()
});

fn draw(name: &str, source: &str) -> String {
    let stem = name.split('.').next().unwrap();
    let lang = if stem.ends_with("-zh") { Lang::Zh } else { Lang::En };
    let figure =
        Name { id: format!("dg-{stem}"), title: stem.to_owned(), description: String::new() };
    let drawn = if name.ends_with(".mmd") {
        draw_mermaid(source, &figure)
    } else {
        draw_run(source, &Options::default(), lang, &figure)
    };
    drawn.unwrap_or_else(|faults| panic!("{name}: {faults:?}"))
}

/// What was looked at stays as it is, byte for byte. Another layout of nested groups is another figure.
#[cfg(feature = "elk")]
#[test]
fn figures_are_as_they_were_approved() {
    for (name, _, svg) in FIGURES.iter() {
        insta::assert_snapshot!(name.replace('.', "-"), svg.replace("><", ">\n<"));
    }
}

/// The same bytes twice, so that an unchanged book is an unchanged site.
#[test]
fn a_figure_is_drawn_the_same_twice() {
    for (name, source, svg) in FIGURES.iter() {
        assert_eq!(&draw(name, source), svg, "{name}");
    }
}

/// A page's theme reaches every colour; a PDF, which knows no variables, gets none.
#[test]
fn colours_are_roles_in_pages_and_literals_in_pdfs() {
    for (name, _, svg) in FIGURES.iter() {
        for paint in values(svg, &["fill", "stroke", "stop-color"]) {
            let role = paint.strip_prefix("var(--dg-").and_then(|rest| rest.strip_suffix(')'));
            let known =
                role.is_some_and(|role| roles::ROLES.iter().any(|known| known.name == role));
            assert!(known || paint == "none", "{name}: {paint}");
        }
        let shown: String = svg.split('>').map(|tag| tag.split('<').next_back().unwrap()).collect();
        assert!(!shown.contains("rgb(") && !shown.contains("style=\"fill"), "{name}");
        let pdf = roles::literal(svg);
        assert!(!pdf.contains("var("), "{name}");
        assert_eq!(pdf.matches('#').count() > 0, svg.contains("var("), "{name}");
    }
}

/// The values of these attributes.
fn values<'a>(svg: &'a str, attributes: &'a [&str]) -> impl Iterator<Item = &'a str> {
    attributes.iter().flat_map(move |attribute| {
        let start = format!(" {attribute}=\"");
        let found: Vec<usize> = svg.match_indices(&start).map(|(at, _)| at + start.len()).collect();
        found.into_iter().map(move |at| &svg[at..at + svg[at..].find('"').unwrap()])
    })
}

/// Ids are unique over all figures, because mdBook's print page has them all; references stay inside.
#[test]
fn ids_are_unique_over_all_figures() {
    let mut seen = HashSet::new();
    for (name, _, svg) in FIGURES.iter() {
        let ids: Vec<&str> = values(svg, &["id"]).collect();
        for id in &ids {
            assert!(seen.insert((*id).to_owned()), "{name}: {id} is there twice");
        }
        for reference in svg.split("url(#").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            assert!(ids.contains(&reference), "{name}: {reference} is nowhere");
        }
        for label in values(svg, &["aria-labelledby"]).flat_map(str::split_whitespace) {
            assert!(ids.contains(&label), "{name}: {label} is nowhere");
        }
    }
}

/// One line, well-formed, without anything that runs, loads or styles other parts of the page.
#[test]
fn figures_may_stand_in_any_page() {
    for (name, _, svg) in FIGURES.iter() {
        assert!(!svg.contains('\n'), "{name}");
        let document =
            roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{name}: {error}"));
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            let tag = node.tag_name().name();
            assert!(
                !matches!(tag, "script" | "style" | "foreignObject" | "image" | "use"),
                "{name}: <{tag}>"
            );
            for attribute in node.attributes() {
                let name_ok =
                    !attribute.name().starts_with("on") && !attribute.name().starts_with("data-");
                assert!(name_ok && attribute.name() != "class", "{name}: {}", attribute.name());
                assert!(
                    !attribute.value().contains("http") || attribute.name() == "xmlns",
                    "{name}"
                );
            }
        }
        assert!(document.root_element().attribute("width").unwrap() != "100%", "{name}");
        assert!(svg.len() < 40_000, "{name} has {} bytes", svg.len());
    }
}

/// No label is wider than the shape that it stands in.
#[test]
fn text_fits_its_shape() {
    let width = |label: &str| -> f64 {
        let source = format!("flowchart LR\n  a[{label}]");
        let svg = draw("fit-en.mmd", &source);
        let document = roxmltree::Document::parse(&svg).unwrap();
        let rect = document
            .descendants()
            .find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "rect")));
        rect.unwrap().attribute("width").unwrap().parse().unwrap()
    };
    for label in ["AppendEntries WWWW", "多数派提交之后才能回复客户端", "领导者 Leader n0", "illi"]
    {
        let text = dst_diagrams::widths::px(label, 14.0, dst_diagrams::widths::Weight::Regular);
        let shape = width(label);
        assert!(shape > text + 8.0 && shape < text + 60.0, "{label}: {text} in {shape}");
    }
}
