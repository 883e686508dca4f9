//! Every text of the golden figures can be read: inside of its shape, and on a surface that it stands out from.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::FIGURES;
use dst_diagrams::roles::ROLES;
use dst_diagrams::widths::{Weight, px};
use roxmltree::{Document, Node};

/// A shape or a line of text in the coordinates of the figure.
#[derive(Debug, Clone)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    /// The role that it is filled with.
    role: String,
    text: String,
    /// Whether its text has a halo in the colour of what it is meant to lie on.
    halo: Option<String>,
}

impl Area {
    fn holds(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    fn size(&self) -> f64 {
        (self.right - self.left) * (self.bottom - self.top)
    }
}

fn number(node: Node, name: &str) -> f64 {
    let value = node.attribute(name).unwrap_or("0");
    value.trim_end_matches("px").parse().unwrap_or(0.0)
}

fn inherited<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.ancestors().find_map(|ancestor| ancestor.attribute(name))
}

/// Scale and shift of everything around `node`.
fn place(node: Node) -> (f64, f64, f64) {
    let mut all = (1.0, 0.0, 0.0);
    for ancestor in node.ancestors() {
        for step in ancestor.attribute("transform").unwrap_or_default().rsplit(')') {
            let Some((kind, values)) = step.trim().split_once('(') else {
                continue;
            };
            let values: Vec<f64> =
                values.split([',', ' ']).filter_map(|v| v.parse().ok()).collect();
            match (kind.trim(), &values[..]) {
                ("translate", [x]) => all.1 += x,
                ("translate", [x, y]) => (all.1, all.2) = (all.1 + x, all.2 + y),
                ("scale", [by]) => all = (all.0 * by, all.1 * by, all.2 * by),
                _ => {}
            }
        }
    }
    all
}

fn role_of(paint: &str) -> String {
    let role = paint.strip_prefix("var(--dg-").and_then(|rest| rest.strip_suffix(')'));
    role.unwrap_or("none").to_owned()
}

/// Boxes and circles that are filled, in the order of painting.
fn shapes(document: &Document) -> Vec<Area> {
    let nodes = document.descendants().filter(|node| {
        node.ancestors().all(|ancestor| !matches!(ancestor.tag_name().name(), "defs" | "marker"))
    });
    let shapes = nodes.filter_map(|node| {
        let [left, top, right, bottom] = match node.tag_name().name() {
            "rect" => {
                let (x, y) = (number(node, "x"), number(node, "y"));
                [x, y, x + number(node, "width"), y + number(node, "height")]
            }
            "circle" => {
                let (x, y, r) = (number(node, "cx"), number(node, "cy"), number(node, "r"));
                [x - r, y - r, x + r, y + r]
            }
            _ => return None,
        };
        let role = role_of(inherited(node, "fill")?);
        let (by, x, y) = place(node);
        let area = Area {
            left: left * by + x,
            top: top * by + y,
            right: right * by + x,
            bottom: bottom * by + y,
            role,
            text: String::new(),
            halo: None,
        };
        (area.role != "none").then_some(area)
    });
    shapes.collect()
}

/// Lines of text with the room that they take.
fn texts(document: &Document) -> Vec<Area> {
    let texts = document.descendants().filter(|node| node.tag_name().name() == "text");
    let mut areas = Vec::new();
    for text in texts {
        let rows: Vec<Node> =
            text.children().filter(|child| child.tag_name().name() == "tspan").collect();
        let rows = if rows.is_empty() { vec![text] } else { rows };
        let mut y = number(text, "y");
        for row in rows {
            let size = |node: Node| -> f64 {
                let size = inherited(node, "font-size").unwrap_or("14");
                size.trim_end_matches("px").parse().unwrap_or(14.0)
            };
            let em = |value: &str| match value.strip_suffix("em") {
                Some(em) => em.parse::<f64>().unwrap_or(0.0) * size(row),
                None => value.trim_end_matches("px").parse().unwrap_or(0.0),
            };
            if row != text && row.has_attribute("y") {
                y = em(row.attribute("y").unwrap());
            }
            y += row.attribute("dy").map_or(0.0, em);
            let said: String =
                row.descendants().filter(Node::is_text).filter_map(|node| node.text()).collect();
            if said.trim().is_empty() {
                continue;
            }
            let bold = inherited(row, "font-weight")
                .is_some_and(|weight| weight != "400" && weight != "normal");
            let weight = if bold { Weight::Bold } else { Weight::Regular };
            let width = px(said.trim(), size(row), weight);
            let x = if row.has_attribute("x") { number(row, "x") } else { number(text, "x") };
            let left = match inherited(row, "text-anchor") {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            let middle = match inherited(row, "dominant-baseline") {
                Some("central" | "middle") => y,
                Some("hanging" | "text-before-edge") => y + size(row) / 2.0,
                _ => y - size(row) * 0.35,
            };
            let (by, dx, dy) = place(row);
            let lifted = inherited(row, "paint-order").is_some();
            areas.push(Area {
                left: left * by + dx,
                right: (left + width) * by + dx,
                top: (middle - size(row) * 0.36) * by + dy,
                bottom: (middle + size(row) * 0.36) * by + dy,
                role: role_of(inherited(row, "fill").unwrap()),
                text: said.trim().to_owned(),
                halo: inherited(row, "stroke").filter(|_| lifted).map(role_of),
            });
        }
    }
    areas
}

/// What `text` lies on: the last painted shape under its middle.
fn below<'a>(text: &Area, shapes: &'a [Area]) -> Option<&'a Area> {
    let (x, y) = (f64::midpoint(text.left, text.right), f64::midpoint(text.top, text.bottom));
    shapes.iter().rev().find(|shape| shape.holds(x, y))
}

