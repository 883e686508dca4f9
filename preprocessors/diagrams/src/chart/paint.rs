//! A laid-out chart as SVG.

use std::fmt::Write;

use super::axis::plain;
use super::look::{Form, Look};
use super::marks;
use super::plan::{LINE, Of, Plan, SIGN, SIZE, width};
use super::series::{Data, Series};
use crate::roles::var;
use crate::shapes::BASELINE;
use crate::svg::{Name, number as n, one_line, open};

/// Size of the values above bars, in pixels.
const VALUE_SIZE: f64 = 11.0;

/// The whole figure.
pub(super) fn paint(data: &Data, look: &Look, plan: &Plan, name: &Name) -> String {
    let mut out = String::new();
    axes(&mut out, data, look, plan);
    let values = match look.form {
        Form::Bar => bars(&mut out, data, plan),
        form => lines(&mut out, data, plan, form),
    };
    if let Some((value, _)) = &look.mark {
        let y = n(plan.y.at(*value));
        let [left, _, right, _] = plan.area;
        let _ = write!(out, "<path d=\"M{} {y}H{}\" {}/>", n(left), n(right), across());
    }
    out.push_str(&values);
    labels(&mut out, look, plan);
    format!("{}{out}</svg>", open(name, [0.0, 0.0, plan.width, plan.height]))
}

/// The look of the line across.
fn across() -> String {
    format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"1 3\" stroke-linecap=\"round\"",
        var("text")
    )
}

fn text(out: &mut String, x: f64, middle: f64, text: &str) {
    let y = middle + SIZE * BASELINE;
    let _ = write!(out, "<text x=\"{}\" y=\"{}\">{}</text>", n(x), n(y), one_line(text));
}

fn axes(out: &mut String, data: &Data, look: &Look, plan: &Plan) {
    let [left, top, right, bottom] = plan.area;
    let ticks = plan.y.ticks();
    let mut grid = String::new();
    for (value, _) in &ticks {
        let _ = write!(grid, "M{} {}H{}", n(left), n(plan.y.at(*value)), n(right));
    }
    let _ = write!(out, "<path d=\"{grid}\" fill=\"none\" stroke=\"{}\"/>", var("grid"));
    let mut frame = format!("M{} {}V{}H{}", n(left), n(top), n(bottom), n(right));
    if data.categories.is_empty() {
        for (x, _) in &plan.ticks {
            let _ = write!(frame, "M{} {}v5", n(*x), n(bottom));
        }
    }
    let _ = write!(out, "<path d=\"{frame}\" fill=\"none\" stroke=\"{}\"/>", var("line"));

    let _ =
        write!(out, "<g font-size=\"{}\" fill=\"{}\" text-anchor=\"end\">", n(SIZE), var("muted"));
    for (value, label) in &ticks {
        text(out, left - 8.0, plan.y.at(*value), label);
    }
    let _ = write!(
        out,
        "</g><g font-size=\"{}\" fill=\"{}\" text-anchor=\"middle\">",
        n(SIZE),
        var("muted")
    );
    for (x, lines) in &plan.ticks {
        for (at, line) in lines.iter().enumerate() {
            text(out, *x, bottom + 16.0 + LINE * at as f64, line);
        }
    }
    let _ = write!(out, "</g><g font-size=\"{}\" fill=\"{}\">", n(SIZE), var("text"));
    let only = (data.series.len() == 1).then(|| data.series[0].name.as_str());
    if let Some(label) = look.y_label.as_deref().or(only) {
        text(out, 4.0, LINE / 2.0, label);
    }
    let label = look.x_label.as_deref().unwrap_or(&data.x_name);
    let middle = f64::midpoint(left, right).max(width(label) / 2.0 + 2.0);
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>",
        n(middle),
        n(plan.x_label + SIZE * BASELINE),
        one_line(label)
    );
}

