//! Places of everything in a space-time diagram.

use super::axis::{Axis, LARGEST_GAP};
use super::labels::{self, Label, Placed};
use super::legend;
use super::place::{Board, Rect, Segment};
use super::run::{Band, Fate, Message, Run, Tone};
use super::words::Words;
use crate::trace::Reason;
use crate::widths::{self, Weight};

/// Size of labels, in pixels.
pub(super) const LABEL_SIZE: f64 = 12.0;

/// Size of the names of nodes, in pixels.
pub(super) const NAME_SIZE: f64 = 13.0;

/// Half the width of a role's bar, in pixels.
pub(super) const BAR: f64 = 6.0;

/// Height of a box with a node's name, in pixels.
pub(super) const NAME_HEIGHT: f64 = 26.0;

/// Where the names of the nodes begin, in pixels from the top.
pub(super) const NAME_TOP: f64 = 4.0;

/// Size of the cross at the end of a lost message, in pixels.
pub(super) const CROSS: f64 = 9.0;

/// How far the loop of a message to oneself goes out, in pixels.
const LOOP: f64 = 20.0;

/// Room for the numbers of the time axis, in pixels.
pub(super) const TIME_WIDTH: f64 = 46.0;

/// A laid-out diagram, in pixels.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    /// Width of all.
    pub width: f64,
    /// Height of all.
    pub height: f64,
    /// Middle of each lane.
    pub lanes: Vec<f64>,
    /// The vertical axis.
    pub axis: Axis,
    /// One for each message, in the run's order.
    pub arrows: Vec<Arrow>,
    /// The dashed lines between the sides of a partition.
    pub walls: Vec<Segment>,
    /// All text beside lanes and arrows.
    pub labels: Vec<Label>,
    /// Text that found no place: its number and itself.
    pub legend: Vec<(usize, String)>,
    /// How many labels found no place, not even for a number.
    pub unplaced: usize,
    /// Whether the names stand at the bottom as well.
    pub names_below: bool,
}

/// The way of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Arrow {
    /// Two points, or more for a message to oneself.
    pub points: Vec<(f64, f64)>,
    /// Whether it was sent before the figure begins.
    pub before: bool,
    /// Whether it ends in a point, in a cross, or at the edge.
    pub head: Head,
    /// Whether it is a network's copy.
    pub copy: bool,
}

/// The end of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// It arrives.
    Point,
    /// It is lost.
    Cross,
    /// It goes on outside of the figure.
    Open,
}

/// Smallest and largest distances of neighbouring instants, in pixels: first what is pleasant, then wider ones that
/// give room to labels.
const GAPS: [(f64, f64); 6] = [
    (11.0, LARGEST_GAP),
    (14.0, LARGEST_GAP),
    (18.0, LARGEST_GAP),
    (22.0, LARGEST_GAP),
    (27.0, LARGEST_GAP),
    (40.0, LARGEST_GAP),
];

/// Tried where a figure would be too tall.
const TIGHT_GAPS: [(f64, f64); 4] = [(11.0, 22.0), (11.0, 16.0), (11.0, 11.0), (9.0, 9.0)];

/// Lays out `run` with every label in its place and at most `limit` pixels tall, as far as both can be had.
pub(super) fn layout(run: &Run, words: &Words, limit: f64) -> Figure {
    let columns = Columns::new(run, words);
    let drawn = |(smallest, largest)| {
        let figure = with_gap(run, words, &columns, smallest, largest);
        let tall = figure.height + legend::height(run, &figure, words) > limit;
        ((figure.unplaced, tall, figure.legend.len()), figure)
    };
    let (mut cost, mut best) = drawn(GAPS[0]);
    let too_tall = cost.1;
    let all =
        if too_tall { TIGHT_GAPS.iter().chain(&GAPS[1..]) } else { GAPS[1..].iter().chain(&[]) };
    for gap in all {
        let is_good = cost == (0, false, 0);
        // A figure that is too tall gets no wider gaps, unless a label has no place at all.
        if is_good || (too_tall && cost.0 == 0 && GAPS.contains(gap)) {
            break;
        }
        let (other_cost, other) = drawn(*gap);
        if other_cost < cost {
            (cost, best) = (other_cost, other);
        }
    }
    best
}

