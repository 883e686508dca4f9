//! Charts, rings, logs and partitions: no text lies on another, and everything wrong is shown at its place.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::FIGURES;
use dst_diagrams::STAGE;
use dst_diagrams::widths::{Weight, px};
use dst_kit::testing;
use roxmltree::{Document, Node};

const EN: &str = "[book]\nlanguage = \"en\"\n";

fn run(text: &str) -> testing::Ran {
    let root = tempfile::tempdir().unwrap();
    testing::run(&STAGE, root.path(), EN, &[("load.md", text)])
}

/// Left, top, right and bottom of each line of text.
fn texts(document: &Document) -> Vec<([f64; 4], String)> {
    let inherited = |node: Node, name: &str| {
        node.ancestors().find_map(|node| node.attribute(name)).unwrap_or_default().to_owned()
    };
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    let texts = texts.map(|node| {
        let number = |name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let size: f64 = inherited(node, "font-size").parse().unwrap();
        let said = node.text().unwrap().to_owned();
        let width = px(&said, size, Weight::Regular);
        let left = match inherited(node, "text-anchor").as_str() {
            "middle" => number("x") - width / 2.0,
            "end" => number("x") - width,
            _ => number("x"),
        };
        let middle = number("y") - size * 0.35;
        ([left, middle - size * 0.4, left + width, middle + size * 0.4], said)
    });
    texts.collect()
}

#[test]
fn no_text_lies_on_another() {
    let charts = || FIGURES.iter().filter(|(name, ..)| name.ends_with(".md"));
    assert!(charts().count() >= 6);
    for (name, _, svg) in charts() {
        let document = Document::parse(svg).unwrap();
        let texts = texts(&document);
        assert!(texts.len() > 8, "{name}");
        for (at, (one, said)) in texts.iter().enumerate() {
            for (other, also) in &texts[at + 1..] {
                let apart = one[2] <= other[0]
                    || other[2] <= one[0]
                    || one[3] <= other[1]
                    || other[3] <= one[1];
                assert!(apart, "{name}: `{said}` lies on `{also}`");
            }
        }
    }
}

/// What a reader must know to trust the numbers stands under them.
#[test]
fn the_source_is_shown() {
    let ran = run("```chart source=\"a <paper>\" caption=\"Load\"\nn,v\n1,2\n2,3\n```\n");
    assert_eq!(ran.diagnostics, "");
    let end =
        "Load<span class=\"diagram-source\">Data: a &lt;paper&gt;</span></figcaption></figure>";
    assert!(ran.chapters[0].contains(end), "{}", ran.chapters[0]);
    assert!(ran.chapters[0].contains("<figure class=\"diagram chart\""));
    assert!(ran.chapters[0].contains("Line chart over n. v: 2 at 1, 3 at 2.</desc>"));
}

/// Numbers that nobody vouches for are refused, and so is what cannot be drawn.
#[test]
fn wrong_charts_are_reported() {
    insta::assert_snapshot!(
        run(
            "# T\n\n```chart\nn,v\n1,2\n```\n\n```chart source=x kind=pie colour=red\nn,v\n1,2\n```\n\n\
             ```chart source=x y=w\nn,v\n1,2\n```\n\n```chart source=x log=y\nn,v\n1,0\n2,fast\n```\n\n\
             ```chart source=x\nn,v\n1\n```\n\n```chart source=x log=y mark=0\nn,v\n1,1\n```\n"
        )
        .diagnostics
    );
}

/// What a program printed stands in another file: the message shows the directive and the cell.
#[test]
fn a_wrong_cell_of_a_listing_is_shown_at_its_directive() {
    let shown = run("```chart source=\"a/examples/b.rs\" at=1\nn,v\n1,fast\n```\n").diagnostics;
    assert!(shown.contains("`fast` is no number") && shown.contains("load.md:1:1"), "{shown}");
}

/// Rings, logs and partitions report what is wrong at its place, as all figures do.
#[test]
fn wrong_rings_logs_and_partitions_are_reported() {
    insta::assert_snapshot!(
        run(
            "# T\n\n```ring from=1\nnode A 1\n```\n\n```ring\nnode A 5\nnode B 5\nkey k 100\nleaves C\n```\n\n\
             ```log\na 1:x 2\nb 2:x 1:y\n```\n\n```partitions\nnode a p0\nmove p0 a -> b\n```\n\n```log\n\n```\n"
        )
        .diagnostics
    );
}
