//! The ring as SVG: bands for the pieces, labels in two columns beside it, shares in its middle.

use std::f64::consts::TAU;
use std::fmt::Write;

use dst_kit::Lang;

use super::{Change, Ring};
use crate::roles::var;
use crate::shapes::{Anchor, Type, hollow, painted, rect, spread, text};
use crate::svg::{Name, number as n, open};

/// Radius of the band, in pixels.
const RADIUS: f64 = 118.0;
/// Width of the band.
const BAND: f64 = 16.0;
/// Radius of the band that shows what has moved.
const OUTER: f64 = RADIUS + BAND + 6.0;
/// From the middle to where a label's line bends.
const REACH: f64 = OUTER + 20.0;
/// Between two labels.
const LINE: f64 = 18.0;
/// From the side of the figure to the ring's middle, above and below.
const MARGIN: f64 = REACH + 14.0;

/// A label beside the ring.
struct Label {
    place: u32,
    y: f64,
    text: String,
    /// A key, and not a virtual node.
    key: bool,
    moved: bool,
}

pub(super) fn paint(ring: &Ring, lang: Lang, name: &Name) -> String {
    let sides = [false, true].map(|left| labels(ring, left));
    let column = |labels: &[Label]| {
        labels.iter().map(|label| Type::PLAIN.width(&label.text)).fold(0.0, f64::max).ceil() + 16.0
    };
    let (right, left) = (column(&sides[0]), column(&sides[1]));
    let middle = [left + REACH + 14.0, MARGIN];
    let width = middle[0] + REACH + 14.0 + right;
    let mut out = String::new();
    bands(&mut out, ring, middle);
    for (side, labels) in [1.0, -1.0].into_iter().zip(&sides) {
        for label in labels {
            paint_label(&mut out, ring, middle, side, label);
        }
    }
    tokens(&mut out, ring, middle);
    shares(&mut out, ring, middle, lang);
    format!("{}{out}</svg>", open(name, [0.0, 0.0, width, 2.0 * MARGIN]))
}

/// Where a place is, clockwise from the top.
fn at([x, y]: [f64; 2], ring: &Ring, place: u32, radius: f64) -> [f64; 2] {
    let angle = TAU * f64::from(place) / f64::from(ring.size);
    [x + radius * angle.sin(), y - radius * angle.cos()]
}

/// A piece of a band, thin lines apart from its neighbours.
fn band(
    out: &mut String,
    ring: &Ring,
    middle: [f64; 2],
    radius: f64,
    arc: &super::Arc,
    look: &str,
) {
    let [from, to] = [arc.from, arc.to].map(|place| at(middle, ring, place, radius));
    let [inner_from, inner_to] =
        [arc.from, arc.to].map(|place| at(middle, ring, place, radius - BAND));
    let large = u8::from(2 * ring.length(arc) > ring.size);
    if arc.from == arc.to {
        // One virtual node alone: the whole ring.
        let colour = var(Ring::colour(arc.after));
        let _ = write!(
            out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{}\"/>",
            n(middle[0]),
            n(middle[1]),
            n(radius - BAND / 2.0),
            n(BAND)
        );
        return;
    }
    let _ = write!(
        out,
        "<path d=\"M{} {}A{r} {r} 0 {large} 1 {} {}L{} {}A{i} {i} 0 {large} 0 {} {}Z\" {look}/>",
        n(from[0]),
        n(from[1]),
        n(to[0]),
        n(to[1]),
        n(inner_to[0]),
        n(inner_to[1]),
        n(inner_from[0]),
        n(inner_from[1]),
        r = n(radius),
        i = n(radius - BAND),
    );
}

fn bands(out: &mut String, ring: &Ring, middle: [f64; 2]) {
    for arc in ring.arcs() {
        band(out, ring, middle, RADIUS, &arc, &painted(Ring::colour(arc.before)));
    }
    for arc in ring.arcs().iter().filter(|arc| arc.before != arc.after) {
        band(out, ring, middle, OUTER, arc, &painted(Ring::colour(arc.after)));
    }
    // Where the ring begins.
    let [x, y] = middle;
    let _ = write!(
        out,
        "<path d=\"M{} {}v-{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>",
        n(x),
        n(y - RADIUS + BAND),
        n(BAND),
        var("text")
    );
    text(out, [x, y - RADIUS + BAND + 9.0], Anchor::Middle, Type::SMALL, "0");
}

