//! How series differ: colour, dash and marker of lines, colour and texture of bars.

use std::fmt::Write;

use crate::roles::var;
use crate::svg::number as n;

/// Roles of the series in turn; the first is the one that the text speaks of most.
const ROLES: [&str; 8] =
    ["leader", "hot", "ok", "client", "storage", "failed", "candidate", "partition"];

const DASHES: [&str; 8] = ["", "7 4", "2 3", "10 3 2 3", "12 4", "4 2", "1 4", "6 2 2 2"];

/// The strong colour of series `at`.
pub(super) fn colour(at: usize) -> String {
    var(&format!("{}-line", ROLES[at % ROLES.len()]))
}

/// The attributes of the line of series `at`.
pub(super) fn line(at: usize) -> String {
    let dash = DASHES[at % DASHES.len()];
    let dash =
        if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\"{dash}",
        colour(at)
    )
}

/// The marker of series `at` around a point: four shapes, full, then hollow.
pub(super) fn marker(out: &mut String, at: usize, x: f64, y: f64) {
    let fill = if at % 8 < 4 { colour(at) } else { var("canvas") };
    let look = format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.5\"", colour(at));
    let path = |out: &mut String, points: &[(f64, f64)]| {
        let way: Vec<String> =
            points.iter().map(|(dx, dy)| format!("{} {}", n(x + dx), n(y + dy))).collect();
        let _ = write!(out, "<path d=\"M{}Z\" {look}/>", way.join("L"));
    };
    match at % 4 {
        0 => {
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"3.5\" {look}/>", n(x), n(y));
        }
        1 => path(out, &[(-3.3, -3.3), (3.3, -3.3), (3.3, 3.3), (-3.3, 3.3)]),
        2 => path(out, &[(0.0, -4.4), (4.2, 3.2), (-4.2, 3.2)]),
        _ => path(out, &[(0.0, -4.6), (4.6, 0.0), (0.0, 4.6), (-4.6, 0.0)]),
    }
}

/// A bar of series `at`: full, empty, with lines across or with lines down.
pub(super) fn bar(out: &mut String, at: usize, [x, y, w, h]: [f64; 4]) {
    /// Between two lines of a texture, in pixels.
    const GAP: f64 = 5.0;
    let strong = colour(at);
    let fill = if at.is_multiple_of(4) { strong.clone() } else { var(ROLES[at % ROLES.len()]) };
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"{strong}\"/>",
        n(x),
        n(y),
        n(w),
        n(h)
    );
    let across = at % 4 == 2;
    let length = if across { h } else { w };
    let lines = if at % 4 < 2 { 0 } else { ((length - 1.0) / GAP).max(0.0) as usize };
    let mut way = String::new();
    for line in 1..=lines {
        let d = GAP * line as f64;
        let _ = if across {
            write!(way, "M{} {}h{}", n(x), n(y + h - d), n(w))
        } else {
            write!(way, "M{} {}v{}", n(x + d), n(y), n(h))
        };
    }
    if !way.is_empty() {
        let _ = write!(out, "<path d=\"{way}\" fill=\"none\" stroke=\"{strong}\"/>");
    }
}
