//! A figure is at most as tall as a screen.

/// How tall a figure may be if its author does not say otherwise, in pixels: what a window on a common laptop shows.
pub const TALLEST: f64 = 900.0;

/// The smallest text that a drawing may be scaled down to, in pixels.
const SMALLEST_TEXT: f64 = 11.0;

/// The scale at which a drawing of this height is `limit` pixels tall; 1 if it is not taller, or if its text would not
/// be legible then.
pub(super) fn scale(height: f64, limit: f64, body: &str) -> f64 {
    let wanted = limit / height;
    if wanted < 1.0 && smallest_text(body) * wanted >= SMALLEST_TEXT { wanted } else { 1.0 }
}

/// The smallest `font-size` in `body`, or that of every figure.
fn smallest_text(body: &str) -> f64 {
    let sizes = body.split(" font-size=\"").skip(1);
    let sizes = sizes.filter_map(|rest| rest.split(['"', 'p']).next()?.parse::<f64>().ok());
    sizes.fold(14.0, f64::min)
}

/// The height of a finished drawing, in pixels.
pub fn height(svg: &str) -> f64 {
    let value = svg.split(" height=\"").nth(1).and_then(|rest| rest.split('"').next());
    value.and_then(|value| value.parse().ok()).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tall_figure_shrinks_while_its_text_is_legible() {
        assert_eq!(scale(800.0, 900.0, ""), 1.0);
        assert_eq!(scale(1000.0, 900.0, "<text>"), 0.9);
        assert_eq!(scale(1200.0, 900.0, "<text>"), 1.0);
        assert_eq!(scale(1000.0, 900.0, "<text font-size=\"12px\">"), 1.0);
    }

    #[test]
    fn the_height_of_a_drawing_is_read() {
        assert_eq!(height("<svg width=\"10\" height=\"20\"><rect height=\"5\"/>"), 20.0);
        assert_eq!(height("<svg>"), 0.0);
    }
}
