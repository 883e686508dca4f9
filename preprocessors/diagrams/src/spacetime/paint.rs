//! A laid-out diagram as SVG.

use std::fmt::Write;

use super::layout::{
    Arrow, BAR, CROSS, Figure, Head, NAME_HEIGHT, NAME_SIZE, NAME_TOP, TIME_WIDTH, name_width,
};
use super::run::{Being, Fate, Point, Run, Sign};
use super::words::Words;
use super::{legend, text};
use crate::roles::{self, var};
use crate::shapes::{BASELINE, painted};
use crate::svg::{Name, number as n, one_line, open};

/// Roles that have a colour of their own, then those that other words get in turn.
const ROLE_COLOURS: [&str; 3] = ["leader", "follower", "candidate"];
const OTHER_COLOURS: [&str; 4] = ["storage", "client", "ok", "hot"];

/// The whole figure.
pub(super) fn paint(run: &Run, figure: &Figure, words: &Words, name: &Name) -> String {
    let lost = run.messages.iter().filter(|message| matches!(message.fate, Fate::Lost(_))).count();
    let name = Name {
        description: words.summary(run.lanes.len(), run.messages.len(), lost),
        ..name.clone()
    };
    let mut body = String::new();
    bands(&mut body, run, figure);
    time(&mut body, run, figure, words);
    lanes(&mut body, run, figure);
    folds(&mut body, run, figure);
    arrows(&mut body, figure);
    text::grounds(&mut body, run, figure);
    ends(&mut body, figure);
    marks(&mut body, run, figure);
    names(&mut body, run, figure);
    text::labels(&mut body, figure);
    let (rows, height) = legend::paint(run, figure, words);
    body.push_str(&rows);
    let frame = [0.0, 0.0, figure.width, (figure.height + height).ceil()];
    format!("{}{body}</svg>", open(&name, frame))
}

/// The roles' colours: `leader` for leaders, for other words one of the rest, always the same in a run.
pub(super) fn role_colour(run: &Run, role: &str) -> &'static str {
    if let Some(colour) = ROLE_COLOURS.into_iter().find(|colour| *colour == role) {
        return colour;
    }
    let others = run.roles.iter().filter(|role| !ROLE_COLOURS.contains(&role.as_str()));
    let at = others.into_iter().position(|other| other == role).unwrap_or(0);
    OTHER_COLOURS[at % OTHER_COLOURS.len()]
}

/// The line or solid form of a role.
pub(super) fn line(role: &str) -> String {
    var(&format!("{role}-line"))
}

fn bands(out: &mut String, run: &Run, figure: &Figure) {
    for band in &run.bands {
        let (top, bottom) = (figure.axis.y(band.time.start), figure.axis.y(band.time.end));
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>",
            n(TIME_WIDTH),
            n(top),
            n(figure.width - TIME_WIDTH),
            n(bottom - top),
            var("partition")
        );
    }
    if figure.walls.is_empty() {
        return;
    }
    let _ = write!(out, "<path d=\"");
    for ((x, top), (_, bottom)) in &figure.walls {
        let _ = write!(out, "M{} {}V{}", n(*x), n(*top), n(*bottom));
    }
    let _ = write!(
        out,
        "\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\" stroke-dasharray=\"2 4\"/>",
        line("partition")
    );
}

/// The bands that stand for many messages, in the gaps between lanes.
fn folds(out: &mut String, run: &Run, figure: &Figure) {
    for fold in &run.folds {
        let (top, bottom) = (figure.axis.y(fold.time.start), figure.axis.y(fold.time.end));
        for (left, right) in fold.columns(&figure.lanes) {
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"4\" {} stroke-dasharray=\"2 2\"/>",
                n(left),
                n(top + 1.0),
                n(right - left),
                n(bottom - top - 2.0),
                painted("accent")
            );
        }
    }
}

/// The time axis: a number and a thin line at each chosen instant.
fn time(out: &mut String, run: &Run, figure: &Figure, words: &Words) {
    /// Between two numbers, in pixels.
    const DISTANCE: f64 = 17.0;
    let mut named: Vec<u64> = run.marks.iter().map(|mark| mark.t).collect();
    named.extend(run.bands.iter().flat_map(|band| [band.time.start, band.time.end]));
    let ticks = figure.axis.ticks(&named, DISTANCE);
    let _ = write!(out, "<path d=\"");
    for (_, y) in &ticks {
        let _ = write!(out, "M{} {}H{}", n(TIME_WIDTH - 6.0), n(*y), n(figure.width));
    }
    let _ = write!(out, "\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"2 3\"/>", var("grid"));
    let size = 11.0;
    let _ =
        write!(out, "<g font-size=\"{}\" fill=\"{}\" text-anchor=\"end\">", n(size), var("muted"));
    let x = n(TIME_WIDTH - 10.0);
    let head = NAME_TOP + NAME_HEIGHT / 2.0 + size * BASELINE;
    let _ = write!(out, "<text x=\"{x}\" y=\"{}\">{}</text>", n(head), words.ms);
    for (t, y) in &ticks {
        let _ = write!(out, "<text x=\"{x}\" y=\"{}\">{t}</text>", n(y + size * BASELINE));
    }
    out.push_str("</g>");
}

