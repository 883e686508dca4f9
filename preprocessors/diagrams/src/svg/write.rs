//! The walk over the engine's tree that writes the figure.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write;

use dst_kit::escape;
use roxmltree::{Document, Node};

use super::fixes::{
    beside_lifeline, corner, goes_over_edges, grown, halo, has_class, is_under_edges, title_look,
    title_place,
};
use super::style::{PROPERTIES, Styles, Values};
use super::{Name, fit, numbers, open_scaled};
use crate::engine::Fault;

/// Attributes of place and shape, kept with their numbers rounded.
const GEOMETRY: [&str; 27] = [
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "x1",
    "y1",
    "x2",
    "y2",
    "dx",
    "dy",
    "d",
    "points",
    "transform",
    "viewBox",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "offset",
    "gradientUnits",
];

/// Elements that draw, or hold what is drawn.
const KEPT: [&str; 17] = [
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "marker",
    "svg",
    "use",
    "symbol",
    "linearGradient",
    "stop",
    "a",
];

/// Space around the drawing, in pixels.
const MARGIN: f64 = 4.0;

/// The engine's SVG as one line that may stand in a page, at most `limit` pixels tall if its text stays legible.
///
/// # Errors
///
/// The engine's output is not what this module can read: a fault of the engine.
pub fn clean(raw: &str, name: &Name, limit: f64) -> Result<String, Fault> {
    let internal = |what: &str| Fault::somewhere(format!("the diagram engine wrote {what}"));
    let document =
        Document::parse(raw).map_err(|error| internal(&format!("broken SVG: {error}")))?;
    let root = document.root_element();
    let bounds = root
        .attribute("viewBox")
        .and_then(numbers4)
        .ok_or_else(|| internal("an SVG without a size"))?;
    let css: String = root
        .descendants()
        .filter(|node| node.has_tag_name((SVG, "style")))
        .filter_map(|node| node.text())
        .collect();
    let mut writer = Writer {
        styles: Styles::parse(&css),
        by_id: root.descendants().filter_map(|node| Some((node.attribute("id")?, node))).collect(),
        id: &name.id,
        wanted: Vec::new(),
        titles: Vec::new(),
        in_title: false,
        depth: 0,
    };
    let mut inherited = initial();
    inherited
        .extend(writer.styles.of(root).into_iter().filter(|(property, _)| is_inherited(property)));
    // The root's own text colour is that of every figure.
    inherited.insert("fill", crate::roles::var("text"));
    let mut body = String::new();
    for child in root.children() {
        body.push_str(&writer.element(child, &inherited, false));
    }
    let definitions = writer.definitions(&inherited);
    let [x, y, width, height] = grown(bounds, root);
    let frame = [x - MARGIN, y - MARGIN, width + 2.0 * MARGIN, height + 2.0 * MARGIN];
    let frame = frame.map(f64::round);
    let scale = fit::scale(frame[3], limit, &body);
    // To a screen reader an image has no parts, so no links either.
    let role = if body.contains(" href=\"") { "group" } else { "img" };
    Ok(format!("{}{definitions}{body}</svg>", open_scaled(name, frame, scale, role)))
}

const SVG: &str = "http://www.w3.org/2000/svg";

fn numbers4(text: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = text.split([' ', ',']).filter_map(|part| part.parse().ok()).collect();
    numbers.try_into().ok()
}

fn initial() -> Values {
    PROPERTIES.iter().map(|(property, value, _)| (*property, (*value).to_owned())).collect()
}

fn is_inherited(property: &str) -> bool {
    PROPERTIES.iter().any(|(name, _, inherited)| *name == property && *inherited)
}

struct Writer<'a, 'input> {
    styles: Styles<'a>,
    by_id: HashMap<&'a str, Node<'a, 'input>>,
    /// Prefix of the figure's ids.
    id: &'a str,
    /// Ids that something refers to, in the order of first use.
    wanted: Vec<&'a str>,
    /// Titles of groups, which are drawn after the edges.
    titles: Vec<String>,
    /// Whether the walk is inside of such a title.
    in_title: bool,
    /// How many `use` elements the walk is inside of.
    depth: usize,
}