fn with_gap(run: &Run, words: &Words, columns: &Columns, smallest: f64, largest: f64) -> Figure {
    /// Below this height a reader sees the names at the top.
    const NAMES_AGAIN: f64 = 520.0;
    let top = NAME_TOP + NAME_HEIGHT + 2.0;
    let axis = Axis::new(run, top, smallest, largest);
    let lanes = columns.lanes.clone();
    let arrows: Vec<Arrow> =
        run.messages.iter().map(|message| arrow(message, run, &lanes, &axis)).collect();
    let walls: Vec<Segment> =
        run.bands.iter().flat_map(|band| walls(band, &lanes, &axis)).collect();

    let lines = arrows.iter().flat_map(Arrow::segments).chain(walls.iter().copied()).collect();
    let bounds =
        Rect { x: TIME_WIDTH, y: top, w: columns.width - TIME_WIDTH, h: axis.bottom - top };
    let mut board = Board::new(bounds, lines);
    for &x in &lanes {
        board.block(Rect { x: x - BAR - 2.0, y: top, w: 2.0 * (BAR + 2.0), h: axis.bottom - top });
    }
    for arrow in arrows.iter().filter(|arrow| arrow.head == Head::Cross) {
        if let Some(&(x, y)) = arrow.points.last() {
            board.block(Rect::around(x, y, CROSS, CROSS));
        }
    }
    let Placed { labels, legend, unplaced } =
        labels::place(run, words, &lanes, &axis, &arrows, &mut board);
    let names_below = axis.bottom - top > NAMES_AGAIN;
    let height = axis.bottom + if names_below { NAME_HEIGHT + 6.0 } else { 4.0 };
    Figure {
        width: columns.width,
        height,
        lanes,
        axis,
        arrows,
        walls,
        labels,
        legend,
        unplaced,
        names_below,
    }
}

/// The horizontal layout, which does not depend on time.
struct Columns {
    lanes: Vec<f64>,
    width: f64,
}

impl Columns {
    fn new(run: &Run, words: &Words) -> Self {
        /// What the text column of a page is wide, in pixels.
        const PAGE: f64 = 760.0;
        /// Distances of lanes, in pixels: what the names need at least, and what is pleasant.
        const NEAREST: f64 = 96.0;
        const PLEASANT: f64 = 150.0;
        const FARTHEST: f64 = 240.0;
        /// From a label to the lanes at its sides, in pixels.
        const AROUND: f64 = 44.0;
        /// What notes may take outside of the outer lanes, in pixels.
        const OUTSIDE: f64 = 170.0;
        let last = run.lanes.len().saturating_sub(1);
        let name = |lane: usize| name_width(&run.lanes[lane]);
        let note = |lane: usize| {
            let notes = run.notes.iter().filter(|note| note.lane == lane);
            let lines = notes.flat_map(|note| note.lines.iter());
            lines.map(|(text, tone)| note_width(text, *tone) + BAR + 12.0).fold(0.0, f64::max)
        };
        // A message to oneself has its label at the right of its loop.
        let own = |lane: usize| {
            let own =
                run.messages.iter().filter(|message| (message.from, message.to) == (lane, lane));
            own.map(|message| BAR + LOOP + 12.0 + label_width(&message.label)).fold(0.0, f64::max)
        };
        let side = |lane: usize| note(lane).min(OUTSIDE).max(name(lane) / 2.0 + 4.0).max(BAR + 4.0);
        let left = TIME_WIDTH + if last == 0 { name(0) / 2.0 + 8.0 } else { side(0) };
        let bands = run.bands.iter().map(|band| {
            let [_, (_, two), (_, more)] = labels::band_forms(band, words, run);
            BAR + 8.0 + if two <= OUTSIDE { two } else { more.min(OUTSIDE) }
        });
        let right = bands.fold(side(last).max(own(last).min(OUTSIDE)), f64::max) + 6.0;

        let messages = run.messages.iter().map(|message| label_width(&message.label) + AROUND);
        let inner = (1..last).map(&note);
        let names = (0..=last).map(|lane| name(lane) + 10.0).fold(NEAREST, f64::max);
        let wanted =
            messages.chain(inner).fold(names.max(PLEASANT), f64::max).min(FARTHEST.max(names));
        let fitting = (PAGE - left - right) / last.max(1) as f64;
        let distance = wanted.min(fitting.max(names));
        let lanes: Vec<f64> =
            (0..=last).map(|lane| (left + distance * lane as f64).round()).collect();
        let width = lanes.last().copied().unwrap_or(left) + right;
        Columns { lanes, width: width.ceil() }
    }
}

/// Width of the box with a node's name.
pub(super) fn name_width(name: &str) -> f64 {
    (widths::px(name, NAME_SIZE, Weight::Bold) + 20.0).max(40.0).ceil()
}

/// Width of a label.
pub(super) fn label_width(text: &str) -> f64 {
    widths::px(text, LABEL_SIZE, Weight::Regular) + 2.0
}

/// Width of a line of a note.
pub(super) fn note_width(text: &str, tone: Tone) -> f64 {
    let weight = match tone {
        Tone::Plain | Tone::Clock => Weight::Regular,
        Tone::Bad | Tone::Good => Weight::Bold,
    };
    widths::px(text, LABEL_SIZE, weight) + 2.0
}