/// Lines and markers; no text.
fn lines(out: &mut String, data: &Data, plan: &Plan, form: Form) -> String {
    /// More markers than this make a line illegible.
    const MARKERS: usize = 16;
    let places = |series: &Series| -> Vec<(f64, f64)> {
        let mut points = series.points.clone();
        if form != Form::Points {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        points.into_iter().map(|(x, y)| (plan.x.at(x), plan.y.at(y))).collect()
    };
    for (at, series) in data.series.iter().enumerate().filter(|_| form != Form::Points) {
        let mut way = String::new();
        for (place, (x, y)) in places(series).into_iter().enumerate() {
            let _ = match (place, form) {
                (0, _) => write!(way, "M{} {}", n(x), n(y)),
                (_, Form::Step) => write!(way, "H{}V{}", n(x), n(y)),
                _ => write!(way, "L{} {}", n(x), n(y)),
            };
        }
        let _ = write!(out, "<path d=\"{way}\" {}/>", marks::line(at));
    }
    for (at, series) in data.series.iter().enumerate() {
        let every = if form == Form::Points { 1 } else { series.points.len().div_ceil(MARKERS) };
        for (x, y) in places(series).into_iter().step_by(every.max(1)) {
            marks::marker(out, at, x, y);
        }
    }
    String::new()
}

/// Bars, and their values as text, which goes over everything else.
fn bars(out: &mut String, data: &Data, plan: &Plan) -> String {
    /// What bars take of their category's room.
    const FILLED: f64 = 0.8;
    let slot = plan.x.at(1.0) - plan.x.at(0.0);
    let count = data.series.len() as f64;
    let wide = (slot * FILLED / count).min(56.0);
    // A bar of a logarithmic axis begins at its end; another one at zero.
    let [first, last] = plan.y.values;
    let base = plan.y.at(0.0_f64.clamp(first, last));
    let mut values = Vec::new();
    for (at, series) in data.series.iter().enumerate() {
        for (place, value) in &series.points {
            let x = plan.x.at(*place) + wide * (at as f64 - count / 2.0);
            let y = plan.y.at(*value);
            let gap = if data.series.len() > 1 { 1.0 } else { 0.0 };
            marks::bar(out, at, [x + gap, y.min(base), wide - 2.0 * gap, (y - base).abs()]);
            let above = if *value < 0.0 { y + 9.0 } else { y - 8.0 };
            values.push((x + wide / 2.0, above, plain(*value)));
        }
    }
    // Each bar has its value if all of them can have one.
    let room = if data.series.len() == 1 { slot } else { wide };
    let fits = |text: &str| width(text) * VALUE_SIZE / SIZE + 2.0 <= room;
    let mut texts = String::new();
    if values.iter().all(|(_, _, text)| fits(text)) {
        let _ = write!(
            texts,
            "<g font-size=\"{}\" text-anchor=\"middle\" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">",
            n(VALUE_SIZE),
            var("canvas")
        );
        for (x, y, value) in values {
            text(&mut texts, x, y, &value);
        }
        texts.push_str("</g>");
    }
    texts
}

/// The names of series, each with its sign; a thin line leads to the end of its series where that is far.
fn labels(out: &mut String, look: &Look, plan: &Plan) {
    let mut leads = String::new();
    for label in &plan.labels {
        let Some((x, y)) = label.end else { continue };
        if (label.y - y).abs() > 3.0 || label.x - x > 30.0 {
            let _ = write!(leads, "M{} {}L{} {}", n(x + 6.0), n(y), n(label.x - 2.0), n(label.y));
        }
    }
    if !leads.is_empty() {
        let _ =
            write!(out, "<path d=\"{leads}\" fill=\"none\" stroke=\"{}\"/>", var("cluster-line"));
    }
    let _ = write!(out, "<g font-size=\"{}\" fill=\"{}\">", n(SIZE), var("text"));
    for label in &plan.labels {
        let (x, y) = (label.x, label.y);
        let stroke = |look: String| format!("<path d=\"M{} {}h22\" {look}/>", n(x), n(y));
        match (label.of, look.form) {
            (Of::Mark, _) => out.push_str(&stroke(across())),
            (Of::Series(at), Form::Bar) => marks::bar(out, at, [x + 4.0, y - 6.0, 16.0, 12.0]),
            (Of::Series(at), form) => {
                if form != Form::Points {
                    out.push_str(&stroke(marks::line(at)));
                }
                marks::marker(out, at, x + 11.0, y);
            }
        }
        text(out, x + SIGN, y, &label.text);
    }
    out.push_str("</g>");
}