/// No text reaches over the border of the box or circle that it stands in, or out of the figure.
#[test]
fn text_is_inside_of_its_shape() {
    let mut inside = 0;
    for (name, _, svg) in FIGURES.iter() {
        let document = Document::parse(svg).unwrap();
        let frame: Vec<f64> = document
            .root_element()
            .attribute("viewBox")
            .unwrap()
            .split(' ')
            .map(|part| part.parse().unwrap())
            .collect();
        let shapes = shapes(&document);
        for text in texts(&document) {
            let within = frame[0] <= text.left
                && text.right <= frame[0] + frame[2]
                && frame[1] <= text.top
                && text.bottom <= frame[1] + frame[3];
            assert!(within, "{name}: {text:?} leaves {frame:?}");
            // Narrower shapes are marks that a text may lie on, such as lanes.
            let Some(shape) = below(&text, &shapes).filter(|s| s.right - s.left > 16.0) else {
                continue;
            };
            inside += 1;
            // Rows of one group are shapes of one colour, and its title stands over all of them.
            let x = f64::midpoint(text.left, text.right);
            let leaves = |y: f64| {
                let there = shapes.iter().rev().find(|shape| shape.holds(x, y));
                there.is_none_or(|there| there.role != shape.role)
            };
            let above = if leaves(text.top) { shape.top - text.top } else { 0.0 };
            let under = if leaves(text.bottom) { text.bottom - shape.bottom } else { 0.0 };
            let over = (shape.left - text.left).max(text.right - shape.right).max(above).max(under);
            assert!(over <= 0.5, "{name}: {text:?} is {over:.1} px over {shape:?}");
        }
    }
    assert!(inside > 200, "{inside} texts stand in shapes");
}

fn channels(role: &str, dark: bool) -> [f64; 3] {
    let role = ROLES.iter().find(|known| known.name == role).unwrap();
    let hex = if dark { role.dark } else { role.light };
    [1, 3, 5].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0)
}

/// WCAG 2.2, definitions of relative luminance and contrast ratio.
fn contrast(a: &str, b: &str, dark: bool) -> f64 {
    let luminance = |role: &str| {
        let linear =
            |c: f64| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
        let [r, g, b] = channels(role, dark).map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG AA for text, on light and on dark pages.
#[test]
fn text_stands_out_from_what_it_lies_on() {
    for (name, _, svg) in FIGURES.iter() {
        let document = Document::parse(svg).unwrap();
        let shapes = shapes(&document);
        for text in texts(&document) {
            let surface =
                text.halo.clone().or_else(|| below(&text, &shapes).map(|s| s.role.clone()));
            let surface = surface.unwrap_or_else(|| "canvas".to_owned());
            // The number of a message stands on the disc of a marker.
            let is_number = text.role == "canvas" && text.text.parse::<u32>().is_ok();
            let surface = if is_number { "line".to_owned() } else { surface };
            for dark in [false, true] {
                let ratio = contrast(&text.role, &surface, dark);
                assert!(ratio >= 4.5, "{name}: {text:?} on {surface}, dark {dark}: {ratio:.2}");
            }
        }
    }
}

/// The boxes that the author sees are found: a check of the checks above.
#[test]
fn a_text_over_its_border_is_found() {
    let svg = "<svg fill=\"var(--dg-text)\" viewBox=\"0 0 100 100\"><g transform=\"translate(10,10)\">\
        <rect width=\"30\" height=\"20\" fill=\"var(--dg-node)\"/><text x=\"15\" y=\"14\" text-anchor=\"middle\">多数派</text></g></svg>";
    let document = Document::parse(svg).unwrap();
    let (shapes, texts) = (shapes(&document), texts(&document));
    assert_eq!((texts[0].left, texts[0].right), (4.0, 46.0));
    let shape = below(&texts[0], &shapes).unwrap();
    assert_eq!((shape.left, shape.right, shape.size()), (10.0, 40.0, 600.0));
}