impl<'a, 'input> Writer<'a, 'input> {
    /// `node` and what is in it; nothing if it draws nothing.
    fn element(
        &mut self,
        node: Node<'a, 'input>,
        inherited: &Values,
        in_definition: bool,
    ) -> String {
        let tag = node.tag_name().name();
        if !node.is_element() || !KEPT.contains(&tag) {
            return String::new();
        }
        let defines = matches!(tag, "marker" | "linearGradient" | "symbol");
        if defines && !in_definition {
            return String::new();
        }
        let mut own = self.styles.of(node);
        if beside_lifeline(node).is_some() {
            own.insert("text-anchor", "start".to_owned());
        }
        if tag == "text" && is_under_edges(node) {
            own.extend(halo("canvas"));
        }
        if self.in_title && tag == "text" {
            own.extend(title_look());
        }
        if own.get("display").is_some_and(|value| value == "none")
            || invisible(tag, &own, inherited)
        {
            return String::new();
        }
        let mut below = inherited.clone();
        below.extend(own.clone().into_iter().filter(|(property, _)| is_inherited(property)));

        let (written_tag, geometry) = self.geometry(node, tag);
        let mut attributes = geometry;
        for (property, value) in &own {
            let default =
                if is_inherited(property) { &inherited[property] } else { &initial()[property] };
            if value != default && is_used(property, tag) {
                let value = self.reference(value);
                let _ = write!(attributes, " {property}=\"{}\"", escape(&value));
            }
        }
        let is_title = goes_over_edges(node);
        let around = self.in_title;
        self.in_title |= is_title;
        let content = if tag == "use" {
            self.used(node, &below)
        } else {
            self.children(node, &below, in_definition)
        };
        self.in_title = around;
        let written = wrap(written_tag, &attributes, &content);
        if is_title {
            self.titles.push(written);
            return String::new();
        }
        if has_class(node, "edgePaths") {
            return written + &std::mem::take(&mut self.titles).concat();
        }
        written
    }

    fn children(
        &mut self,
        node: Node<'a, 'input>,
        inherited: &Values,
        in_definition: bool,
    ) -> String {
        let mut out = String::new();
        let in_text = matches!(node.tag_name().name(), "text" | "tspan");
        for child in node.children() {
            if child.is_text() && in_text {
                out.push_str(&escape(
                    &child.text().unwrap_or_default().replace(['\n', '\r', '\t'], " "),
                ));
            } else {
                out.push_str(&self.element(child, inherited, in_definition));
            }
        }
        out
    }

    /// What a `use` shows, in its place: text must be text of the page, to be found and selected.
    fn used(&mut self, node: Node<'a, 'input>, inherited: &Values) -> String {
        /// More than any engine nests, and less than a loop would.
        const DEEPEST: usize = 8;
        let target = href(node).and_then(|id| self.by_id.get(id).copied());
        let Some(target) = target.filter(|_| self.depth < DEEPEST) else {
            return String::new();
        };
        self.depth += 1;
        let out = if target.tag_name().name() == "symbol" {
            self.children(target, inherited, false)
        } else {
            self.element(target, inherited, false)
        };
        self.depth -= 1;
        out
    }

    /// The tag to write and its attributes of place. Nested viewports become groups.
    fn geometry(&self, node: Node, tag: &str) -> (&'static str, String) {
        let mut attributes = String::new();
        if matches!(tag, "svg" | "use") {
            let at = |name| {
                node.attribute(name).and_then(|value| value.parse::<f64>().ok()).unwrap_or(0.0)
            };
            let (x, y) = (at("x"), at("y"));
            let moved = node.attribute("transform").unwrap_or_default();
            let mut transform = numbers::round_all(moved);
            if (x, y) != (0.0, 0.0) {
                let _ =
                    write!(transform, " translate({},{})", numbers::number(x), numbers::number(y));
            }
            if let Some(scale) = scale_of_viewport(node) {
                let _ = write!(transform, " scale({})", numbers::number(scale));
            }
            if !is_identity(&transform) {
                let _ = write!(attributes, " transform=\"{}\"", transform.trim());
            }
            return ("g", attributes);
        }
        for name in GEOMETRY {
            let Some(value) = node.attribute(name) else {
                continue;
            };
            let value =
                numbers::round_all(value.split_whitespace().collect::<Vec<_>>().join(" ").as_str());
            let value = match name {
                "transform" => title_place(node).unwrap_or(value),
                "x" => beside_lifeline(node).map_or(value, numbers::number),
                _ => value,
            };
            let default = match name {
                "transform" => is_identity(&value),
                "x" | "y" | "dx" | "dy" | "rx" | "ry" => {
                    matches!(value.as_str(), "0" | "0px") && !matches!(tag, "tspan" | "text")
                }
                // The engine gives them to circles as well, where SVG has no meaning for them.
                "width" | "height" => !matches!(tag, "rect"),
                _ => false,
            };
            if !default {
                let _ = write!(attributes, " {name}=\"{}\"", escape(&value));
            }
        }
        if let Some(radius) = corner(node, tag) {
            let _ = write!(attributes, " rx=\"{radius}\"");
        }
        if tag == "a"
            && let Some(href) = href_of(node).filter(|href| is_safe(href))
        {
            let _ = write!(attributes, " href=\"{}\"", escape(href));
        }
        (kept(tag), attributes)
    }