fn arrow(message: &Message, run: &Run, lanes: &[f64], axis: &Axis) -> Arrow {
    let (x0, x1) = (lanes[message.from], lanes[message.to]);
    let direction = (x1 - x0).signum();
    // A lane is a bar where roles or crashes are known, and a thin line elsewhere.
    let half = |lane: usize| if run.spans.iter().any(|span| span.lane == lane) { BAR } else { 1.0 };
    let (ax, bx) = (x0 + half(message.from) * direction, x1 - (half(message.to) + 1.0) * direction);
    let way = message.end.saturating_sub(message.sent).max(1) as f64;
    let mut start = (ax, axis.y(message.sent));
    let mut end = (bx, axis.y(message.end));
    let mut head = Head::Point;
    let before = message.sent < run.window.start;
    if before {
        let part = (run.window.start - message.sent) as f64 / way;
        start = (off_lanes(ax + (bx - ax) * part.clamp(0.1, 0.8), lanes, direction), axis.top);
    }
    if message.fate == Fate::InFlight || message.end > run.window.end {
        let part = if message.fate == Fate::InFlight {
            0.5
        } else {
            (run.window.end - message.sent) as f64 / way
        };
        end = (off_lanes(ax + (bx - ax) * part.clamp(0.3, 0.9), lanes, -direction), axis.bottom);
        head = Head::Open;
    } else if let Fate::Lost(reason) = message.fate {
        // A message that is lost at once still leaves.
        let y = end.1.max(start.1 + 9.0).min(axis.bottom - 4.0);
        end = (lost_at(message, reason, run, lanes, bx), y);
        head = Head::Cross;
    }
    let points = if message.from == message.to {
        let x = x0 + BAR;
        let low = end.1.max(start.1 + 10.0);
        let mut points = vec![(x, start.1), (x + LOOP, start.1), (x + LOOP, low)];
        if head != Head::Open {
            points.push((x + 1.0, low));
        }
        points
    } else {
        vec![start, end]
    };
    Arrow { points, before: before && message.from != message.to, head, copy: message.copy }
}

/// `x`, moved towards `direction` if it is so near to a lane that a line which the figure cuts there would seem to
/// belong to it.
fn off_lanes(x: f64, lanes: &[f64], direction: f64) -> f64 {
    const NEAR: f64 = 24.0;
    let near = lanes.iter().find(|lane| (x - **lane).abs() < NEAR);
    near.map_or(x, |lane| lane + direction * NEAR)
}

/// How far a lost message comes: to the wall of a partition, to the door of a node that is down, or into the
/// last gap before its receiver. Never onto a lane that it only passes.
fn lost_at(message: &Message, reason: Reason, run: &Run, lanes: &[f64], arrival: f64) -> f64 {
    let (from, to) = (message.from, message.to);
    let gaps: Vec<(usize, usize)> = if from < to {
        (from..to).map(|lane| (lane, lane + 1)).collect()
    } else {
        (to..from).rev().map(|lane| (lane + 1, lane)).collect()
    };
    let into = |(a, b): (usize, usize), part: f64| lanes[a] + (lanes[b] - lanes[a]) * part;
    let last = gaps.last().copied().unwrap_or((from, to));
    if reason == Reason::Crashed {
        return arrival - (lanes[to] - lanes[from]).signum() * 9.0;
    }
    let holding = |band: &&Band| (band.time.start..=band.time.end).contains(&message.end);
    let band = run.bands.iter().find(|band| holding(band) && apart(band, from, to));
    // A run written by hand says only that the message is lost.
    match band.and_then(|band| gaps.iter().find(|(a, b)| apart(band, *a, *b))) {
        Some(wall) => into(*wall, 0.5),
        None => into(last, if reason == Reason::Partition { 0.5 } else { 0.62 }),
    }
}

/// Whether a partition keeps two lanes apart.
fn apart(band: &Band, a: usize, b: usize) -> bool {
    let group = |lane: usize| band.groups.iter().position(|group| group.contains(&lane));
    matches!((group(a), group(b)), (Some(a), Some(b)) if a != b)
}

impl Arrow {
    /// Its straight pieces.
    pub(super) fn segments(&self) -> impl Iterator<Item = Segment> + '_ {
        self.points.windows(2).map(|pair| (pair[0], pair[1]))
    }
}

/// Lines between neighbouring lanes that a partition keeps apart.
fn walls(band: &Band, lanes: &[f64], axis: &Axis) -> Vec<Segment> {
    let (top, bottom) = (axis.y(band.time.start), axis.y(band.time.end));
    (1..lanes.len())
        .filter(|&lane| apart(band, lane - 1, lane))
        .map(|lane| f64::midpoint(lanes[lane - 1], lanes[lane]))
        .map(|x| ((x, top), (x, bottom)))
        .collect()
}
