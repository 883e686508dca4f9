//! The text of a laid-out diagram as SVG.

use std::fmt::Write;

use super::labels::{Label, Text};
use super::layout::{Figure, LABEL_SIZE, label_width, note_width};
use super::paint::line;
use super::place::Rect;
use super::run::{Run, Tone};
use crate::roles::var;
use crate::shapes::{BASELINE, painted};
use crate::svg::{number as n, one_line};

/// What stands behind each label: the ground as it is there, without the lines that pass. A halo around the letters
/// would leave a line's pieces between words, where they look like dashes.
pub(super) fn grounds(out: &mut String, run: &Run, figure: &Figure) {
    let mut ground = |rect: Rect, colour: &str| {
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            n(rect.x),
            n(rect.y),
            n(rect.w),
            n(rect.h),
            var(colour)
        );
    };
    for label in &figure.labels {
        let folded = matches!(label.text, Text::Fold(_));
        for rect in lines(label) {
            ground(rect, if folded { "accent" } else { "canvas" });
            for band in run.bands.iter().filter(|_| !folded) {
                let top = figure.axis.y(band.time.start).max(rect.y);
                let bottom = figure.axis.y(band.time.end).min(rect.y + rect.h);
                if top < bottom {
                    ground(Rect { y: top, h: bottom - top, ..rect }, "partition");
                }
            }
        }
    }
}

/// The room of each line of a label: no more than its letters take, for every line that it hides is a loss.
fn lines(label: &Label) -> Vec<Rect> {
    /// Between the letters and the edges of their line, in pixels.
    const AIR: f64 = 1.5;
    let Rect { x, y, w, h } = label.rect;
    let middle = |width: f64| x + (w - width) / 2.0;
    let bold = |text: &str| note_width(text, Tone::Bad);
    let widths: Vec<(f64, f64)> = match &label.text {
        Text::Message(lines) | Text::Fold(lines) => {
            lines.iter().map(|text| label_width(text)).map(|w| (middle(w), w)).collect()
        }
        Text::Band(lines) => lines.iter().map(|text| bold(text)).map(|w| (middle(w), w)).collect(),
        Text::Note { lines, to_right } => {
            let width = |(text, tone): &(String, Tone)| note_width(text, *tone);
            let left = |width: f64| if *to_right { x + w - width } else { x };
            lines.iter().map(width).map(|width| (left(width), width)).collect()
        }
        Text::Number(_) => return Vec::new(),
    };
    let step = h / widths.len() as f64;
    let top = |at: usize| y + step * at as f64 + AIR;
    let rect = |(at, (x, w))| Rect { x, y: top(at), w, h: step - 2.0 * AIR };
    widths.into_iter().enumerate().map(rect).collect()
}

/// All labels.
pub(super) fn labels(out: &mut String, figure: &Figure) {
    let _ = write!(out, "<g font-size=\"{}\">", n(LABEL_SIZE));
    for label in &figure.labels {
        let rect = label.rect;
        let middle = rect.x + rect.w / 2.0;
        let plain = |text| (text, String::new());
        match &label.text {
            Text::Message(lines) | Text::Fold(lines) => {
                block(out, label, (middle, "middle"), lines.iter().map(plain));
            }
            Text::Note { lines, to_right } => {
                let side = if *to_right { (rect.x + rect.w, "end") } else { (rect.x, "start") };
                let lines = lines.iter().map(|(text, tone)| (text, look(*tone)));
                block(out, label, side, lines);
            }
            Text::Band(lines) => {
                let look = format!(" fill=\"{}\" font-weight=\"600\"", line("partition"));
                let lines = lines.iter().map(|text| (text, look.clone()));
                block(out, label, (middle, "middle"), lines);
            }
            Text::Number(number) => disc(out, middle, rect.y + rect.h / 2.0, *number),
        }
    }
    out.push_str("</g>");
}

/// Lines of text one below the other, filling the label's height.
fn block<'a>(
    out: &mut String,
    label: &Label,
    (x, anchor): (f64, &str),
    lines: impl ExactSizeIterator<Item = (&'a String, String)>,
) {
    let anchor =
        if anchor == "start" { String::new() } else { format!(" text-anchor=\"{anchor}\"") };
    let step = label.rect.h / lines.len() as f64;
    for (at, (text, look)) in lines.enumerate() {
        let y = n(label.rect.y + step * (at as f64 + 0.5) + LABEL_SIZE * BASELINE);
        let x = n(x);
        let _ = write!(out, "<text x=\"{x}\" y=\"{y}\"{anchor}{look}>{}</text>", one_line(text));
    }
}

fn look(tone: Tone) -> String {
    match tone {
        Tone::Plain => String::new(),
        Tone::Bad => format!(" fill=\"{}\" font-weight=\"600\"", line("failed")),
        Tone::Clock => format!(" fill=\"{}\"", var("muted")),
        Tone::Good => format!(" fill=\"{}\" font-weight=\"600\"", line("ok")),
    }
}

/// A number that the legend explains.
pub(super) fn disc(out: &mut String, x: f64, y: f64, number: usize) {
    let _ = write!(
        out,
        "<circle cx=\"{}\" cy=\"{}\" r=\"7.5\" {} stroke-width=\"1\"/><text x=\"{}\" y=\"{}\" font-size=\"11\" text-anchor=\"middle\">{number}</text>",
        n(x),
        n(y),
        painted("accent"),
        n(x),
        n(y + 11.0 * BASELINE)
    );
}
