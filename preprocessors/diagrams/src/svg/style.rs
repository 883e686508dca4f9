//! The engine's style sheet, resolved into the attributes of each element.
//!
//! What is left needs no `<style>`: figures on one page cannot style each other, and a page weighs a third.

use std::collections::BTreeMap;

use roxmltree::Node;
use simplecss::{AttributeOperator, Declaration, Element, PseudoClass, StyleSheet};

use super::{colour, numbers};

/// Properties that are kept, with their initial values. Those with `true` are inherited.
pub(super) const PROPERTIES: [(&str, &str, bool); 23] = [
    ("fill", "", true),
    ("fill-opacity", "1", true),
    ("fill-rule", "nonzero", true),
    ("stroke", "none", true),
    ("stroke-width", "1", true),
    ("stroke-opacity", "1", true),
    ("stroke-dasharray", "none", true),
    ("stroke-linecap", "butt", true),
    ("stroke-linejoin", "miter", true),
    ("font-size", "14", true),
    ("font-weight", "normal", true),
    ("font-style", "normal", true),
    ("text-anchor", "start", true),
    ("visibility", "visible", true),
    ("paint-order", "normal", true),
    ("marker-start", "none", true),
    ("marker-mid", "none", true),
    ("marker-end", "none", true),
    ("dominant-baseline", "auto", false),
    ("text-decoration", "none", false),
    ("opacity", "1", false),
    ("display", "inline", false),
    ("stop-color", "", false),
];

/// Rules of ours, after those of the engine.
const OURS: &str = "
.edgeLabel rect { opacity: 1 !important }
.edge-thickness-normal { stroke-width: 1.4 !important }
.edge-thickness-thick { stroke-width: 3 !important }
.edge-pattern-dotted { stroke-dasharray: 3 3 !important }
.loopLine { stroke-width: 1.2 !important; fill: none !important }
.grid .tick line { stroke: var(--dg-grid) !important }
.grid .domain { stroke: none !important }
.section { opacity: 1 !important }
.messageText, .loopText, .loopText tspan { stroke: var(--dg-canvas) !important; stroke-width: 4 !important; paint-order: stroke !important; stroke-linejoin: round !important }
";

/// The style sheet of one figure.
pub(super) struct Styles<'a> {
    sheet: StyleSheet<'a>,
}

/// Values by property, as an element has them.
pub(super) type Values = BTreeMap<&'static str, String>;

impl<'a> Styles<'a> {
    /// Reads the text of all `<style>` elements.
    pub(super) fn parse(css: &'a str) -> Self {
        let mut sheet = StyleSheet::parse(css);
        sheet.parse_more(OURS);
        Styles { sheet }
    }

    /// What is specified for `node` itself: attributes, rules and inline style, in the cascade's order.
    pub(super) fn of(&self, node: Node) -> Values {
        let mut values = Values::new();
        for (property, _, _) in PROPERTIES {
            if let Some(value) = node.attribute(property) {
                set(&mut values, property, value);
            }
        }
        let matching = || {
            let rules = self.sheet.rules.iter();
            rules.filter(|rule| rule.selector.matches(&XmlElement(node)))
        };
        let inline =
            || simplecss::DeclarationTokenizer::from(node.attribute("style").unwrap_or_default());
        for important in [false, true] {
            for rule in matching() {
                apply(&mut values, rule.declarations.iter().copied(), important);
            }
            apply(&mut values, inline(), important);
        }
        // C4 writes white on its dark boxes; ours are pale. Numbers on messages stand on dark discs.
        let on_dark = node.attribute("class").is_some_and(|class| class.contains("sequenceNumber"));
        let is_text = matches!(node.tag_name().name(), "text" | "tspan");
        let canvas = crate::roles::var("canvas");
        if is_text && !on_dark && values.get("fill") == Some(&canvas) {
            values.insert("fill", crate::roles::var("text"));
        }
        values
    }
}

fn apply<'a>(
    values: &mut Values,
    declarations: impl Iterator<Item = Declaration<'a>>,
    important: bool,
) {
    for declaration in declarations.filter(|declaration| declaration.important == important) {
        set(values, declaration.name, declaration.value);
    }
}

/// Keeps a value in its shortest form.
fn set(values: &mut Values, name: &str, value: &str) {
    let Some((property, _, _)) = PROPERTIES.iter().find(|(property, _, _)| *property == name)
    else {
        return;
    };
    let value = value.trim();
    let value = match *property {
        "fill" | "stroke" | "stop-color" if value == "transparent" => "none".to_owned(),
        "fill" | "stroke" | "stop-color" => colour::to_roles(value),
        "stroke-dasharray" => dashes(value),
        "font-weight" => match value {
            "bolder" | "bold" | "600" | "700" => "600".to_owned(),
            _ => "normal".to_owned(),
        },
        "stroke-width" | "font-size" => numbers::round_all(value.trim_end_matches("px")),
        "opacity" | "fill-opacity" | "stroke-opacity" => numbers::round_all(value),
        "text-decoration" if !value.starts_with("underline") => "none".to_owned(),
        _ => value.to_owned(),
    };
    if !value.is_empty() && !matches!(value.as_str(), "inherit" | "revert") {
        values.insert(property, value);
    }
}

fn dashes(value: &str) -> String {
    let lengths: Vec<String> = value
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .map(|part| numbers::round_all(part.trim_end_matches("px")))
        .collect();
    // `0`, and `1, 0`, are drawn as a line.
    let solid = lengths.iter().skip(1).step_by(2).all(|gap| gap == "0")
        && (lengths.len() > 1 || lengths.iter().all(|length| length == "0"));
    if solid || lengths.iter().any(|length| length == "none") {
        "none".to_owned()
    } else {
        lengths.join(" ")
    }
}

/// An element as the selectors see it.
struct XmlElement<'a, 'input>(Node<'a, 'input>);

impl Element for XmlElement<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(XmlElement)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(XmlElement)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| operator.matches(value))
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.0.prev_sibling_element().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(css: &str, svg: &str, tag: &str) -> Values {
        let document = roxmltree::Document::parse(svg).unwrap();
        let node = document.descendants().find(|node| node.has_tag_name(tag)).unwrap();
        Styles::parse(css).of(node)
    }

    #[test]
    fn the_cascade_has_its_order() {
        let css = "#f .n rect{fill:#333;stroke:none} rect{fill:white!important;stroke:red}";
        let svg = "<svg id='f'><g class='n'><rect fill='blue' style='stroke-width:2px'/></g></svg>";
        let values = values(css, svg, "rect");
        assert_eq!(values["fill"], "var(--dg-canvas)");
        assert_eq!(values["stroke"], "none");
        assert_eq!(values["stroke-width"], "2");
    }

    #[test]
    fn a_dash_without_gaps_is_a_line() {
        assert_eq!(dashes("1, 0"), "none");
        assert_eq!(dashes("0"), "none");
        assert_eq!(dashes("3px,3px"), "3 3");
        assert_eq!(dashes("5"), "5");
    }
}