/// The labels of one half, from the top down.
fn labels(ring: &Ring, left: bool) -> Vec<Label> {
    let tokens = ring.tokens.iter().map(|(place, node)| Label {
        place: *place,
        y: 0.0,
        text: format!("{} · {place}", ring.nodes[*node]),
        key: false,
        moved: false,
    });
    let keys = ring.keys.iter().map(|(key, place)| {
        let [before, after] = [false, true].map(|after| ring.owner(*place, after));
        let owner = if before == after {
            ring.nodes[before].clone()
        } else {
            format!("{} → {}", ring.nodes[before], ring.nodes[after])
        };
        Label {
            place: *place,
            y: 0.0,
            text: format!("{key} · {place}（{owner}）"),
            key: true,
            moved: before != after,
        }
    });
    let mut labels: Vec<Label> =
        tokens.chain(keys).filter(|label| (2 * label.place >= ring.size) == left).collect();
    for label in &mut labels {
        label.y = at([0.0, MARGIN], ring, label.place, REACH)[1];
    }
    labels.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.place.cmp(&b.place)));
    let mut places: Vec<&mut f64> = labels.iter_mut().map(|label| &mut label.y).collect();
    spread(&mut places, LINE, 10.0, 2.0 * MARGIN - 10.0);
    labels
}

/// A label with the line that leads to its place; `side` is 1 at the right.
fn paint_label(out: &mut String, ring: &Ring, middle: [f64; 2], side: f64, label: &Label) {
    let from = if label.key { RADIUS - BAND / 2.0 } else { RADIUS };
    let [x, y] = at(middle, ring, label.place, from);
    let [bend_x, bend_y] = at(middle, ring, label.place, OUTER + 4.0);
    let edge = middle[0] + side * (REACH + 6.0);
    let role = if label.moved { "hot-line" } else { "cluster-line" };
    let _ = write!(
        out,
        "<path d=\"M{} {}L{} {}L{} {}\" fill=\"none\" stroke=\"{}\"/>",
        n(x),
        n(y),
        n(bend_x),
        n(bend_y),
        n(edge),
        n(label.y),
        var(role)
    );
    if label.key {
        let look = painted(if label.moved { "hot" } else { "note" });
        let _ = write!(
            out,
            "<circle cx=\"{}\" cy=\"{}\" r=\"5\" {look} stroke-width=\"1.5\"/>",
            n(x),
            n(y)
        );
    }
    let anchor = if side > 0.0 { Anchor::Start } else { Anchor::End };
    let look = if label.key { Type::PLAIN } else { Type { role: "muted", ..Type::PLAIN } };
    text(out, [edge + side * 4.0, label.y], anchor, look, &label.text);
}

/// The virtual nodes; those of a node that comes or goes are hollow.
fn tokens(out: &mut String, ring: &Ring, middle: [f64; 2]) {
    for (place, node) in &ring.tokens {
        let [x, y] = at(middle, ring, *place, RADIUS - BAND / 2.0);
        let colour = Ring::colour(*node);
        let changes = ring.change.is_some_and(|(_, one)| one == *node);
        let look = if changes {
            format!("{} stroke-width=\"2\"", hollow(colour))
        } else {
            format!("fill=\"{0}\" stroke=\"{0}\"", var(&format!("{colour}-line")))
        };
        let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"6\" {look}/>", n(x), n(y));
    }
}

/// What part is whose, in the middle of the ring.
fn shares(out: &mut String, ring: &Ring, [x, y]: [f64; 2], lang: Lang) {
    let rows: Vec<String> = (0..ring.nodes.len())
        .map(|node| {
            let [before, after] = [false, true].map(|after| ring.share(node, after).round());
            let name = &ring.nodes[node];
            match ring.change {
                None => format!("{name}  {before}%"),
                Some(_) => format!("{name}  {before}% → {after}%"),
            }
        })
        .collect();
    let head = match ring.change {
        None => None,
        Some((Change::Joins, node)) => Some((lang.pick("加入", "joins"), node)),
        Some((Change::Leaves, node)) => Some((lang.pick("离开", "leaves"), node)),
    };
    let count = rows.len() + usize::from(head.is_some());
    let mut line = y - (count as f64 - 1.0) / 2.0 * LINE;
    if let Some((word, node)) = head {
        let space = lang.pick(" ", " ");
        text(
            out,
            [x, line],
            Anchor::Middle,
            Type::BOLD,
            &format!("{}{space}{word}", ring.nodes[node]),
        );
        line += LINE;
    }
    let wide = rows.iter().map(|row| Type::PLAIN.width(row)).fold(0.0, f64::max);
    let start = x - (wide + 18.0) / 2.0;
    for (node, row) in rows.iter().enumerate() {
        rect(
            out,
            [start, line - 6.0, 12.0, 12.0],
            &format!("rx=\"2\" {}", painted(Ring::colour(node))),
        );
        text(out, [start + 18.0, line], Anchor::Start, Type::PLAIN, row);
        line += LINE;
    }
}
