//! Colours as the engine writes them, and the roles that they stand for.

use crate::roles::{of_sentinel, var};

/// Literals of the engine that no theme variable reaches, and what they are in the figures.
const LEFTOVERS: [([u8; 3], &str); 17] = [
    ([0x00, 0x00, 0x00], "text"),
    ([0x33, 0x33, 0x33], "text"),
    ([0x44, 0x44, 0x44], "muted"),
    ([0x66, 0x66, 0x66], "line"),
    ([0x99, 0x99, 0x99], "cluster-line"),
    ([0xee, 0xee, 0xee], "cluster"),
    // Packet.
    ([0xef, 0xef, 0xef], "node"),
    // Sequence: lifelines' ends, notes of old.
    ([0xea, 0xea, 0xea], "node"),
    ([0xed, 0xf2, 0xae], "note"),
    // C4: people, systems, external systems; all with light text on them.
    ([0x08, 0x42, 0x7b], "client"),
    ([0x11, 0x68, 0xbd], "leader"),
    ([0x43, 0x8d, 0xd5], "accent"),
    ([0x85, 0xbb, 0xf0], "accent"),
    ([0x68, 0x68, 0x68], "follower"),
    ([0x8a, 0x8a, 0x8a], "follower-line"),
    // Architecture: the ground of its signs.
    ([0x08, 0x7e, 0xbf], "accent-line"),
    ([0xff, 0xff, 0xff], "canvas"),
];

/// The paint `value` with a role in place of a colour; `none` and references stay.
///
/// A literal that is not known becomes the text's colour if it is dark and a node's if it is light, so that
/// the figure is legible on any page.
pub fn to_roles(value: &str) -> String {
    let value = value.trim();
    if value.eq_ignore_ascii_case("currentcolor") {
        return var("text");
    }
    let Some(rgb) = parse(value) else {
        return value.to_owned();
    };
    let known = of_sentinel(rgb).or_else(|| {
        let leftover = LEFTOVERS.iter().find(|(colour, _)| *colour == rgb);
        leftover.map(|(_, role)| *role)
    });
    var(known.unwrap_or(if luma(rgb) < 140.0 { "text" } else { "node" }))
}

/// Reads a colour: hexadecimal, `rgb()`, `hsl()`, or one of the names that the engine uses.
fn parse(value: &str) -> Option<[u8; 3]> {
    let value = value.to_ascii_lowercase();
    if let Some(hex) = value.strip_prefix('#') {
        return parse_hex(hex);
    }
    if let Some((function, arguments)) = value.split_once('(') {
        let arguments: Vec<f64> = arguments
            .trim_end_matches(')')
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map(|part| part.trim_end_matches('%').parse().ok())
            .collect::<Option<_>>()?;
        let [a, b, c, ..] = arguments[..] else {
            return None;
        };
        return match function.trim() {
            "rgb" | "rgba" => Some([a, b, c].map(|channel| channel.round() as u8)),
            "hsl" | "hsla" => Some(from_hsl(a, b / 100.0, c / 100.0)),
            _ => None,
        };
    }
    Some(match value.as_str() {
        "black" => [0, 0, 0],
        "white" => [255, 255, 255],
        "red" => [255, 0, 0],
        "navy" => [0, 0, 128],
        "blue" => [0, 0, 255],
        "grey" | "gray" => [128, 128, 128],
        "lightgrey" | "lightgray" => [211, 211, 211],
        _ => return None,
    })
}

fn parse_hex(hex: &str) -> Option<[u8; 3]> {
    if !hex.is_ascii() {
        return None;
    }
    let channel = |text: &str| u8::from_str_radix(text, 16).ok();
    match hex.len() {
        3 | 4 => {
            Some([channel(&hex[0..1])? * 17, channel(&hex[1..2])? * 17, channel(&hex[2..3])? * 17])
        }
        6 | 8 => Some([channel(&hex[0..2])?, channel(&hex[2..4])?, channel(&hex[4..6])?]),
        _ => None,
    }
}

/// CSS Color 4, section 7.1.
fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let amplitude = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0).rem_euclid(12.0);
        let channel = lightness - amplitude * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (channel * 255.0).round() as u8
    })
}

/// Perceived brightness, 0–255 (ITU-R BT.601 weights).
fn luma([red, green, blue]: [u8; 3]) -> f64 {
    0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roles::{ROLES, sentinel};

    #[test]
    fn each_sentinel_comes_back_as_its_role_in_both_notations() {
        for role in ROLES {
            let hex = sentinel(role.name);
            let [r, g, b] = parse(&hex).unwrap();
            assert_eq!(to_roles(&hex), var(role.name));
            assert_eq!(to_roles(&format!("rgb({r}, {g}, {b})")), var(role.name));
        }
    }

    #[test]
    fn literals_have_roles_too() {
        assert_eq!(to_roles("#333"), var("text"));
        assert_eq!(to_roles("hsl(0, 0%, 100%)"), var("canvas"));
        assert_eq!(to_roles("rgba(3.5, 2, 1, 0.5)"), var("text"));
        assert_eq!(to_roles("#fffde7"), var("node"));
        assert_eq!(to_roles("currentColor"), var("text"));
    }

    #[test]
    fn what_is_no_colour_stays() {
        for value in ["none", "url(#a)", "transparent"] {
            assert_eq!(to_roles(value), value);
        }
    }
}