fn lanes(out: &mut String, run: &Run, figure: &Figure) {
    let (top, bottom) = (NAME_TOP + NAME_HEIGHT, figure.axis.bottom);
    let _ = write!(out, "<path d=\"");
    for x in &figure.lanes {
        let _ = write!(out, "M{} {}V{}", n(*x), n(top), n(bottom));
    }
    let _ = write!(out, "\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"/>", line("cluster"));
    for span in &run.spans {
        let x = figure.lanes[span.lane];
        let from = figure.axis.y(span.time.start);
        // A role that holds at the end holds on.
        let to =
            if span.time.end >= run.window.end { bottom } else { figure.axis.y(span.time.end) };
        let from = if span.time.start <= run.window.start { top + 2.0 } else { from };
        let (look, inset) = match &span.is {
            Being::Role(role) => (format!("fill=\"{}\"", line(role_colour(run, role))), 0.0),
            Being::Down => (
                format!(
                    "fill=\"{}\" stroke=\"{}\" stroke-dasharray=\"3 3\"",
                    var("canvas"),
                    line("failed")
                ),
                0.5,
            ),
        };
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" {look}/>",
            n(x - BAR + inset),
            n(from),
            n(2.0 * (BAR - inset)),
            n((to - from).max(1.0))
        );
    }
}

/// The lines of all messages.
fn arrows(out: &mut String, figure: &Figure) {
    for (lost, colour, dash) in
        [(false, var("line"), ""), (true, line("failed"), " stroke-dasharray=\"5 3\"")]
    {
        let chosen = of_kind(figure, lost);
        if chosen.is_empty() {
            continue;
        }
        let _ = write!(out, "<g fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.4\"{dash}>");
        for arrow in chosen {
            let copy = if arrow.copy && !lost { " stroke-dasharray=\"6 2 1 2\"" } else { "" };
            let _ = write!(out, "<path d=\"{}\"{copy}/>", way(&solid(arrow)));
        }
        out.push_str("</g>");
    }
}

/// How all messages begin and end, over what stands behind labels.
fn ends(out: &mut String, figure: &Figure) {
    for (lost, colour) in [(false, var("line")), (true, line("failed"))] {
        let chosen = of_kind(figure, lost);
        if chosen.is_empty() {
            continue;
        }
        let _ = match lost {
            true => write!(out, "<g fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\">"),
            false => write!(out, "<g fill=\"{colour}\">"),
        };
        for arrow in &chosen {
            head(out, arrow);
        }
        out.push_str("</g>");
        let dots: Vec<(f64, f64)> = chosen.into_iter().flat_map(dots).collect();
        if dots.is_empty() {
            continue;
        }
        let _ = write!(out, "<g fill=\"{colour}\">");
        for (x, y) in dots {
            let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"1.1\"/>", n(x), n(y));
        }
        out.push_str("</g>");
    }
}

fn of_kind(figure: &Figure, lost: bool) -> Vec<&Arrow> {
    figure.arrows.iter().filter(|arrow| (arrow.head == Head::Cross) == lost).collect()
}

/// How much of a line is dots where the figure cuts it off, in pixels; of a short one, a part.
const TRAIL: f64 = 18.0;
const TRAIL_OF_SHORT: f64 = 0.6;

/// The line of an arrow without what is drawn as dots.
fn solid(arrow: &Arrow) -> Vec<(f64, f64)> {
    let mut points = arrow.points.clone();
    if arrow.before {
        points[0] = trail(arrow.points[0], arrow.points[1]).1;
    }
    if let (Head::Open, [.., before, last]) = (arrow.head, &arrow.points[..]) {
        let at = points.len() - 1;
        points[at] = trail(*last, *before).1;
    }
    points
}

/// Three dots at each end that the figure cuts off: so it does not look like a departure or an arrival.
fn dots(arrow: &Arrow) -> Vec<(f64, f64)> {
    let mut dots = Vec::new();
    if arrow.before {
        dots.extend(trail(arrow.points[0], arrow.points[1]).0);
    }
    if let (Head::Open, [.., before, last]) = (arrow.head, &arrow.points[..]) {
        dots.extend(trail(*last, *before).0);
    }
    dots
}

