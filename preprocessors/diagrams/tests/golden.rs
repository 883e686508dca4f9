//! Every kind of figure that the book uses, drawn and held against what was looked at and found good.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::HashSet;
use std::io::Write;

use common::{FIGURES, draw, values};
use dst_diagrams::roles;

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

/// A page is as light as its text: a figure of a whole architecture costs no more than a small photograph.
#[test]
fn figures_are_light() {
    for (name, _, svg) in FIGURES.iter() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(svg.as_bytes()).unwrap();
        let size = packed.finish().unwrap().len();
        assert!(size <= 10_000, "{name} has {size} bytes gzipped");
    }
}
