//! Below the diagram: what colours, signs and numbers mean.

use std::fmt::Write;

use super::layout::{Figure, Head, label_width};
use super::paint::{role_colour, sign_at};
use super::run::{Being, Run, Sign};
use super::text::disc;
use super::words::Words;
use crate::roles::var;
use crate::svg::{number as n, one_line};

/// Height of a row, in pixels.
const ROW: f64 = 20.0;

/// From an entry's sign to its text, and from its text to the next entry, in pixels.
const SIGN: f64 = 20.0;
const BETWEEN: f64 = 18.0;

/// What stands before an entry.
enum Entry<'a> {
    Role(&'a str),
    Down,
    Lost,
    Mark(Sign),
    Number(usize),
}

/// The height of the rows below `figure`, in pixels.
pub(super) fn height(run: &Run, figure: &Figure, words: &Words) -> f64 {
    paint(run, figure, words).1
}

/// The rows below `figure`, and their height.
pub(super) fn paint(run: &Run, figure: &Figure, words: &Words) -> (String, f64) {
    let mut out = String::new();
    let entries = entries(run, figure, words);
    if entries.is_empty() {
        return (out, 0.0);
    }
    let left = 10.0;
    let (mut x, mut y) = (left, figure.height + 4.0 + ROW / 2.0);
    let mut numbered = false;
    let _ = write!(out, "<g font-size=\"12\" fill=\"{}\">", var("text"));
    for (entry, text) in &entries {
        let w = SIGN + label_width(text);
        let is_number = matches!(entry, Entry::Number(_));
        // Numbers begin a row of their own.
        if x > left && (x + w > figure.width || is_number != numbered) {
            (x, y) = (left, y + ROW);
        }
        numbered = is_number;
        sign(&mut out, run, entry, x + 7.0, y);
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            n(x + SIGN),
            n(y + 4.2),
            one_line(text)
        );
        x += w + BETWEEN;
    }
    out.push_str("</g>");
    (out, y + ROW / 2.0 - figure.height)
}

fn entries<'a>(run: &'a Run, figure: &Figure, words: &'a Words) -> Vec<(Entry<'a>, String)> {
    let mut entries = Vec::new();
    let holds = |role: &str| {
        run.spans.iter().any(|span| matches!(&span.is, Being::Role(held) if held == role))
    };
    for role in run.roles.iter().filter(|role| holds(role)) {
        entries.push((Entry::Role(role), words.role(role).to_owned()));
    }
    if run.spans.iter().any(|span| span.is == Being::Down) {
        entries.push((Entry::Down, words.down.to_owned()));
    }
    if figure.arrows.iter().any(|arrow| arrow.head == Head::Cross) {
        entries.push((Entry::Lost, words.lost.to_owned()));
    }
    for (sign, word) in [(Sign::Commit, words.commit), (Sign::Error, words.error)] {
        if run.marks.iter().any(|mark| mark.sign == sign) {
            entries.push((Entry::Mark(sign), word.to_owned()));
        }
    }
    for (number, text) in &figure.legend {
        entries.push((Entry::Number(*number), text.clone()));
    }
    entries
}

fn sign(out: &mut String, run: &Run, entry: &Entry, x: f64, y: f64) {
    match entry {
        Entry::Role(role) => swatch(
            out,
            x,
            y,
            &format!("fill=\"{}\"", var(&format!("{}-line", role_colour(run, role)))),
        ),
        Entry::Down => swatch(
            out,
            x,
            y,
            &format!(
                "fill=\"{}\" stroke=\"{}\" stroke-dasharray=\"3 2\"",
                var("canvas"),
                var("failed-line")
            ),
        ),
        Entry::Lost => {
            let _ = write!(
                out,
                "<path d=\"M{} {}l8 8m0 -8l-8 8\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
                n(x - 4.0),
                n(y - 4.0),
                var("failed-line")
            );
        }
        Entry::Mark(sign) => sign_at(out, *sign, x, y),
        Entry::Number(number) => disc(out, x, y, *number),
    }
}

fn swatch(out: &mut String, x: f64, y: f64, look: &str) {
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"12\" height=\"12\" rx=\"2\" {look}/>",
        n(x - 6.0),
        n(y - 6.0)
    );
}