/// The dots from the end of a line towards its other end, and where the line begins.
fn trail((x, y): (f64, f64), (bx, by): (f64, f64)) -> ([(f64, f64); 3], (f64, f64)) {
    let length = (bx - x).hypot(by - y).max(0.01);
    let trail = TRAIL.min(length * TRAIL_OF_SHORT);
    let at = |part: f64| {
        let part = part * trail / length;
        (x + (bx - x) * part, y + (by - y) * part)
    };
    ([at(0.08), at(0.38), at(0.68)], at(1.0))
}

fn way(points: &[(f64, f64)]) -> String {
    points.iter().enumerate().fold(String::new(), |mut way, (at, (x, y))| {
        let _ = write!(way, "{}{} {}", if at == 0 { 'M' } else { 'L' }, n(*x), n(*y));
        way
    })
}

/// The arrow's end: a triangle, a cross, or nothing.
fn head(out: &mut String, arrow: &Arrow) {
    let [.., (ax, ay), (x, y)] = arrow.points[..] else {
        return;
    };
    match arrow.head {
        Head::Point => {
            let length = (x - ax).hypot(y - ay).max(0.01);
            let (ux, uy) = ((x - ax) / length, (y - ay) / length);
            let corner =
                |side: f64| (x - 9.0 * ux - 3.6 * side * uy, y - 9.0 * uy + 3.6 * side * ux);
            let _ = write!(out, "<path d=\"{}Z\"/>", way(&[(x, y), corner(1.0), corner(-1.0)]));
        }
        Head::Cross => cross(out, x, y, CROSS / 2.0),
        Head::Open => {}
    }
}

fn cross(out: &mut String, x: f64, y: f64, r: f64) {
    let first = way(&[(x - r, y - r), (x + r, y + r)]);
    let second = way(&[(x - r, y + r), (x + r, y - r)]);
    let _ = write!(out, "<path d=\"{first}{second}\"/>");
}

fn marks(out: &mut String, run: &Run, figure: &Figure) {
    for Point { lane, t, sign } in &run.marks {
        sign_at(out, *sign, figure.lanes[*lane], figure.axis.y(*t));
    }
}

/// One mark around a point.
pub(super) fn sign_at(out: &mut String, sign: Sign, x: f64, y: f64) {
    let (canvas, text) = (var("canvas"), var("text"));
    let circle = |out: &mut String, r: f64, look: String| {
        let _ = write!(out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {look}/>", n(x), n(y), n(r));
    };
    match sign {
        Sign::Event => {
            circle(out, 4.0, format!("fill=\"{canvas}\" stroke=\"{text}\" stroke-width=\"1.6\""))
        }
        Sign::Restart => circle(
            out,
            4.0,
            format!("fill=\"{canvas}\" stroke=\"{}\" stroke-width=\"2\"", line("ok")),
        ),
        Sign::Commit => circle(
            out,
            5.0,
            format!("fill=\"{}\" stroke=\"{canvas}\" stroke-width=\"1.5\"", line("ok")),
        ),
        Sign::Error => {
            let points = [(x, y - 6.5), (x + 6.5, y), (x, y + 6.5), (x - 6.5, y)];
            let _ = write!(
                out,
                "<path d=\"{}Z\" fill=\"{}\" stroke=\"{canvas}\" stroke-width=\"1.5\"/>",
                way(&points),
                line("failed")
            );
        }
        Sign::Crash => {
            let _ =
                write!(out, "<g fill=\"none\" stroke=\"{}\" stroke-width=\"2.6\">", line("failed"));
            cross(out, x, y, 6.0);
            out.push_str("</g>");
        }
    }
}

fn names(out: &mut String, run: &Run, figure: &Figure) {
    let mut tops = vec![NAME_TOP];
    if figure.names_below {
        tops.push(figure.axis.bottom);
    }
    let _ = write!(out, "<g fill=\"{}\" stroke=\"{}\">", var("node"), line("node"));
    for (x, name) in figure.lanes.iter().zip(&run.lanes) {
        let w = name_width(name);
        for top in &tops {
            let _ = write!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\"/>",
                n(x - w / 2.0),
                n(*top),
                n(w),
                n(NAME_HEIGHT)
            );
        }
    }
    let _ = write!(
        out,
        "</g><g font-size=\"{}\" font-weight=\"600\" text-anchor=\"middle\">",
        n(NAME_SIZE)
    );
    for (x, name) in figure.lanes.iter().zip(&run.lanes) {
        for top in &tops {
            let y = top + NAME_HEIGHT / 2.0 + NAME_SIZE * BASELINE;
            let _ = write!(out, "<text x=\"{}\" y=\"{}\">{}</text>", n(*x), n(y), one_line(name));
        }
    }
    out.push_str("</g>");
}

const _: () = assert!(roles::ROLES.len() < 256, "a role's place is one channel of its sentinel");
