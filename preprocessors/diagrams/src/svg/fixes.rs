//! What is put right in the engine's drawings besides their looks.

use roxmltree::Node;

use super::numbers;
use crate::widths::{self, Weight};

/// `bounds` with the ends of lines and the bottoms of frames that the engine has left outside: a sequence
/// diagram without actors at its foot is measured to its last message only.
pub(super) fn grown([x, y, width, height]: [f64; 4], root: Node) -> [f64; 4] {
    let at =
        |node: Node, name: &str| node.attribute(name).and_then(|value| value.parse::<f64>().ok());
    let in_place = |node: &Node| {
        node.ancestors().all(|ancestor| {
            !ancestor.has_attribute("transform")
                && !matches!(ancestor.tag_name().name(), "marker" | "symbol" | "defs")
        })
    };
    let bottoms =
        root.descendants().filter(in_place).filter_map(|node| match node.tag_name().name() {
            "line" => at(node, "y2"),
            "rect" => Some(at(node, "y")? + at(node, "height")?),
            _ => None,
        });
    let bottom = bottoms.fold(y + height, f64::max);
    let right = root.descendants().filter_map(|node| {
        let text = node.text().unwrap_or_default();
        Some(beside_lifeline(node)? + widths::px(text, 14.0, Weight::Regular))
    });
    let right = right.fold(x + width, f64::max);
    [x, y, right - x, bottom - y]
}

/// Whether `node` has this class.
pub(super) fn has_class(node: Node, class: &str) -> bool {
    node.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|c| c == class))
}

/// Whether `node` is the title of a group whose edges are drawn later: they would cross it out.
pub(super) fn goes_over_edges(node: Node) -> bool {
    if !has_class(node, "cluster-label") {
        return false;
    }
    let groups = || node.ancestors().skip(1).take(2);
    let in_place = groups().all(|group| !group.has_attribute("transform"));
    let edges_follow = groups().last().is_some_and(|all| {
        has_class(all, "clusters") && all.next_siblings().any(|next| has_class(next, "edgePaths"))
    });
    in_place && edges_follow
}

/// The look of such a title: a halo lifts it off the edges below.
pub(super) fn title_look() -> impl Iterator<Item = (&'static str, String)> {
    halo("cluster").into_iter().chain([("font-weight", "600".to_owned())])
}

/// Whether `node` is the name of a service in an architecture diagram: edges that leave at its foot go through it.
pub(super) fn is_under_edges(node: Node) -> bool {
    node.ancestors().any(|ancestor| has_class(ancestor, "architecture-service"))
}

/// What lifts text off the lines behind it.
pub(super) fn halo(surface: &str) -> [(&'static str, String); 4] {
    [
        ("stroke", crate::roles::var(surface)),
        ("stroke-width", "4".to_owned()),
        ("stroke-linejoin", "round".to_owned()),
        ("paint-order", "stroke".to_owned()),
    ]
}

/// Where the text of a message to oneself begins: beside the lifeline, not across it.
pub(super) fn beside_lifeline(node: Node) -> Option<f64> {
    /// Past the disc with the message's number, in pixels.
    const ASIDE: f64 = 14.0;
    let after = node.next_sibling_element()?;
    let is_loop = after.tag_name().name() == "path";
    let x: f64 = node.attribute("x")?.parse().ok()?;
    (has_class(node, "messageText") && is_loop).then_some(x + ASIDE)
}

/// The radius of the corners that the engine leaves sharp.
pub(super) fn corner(node: Node, tag: &str) -> Option<u32> {
    let sharp = tag == "rect" && node.attribute("rx").is_none_or(|rx| rx == "0");
    let group = node.parent_element().is_some_and(|parent| has_class(parent, "cluster"));
    match (sharp, group) {
        (true, true) => Some(6),
        (true, false) if has_class(node, "label-container") => Some(4),
        _ => None,
    }
}

/// Where the title of a group goes: to the left, where fewer edges enter than in the middle.
pub(super) fn title_place(node: Node) -> Option<String> {
    /// From the group's border to its title, in pixels.
    const INDENT: f64 = 10.0;
    let group = node.parent_element().filter(|_| has_class(node, "cluster-label"))?;
    let frame = group.children().find(|child| child.tag_name().name() == "rect")?;
    let x: f64 = frame.attribute("x")?.parse().ok()?;
    let y = node.attribute("transform")?.trim_end_matches(')').rsplit([',', ' ']).next()?;
    let y: f64 = y.parse().ok()?;
    Some(format!("translate({},{})", numbers::number(x + INDENT), numbers::number(y + 2.0)))
}
