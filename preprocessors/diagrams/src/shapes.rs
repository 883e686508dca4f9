//! What the figures of our own are made of: lines of text and boxes, in roles.

use std::fmt::Write;

use crate::roles::var;
use crate::svg::{number as n, one_line};
use crate::widths::{Weight, px};

/// From the middle of a line of text to its baseline, as a part of its size: what Latin and Han share.
pub(crate) const BASELINE: f64 = 0.35;

/// Colours that tell things apart, in the order in which they are given out.
pub(crate) const PALETTE: [&str; 6] = ["leader", "candidate", "ok", "client", "storage", "hot"];

/// From which side of a place a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// The looks of a line of text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    /// In pixels.
    pub size: f64,
    pub weight: Weight,
    /// The role of its colour.
    pub role: &'static str,
}

impl Type {
    pub(crate) const PLAIN: Type = Type { size: 13.0, weight: Weight::Regular, role: "text" };
    pub(crate) const BOLD: Type = Type { weight: Weight::Bold, ..Type::PLAIN };
    pub(crate) const SMALL: Type = Type { size: 11.0, weight: Weight::Regular, role: "muted" };

    /// The width of `text` in pixels.
    pub(crate) fn width(self, text: &str) -> f64 {
        px(text, self.size, self.weight)
    }
}

/// A line of text whose middle is at `y`.
pub(crate) fn text(out: &mut String, [x, y]: [f64; 2], anchor: Anchor, look: Type, text: &str) {
    let anchor = match anchor {
        Anchor::Start => "",
        Anchor::Middle => " text-anchor=\"middle\"",
        Anchor::End => " text-anchor=\"end\"",
    };
    let weight = match look.weight {
        Weight::Regular => "",
        Weight::Bold => " font-weight=\"600\"",
    };
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"{anchor}{weight}>{}</text>",
        n(x),
        n(y + look.size * BASELINE),
        n(look.size),
        var(look.role),
        one_line(text)
    );
}

/// A box from its left upper corner, with `attributes` for its paint.
pub(crate) fn rect(out: &mut String, [x, y, width, height]: [f64; 4], attributes: &str) {
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {attributes}/>",
        n(x),
        n(y),
        n(width),
        n(height)
    );
}

/// The paint of a shape: the fill of a role with the line of its own.
pub(crate) fn painted(role: &str) -> String {
    format!("fill=\"{}\" stroke=\"{}\"", var(role), var(&format!("{role}-line")))
}

/// The paint of a shape that stands for something that is not there, or not yet.
pub(crate) fn hollow(role: &str) -> String {
    format!(
        "fill=\"{}\" stroke=\"{}\" stroke-dasharray=\"4 3\"",
        var("canvas"),
        var(&format!("{role}-line"))
    )
}

/// Moves `places`, which are in order, at least `gap` apart, between `first` and `last` if there is room.
pub(crate) fn spread(places: &mut [&mut f64], gap: f64, first: f64, last: f64) {
    let mut free = first;
    for place in places.iter_mut() {
        **place = place.max(free);
        free = **place + gap;
    }
    let mut free = last;
    for place in places.iter_mut().rev() {
        **place = place.min(free);
        free = **place - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_moved_apart_and_stay_in_order() {
        let mut places = [20.0, 99.0, 100.0, 101.0];
        spread(&mut places.each_mut(), 16.0, 0.0, 110.0);
        assert_eq!(places, [20.0, 78.0, 94.0, 110.0]);
    }
}