    /// `url(#x)` with this figure's prefix; the target is remembered.
    fn reference(&mut self, value: &str) -> String {
        let Some(id) = value.strip_prefix("url(").and_then(|rest| rest.strip_suffix(')')) else {
            return value.to_owned();
        };
        let id = id.trim_matches(['"', '\'']).trim_start_matches('#');
        match self.by_id.get_key_value(id) {
            Some((&id, _)) => {
                if !self.wanted.contains(&id) {
                    self.wanted.push(id);
                }
                format!("url(#{})", self.prefixed(id))
            }
            None => "none".to_owned(),
        }
    }

    fn prefixed(&self, id: &str) -> String {
        let own: String = id
            .trim_start_matches("fig")
            .trim_start_matches(['_', '-'])
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' })
            .collect();
        format!("{}-{own}", self.id)
    }

    /// The markers and gradients that the figure refers to.
    fn definitions(&mut self, inherited: &Values) -> String {
        let mut out = String::new();
        let mut done = BTreeSet::new();
        // A definition may refer to another, so the list grows while it is read.
        let mut at = 0;
        while let Some(&id) = self.wanted.get(at) {
            at += 1;
            if !done.insert(id) {
                continue;
            }
            // A marker inherits from where it stands, not from what it is put on.
            let mut from_ancestors = inherited.clone();
            let node = self.by_id[id];
            let ancestors: Vec<Node> = node.ancestors().skip(1).collect();
            for ancestor in ancestors.into_iter().rev().filter(|ancestor| ancestor.is_element()) {
                let own = self.styles.of(ancestor);
                from_ancestors
                    .extend(own.into_iter().filter(|(property, _)| is_inherited(property)));
            }
            let text = self.element(node, &from_ancestors, true);
            let id = escape(&self.prefixed(id));
            if let Some(space) = text.find([' ', '>']) {
                let _ = write!(out, "{} id=\"{id}\"{}", &text[..space], &text[space..]);
            }
        }
        if out.is_empty() { out } else { format!("<defs>{out}</defs>") }
    }
}

/// How much a nested viewport scales what is in it, unless not at all.
fn scale_of_viewport(node: Node) -> Option<f64> {
    let width: f64 = node.attribute("width")?.trim_end_matches("px").parse().ok()?;
    let [_, _, inner, _] = numbers4(node.attribute("viewBox")?)?;
    let scale = width / inner;
    (scale.is_finite() && (scale - 1.0).abs() > 0.001).then_some(scale)
}

/// `tag` as a static string.
fn kept(tag: &str) -> &'static str {
    KEPT.into_iter().find(|kept| *kept == tag).unwrap_or("g")
}

fn wrap(tag: &str, attributes: &str, content: &str) -> String {
    let container = matches!(tag, "g" | "a" | "text" | "tspan" | "marker" | "symbol");
    match (container, content.is_empty(), tag == "g" && attributes.is_empty()) {
        (true, true, _) => String::new(),
        (_, false, true) => content.to_owned(),
        (_, true, _) => format!("<{tag}{attributes}/>"),
        (_, false, _) => format!("<{tag}{attributes}>{content}</{tag}>"),
    }
}

/// Whether a shape is drawn with neither fill nor line, or fully transparent.
fn invisible(tag: &str, own: &Values, inherited: &Values) -> bool {
    let value = |property| own.get(property).unwrap_or(&inherited[property]).as_str();
    let nothing = |paint: &str| matches!(paint, "none" | "transparent");
    let unpainted =
        nothing(value("fill")) && (nothing(value("stroke")) || value("stroke-width") == "0");
    let shape =
        matches!(tag, "rect" | "circle" | "ellipse" | "path" | "polygon" | "line" | "polyline");
    own.get("opacity").is_some_and(|opacity| opacity == "0")
        || (shape && unpainted && value("marker-end") == "none" && value("marker-start") == "none")
}

