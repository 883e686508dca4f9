//! The text of a laid-out diagram as SVG.

use std::fmt::Write;

use super::labels::{Label, Text};
use super::layout::{Figure, LABEL_SIZE};
use super::paint::line;
use super::run::{Run, Tone};
use crate::roles::var;
use crate::shapes::{BASELINE, painted};
use crate::svg::{number as n, one_line};

/// All labels, each with a halo in the colour behind it.
pub(super) fn labels(out: &mut String, run: &Run, figure: &Figure) {
    let _ = write!(
        out,
        "<g font-size=\"{}\" stroke=\"{}\" stroke-width=\"4\" stroke-linejoin=\"round\" paint-order=\"stroke\">",
        n(LABEL_SIZE),
        var("canvas")
    );
    for label in &figure.labels {
        let rect = label.rect;
        let middle = rect.x + rect.w / 2.0;
        let halo = halo(label, run, figure);
        match &label.text {
            Text::Message(lines) => {
                let lines = lines.iter().map(|text| (text, halo.clone()));
                block(out, label, (middle, "middle"), lines);
            }
            Text::Note { lines, to_right } => {
                let side = if *to_right { (rect.x + rect.w, "end") } else { (rect.x, "start") };
                let lines = lines.iter().map(|(text, tone)| (text, look(*tone) + &halo));
                block(out, label, side, lines);
            }
            Text::Band(lines) => {
                let look = format!(" fill=\"{}\" font-weight=\"600\"{halo}", line("partition"));
                block(
                    out,
                    label,
                    (middle, "middle"),
                    lines.iter().map(|text| (text, look.clone())),
                );
            }
            Text::Fold(lines) => {
                let halo = format!(" stroke=\"{}\"", var("accent"));
                block(
                    out,
                    label,
                    (middle, "middle"),
                    lines.iter().map(|text| (text, halo.clone())),
                );
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

/// The halo's colour where it is not the page's: in the band of a partition.
fn halo(label: &Label, run: &Run, figure: &Figure) -> String {
    let middle = label.rect.y + label.rect.h / 2.0;
    let covered = run.bands.iter().any(|band| {
        (figure.axis.y(band.time.start)..figure.axis.y(band.time.end)).contains(&middle)
    });
    if covered { format!(" stroke=\"{}\"", var("partition")) } else { String::new() }
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
        "<circle cx=\"{}\" cy=\"{}\" r=\"7.5\" {} stroke-width=\"1\"/><text x=\"{}\" y=\"{}\" font-size=\"10\" text-anchor=\"middle\" stroke=\"none\">{number}</text>",
        n(x),
        n(y),
        painted("accent"),
        n(x),
        n(y + 10.0 * BASELINE)
    );
}