/// Properties that mean nothing on a tag, and would only make the page heavier.
fn is_used(property: &str, tag: &str) -> bool {
    match property {
        "font-size" | "font-weight" | "font-style" | "text-anchor" | "dominant-baseline"
        | "text-decoration" => {
            matches!(tag, "text" | "tspan" | "g" | "svg" | "use" | "a")
        }
        "marker-start" | "marker-mid" | "marker-end" => {
            matches!(tag, "path" | "line" | "polyline" | "g")
        }
        _ => true,
    }
}

fn is_identity(transform: &str) -> bool {
    let compact: String = transform.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(
        compact.as_str(),
        "" | "none" | "translate(0,0)" | "translate(0)" | "matrix(1,0,0,1,0,0)"
    )
}

fn href<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    href_of(node).and_then(|href| href.strip_prefix('#'))
}

fn href_of<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("href").or_else(|| node.attribute(("http://www.w3.org/1999/xlink", "href")))
}

/// Whether a link may stand in a page: nothing that runs.
fn is_safe(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or_default();
    !scheme.contains(':')
        || ["https:", "http:", "mailto:"].iter().any(|safe| href.starts_with(safe))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(inside: &str) -> String {
        let raw = format!(
            "<svg xmlns='{SVG}' id='fig' width='100%' viewBox='0 0 40.001 20'>{inside}</svg>"
        );
        let name = Name { id: "k-1".into(), title: "图 <1>".into(), description: String::new() };
        let out = clean(&raw, &name, 900.0).unwrap();
        out.split_once("</title>").unwrap().1.trim_end_matches("</svg>").to_owned()
    }

    #[test]
    fn rules_become_attributes_and_defaults_go() {
        let css = "#fig .n rect{fill:#333;stroke:white;opacity:1}";
        let out = cleaned(&format!(
            "<style>{css}</style><g class='n'><rect x='0' y='1.23456' width='9' height='9' data-look='classic'/></g>"
        ));
        assert_eq!(out, "<rect y=\"1.23\" width=\"9\" height=\"9\" stroke=\"var(--dg-canvas)\"/>");
    }

    #[test]
    fn titles_of_groups_are_drawn_over_edges_and_to_the_left() {
        let out = cleaned(
            "<g class='root'><g class='clusters'><g class='cluster'><rect x='5' y='5' width='9' height='9'/>\
             <g class='cluster-label' transform='translate(40, 6)'><text>组</text></g></g></g>\
             <g class='edgePaths'><path d='M1 1' stroke='black'/></g></g>",
        );
        assert!(out.find("M1 1").unwrap() < out.find("组").unwrap(), "{out}");
        assert!(out.contains("<g transform=\"translate(15,8)\""), "{out}");
    }

    #[test]
    fn text_behind_a_use_is_put_in_its_place() {
        let out = cleaned(
            "<defs><g id='fig-l'><svg x='0' y='0'><text x='1' y='2'>共识</text></svg></g></defs><g transform='translate(5,5)'><use x='0' y='0' href='#fig-l'/></g>",
        );
        assert_eq!(out, "<g transform=\"translate(5,5)\"><text x=\"1\" y=\"2\">共识</text></g>");
    }

    #[test]
    fn only_used_definitions_stay_and_their_ids_are_the_figures() {
        let out = cleaned(
            "<marker id='fig_a'><path d='M0 0'/></marker><marker id='fig_b'><path d='M0 0'/></marker><path d='M1 1' stroke='black' marker-end='url(#fig_a)'/>",
        );
        assert_eq!(
            out,
            "<defs><marker id=\"k-1-a\"><path d=\"M0 0\"/></marker></defs><path d=\"M1 1\" marker-end=\"url(#k-1-a)\" stroke=\"var(--dg-text)\"/>"
        );
    }

    #[test]
    fn nothing_that_runs_or_loads_gets_through() {
        let out = cleaned(
            "<script>x()</script><image href='https://e.x/a.png'/><foreignObject><p>t</p></foreignObject><a href='javascript:x()'><text onclick='x()'>t</text></a>",
        );
        assert_eq!(out, "<a><text>t</text></a>");
    }

    #[test]
    fn the_root_names_the_figure() {
        let name = Name { id: "k".into(), title: "一 & 二".into(), description: "d".into() };
        let out = format!("<svg xmlns='{SVG}' viewBox='0 0 400 20'><text>t</text></svg>");
        let out = clean(&out, &name, 900.0).unwrap();
        assert!(out.contains("role=\"img\" aria-labelledby=\"k-t k-d\""));
        assert!(out.contains("<title id=\"k-t\">一 &amp; 二</title><desc id=\"k-d\">d</desc>"));
        assert!(out.contains("width=\"408\" height=\"28\" viewBox=\"-4 -4 408 28\""));
    }
}
