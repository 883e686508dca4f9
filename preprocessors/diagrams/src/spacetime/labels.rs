//! Text beside lanes and arrows.

use super::axis::{Axis, NOTE_LINE};
use super::fold::Fold;
use super::layout::{Arrow, BAR, LABEL_SIZE, label_width, note_width};
use super::place::{Board, CROSSING, Rect, Segment};
use super::run::{Band, Note, Run, Tone};
use super::words::Words;

/// A label in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The room that it takes.
    pub rect: Rect,
    /// What it says.
    pub text: Text,
}

/// What a label says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Text {
    /// Lines in the middle of the rectangle.
    Message(Vec<String>),
    /// Lines from one side of it: the left one, unless `to_right`.
    Note {
        /// The lines.
        lines: Vec<(String, Tone)>,
        /// Whether they end at the right side, where their lane is.
        to_right: bool,
    },
    /// The name of a partition: lines in the middle.
    Band(Vec<String>),
    /// What is folded: lines in the middle.
    Fold(Vec<String>),
    /// A number that the legend explains.
    Number(usize),
}

/// Size of a number's disc, in pixels.
const DISC: f64 = 16.0;

/// The text of a figure in its places.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// What stands beside lanes and arrows.
    pub labels: Vec<Label>,
    /// What found no place: its number and itself.
    pub legend: Vec<(usize, String)>,
    /// How many numbers found no place either.
    pub unplaced: usize,
}

/// Places all text of `run`: notes first, because they have least room, then bands, then messages.
pub(super) fn place(
    run: &Run,
    words: &Words,
    lanes: &[f64],
    axis: &Axis,
    arrows: &[Arrow],
    board: &mut Board,
) -> Placed {
    let mut placer = Placer { board, out: Placed::default() };
    for fold in &run.folds {
        placer.fold(fold, lanes, axis);
    }
    for note in &run.notes {
        placer.note(note, lanes, axis.y(note.t));
    }
    for band in &run.bands {
        placer.band(band, words, run, lanes, axis);
    }
    let mut order: Vec<usize> = (0..run.messages.len()).collect();
    // Where there is least room comes first: short arrows.
    order.sort_by_key(|&at| run.messages[at].from.abs_diff(run.messages[at].to));
    for at in order {
        let message = &run.messages[at];
        let label = if message.copy { words.copy } else { &message.label };
        if !label.is_empty() {
            placer.message(label, &arrows[at]);
        }
    }
    placer.out
}

struct Placer<'a> {
    board: &'a mut Board,
    out: Placed,
}

impl Placer<'_> {
    fn note(&mut self, note: &Note, lanes: &[f64], y: f64) {
        let x = lanes[note.lane];
        let w = note.lines.iter().map(|(text, tone)| note_width(text, *tone)).fold(0.0, f64::max);
        let h = NOTE_LINE * note.lines.len() as f64;
        // Outside of the outer lanes there are no arrows.
        let dislike_left = if note.lane == 0 { 0.0 } else { 4.0 };
        let dislike_right = if note.lane == 0 { 4.0 } else { 0.0 };
        let side =
            |w: f64, to_right: bool| if to_right { x - BAR - 5.0 - w } else { x + BAR + 5.0 };
        let shifts = [(0.0, 0.0), (-11.0, 2.0), (9.0, 3.0), (-17.0, 5.0)];
        let candidates = shifts.into_iter().flat_map(|(shift, cost)| {
            [(false, dislike_right), (true, dislike_left)].map(|(to_right, dislike)| {
                let rect = Rect { x: side(w, to_right), y: y - NOTE_LINE / 2.0 + shift, w, h };
                (rect, cost + dislike, to_right)
            })
        });
        if let Some((rect, to_right)) = self.board.place(candidates) {
            self.out
                .labels
                .push(Label { rect, text: Text::Note { lines: note.lines.clone(), to_right } });
            return;
        }
        let text: Vec<&str> = note.lines.iter().map(|(text, _)| text.as_str()).collect();
        let discs = [0.0, -9.0, 9.0, -16.0, 16.0].into_iter().flat_map(|shift: f64| {
            [false, true].map(|to_right| {
                let rect =
                    Rect { x: side(DISC, to_right), y: y - DISC / 2.0 + shift, w: DISC, h: DISC };
                (rect, shift.abs(), ())
            })
        });
        self.number(&text.join(" · "), discs);
    }

    fn band(&mut self, band: &Band, words: &Words, run: &Run, lanes: &[f64], axis: &Axis) {
        let (top, bottom) = (axis.y(band.time.start), axis.y(band.time.end));
        let forms = band_forms(band, words, run);
        let candidates = forms.iter().enumerate().flat_map(|(form, (lines, w))| {
            let (w, h) = (*w, NOTE_LINE * lines.len() as f64 + 2.0);
            let columns = lanes.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]));
            let left = lanes.first().map(|x| x - BAR - 6.0 - w / 2.0);
            let right = lanes.last().map(|x| x + BAR + 6.0 + w / 2.0);
            let heights =
                [top + h / 2.0, top + 1.5 * h, f64::midpoint(top, bottom), bottom - h / 2.0];
            right.into_iter().chain(left).chain(columns).flat_map(move |x| {
                heights.into_iter().enumerate().map(move |(rank, y)| {
                    (Rect::around(x, y, w, h), (rank + 3 * form) as f64, lines.clone())
                })
            })
        });
        if let Some((rect, lines)) = self.board.place(candidates) {
            self.out.labels.push(Label { rect, text: Text::Band(lines) });
            return;
        }
        let left = lanes.first().map_or(0.0, |x| x - BAR - 6.0 - DISC / 2.0);
        let discs = [top + 9.0, top + 27.0, bottom - 9.0]
            .map(|y| (Rect::around(left, y, DISC, DISC), 0.0, ()));
        self.number(&forms[0].0.join(" "), discs);
    }

    fn fold(&mut self, fold: &Fold, lanes: &[f64], axis: &Axis) {
        let (top, bottom) = (axis.y(fold.time.start), axis.y(fold.time.end));
        let w = fold.lines.iter().map(|line| label_width(line)).fold(0.0, f64::max);
        let h = NOTE_LINE * fold.lines.len() as f64;
        let columns = || fold.columns(lanes).map(|(left, right)| f64::midpoint(left, right));
        let y = f64::midpoint(top, bottom);
        let whole = columns().map(|x| (Rect::around(x, y, w, h), 0.0, ()));
        if let Some((rect, ())) = self.board.place(whole) {
            self.out.labels.push(Label { rect, text: Text::Fold(fold.lines.clone()) });
        } else {
            let discs = columns().map(|x| (Rect::around(x, y, DISC, DISC), 0.0, ()));
            self.number(&fold.lines.join(" · "), discs);
        }
        for (left, right) in fold.columns(lanes) {
            self.board.block(Rect { x: left, y: top, w: right - left, h: bottom - top });
        }
    }

    fn message(&mut self, label: &str, arrow: &Arrow) {
        let forms = forms(label);
        let Some(piece) = piece(arrow) else {
            return;
        };
        let candidates = forms.iter().enumerate().flat_map(|(rank, (lines, w, h))| {
            let along = along(piece, &PARTS, *w, *h);
            along.map(move |(rect, cost)| (rect, cost + 5.0 * rank as f64, lines.clone()))
        });
        if let Some((rect, lines)) = self.board.place(candidates) {
            self.out.labels.push(Label { rect, text: Text::Message(lines) });
            return;
        }
        // A number may stand wherever its arrow is, on other arrows too.
        let fine: Vec<f64> = (1..40).map(|part| f64::from(part) / 40.0).collect();
        let discs: Vec<_> =
            along(piece, &fine, DISC, DISC).map(|(rect, cost)| (rect, cost, ())).collect();
        self.number(label, discs);
    }

    /// Puts a number in one of `places`, the same for the same text.
    fn number(&mut self, text: &str, places: impl IntoIterator<Item = (Rect, f64, ())>) {
        let legend = &mut self.out.legend;
        let known = legend.iter().find(|(_, other)| other == text).map(|(number, _)| *number);
        let number = known.unwrap_or(legend.len() + 1);
        if known.is_none() {
            legend.push((number, text.to_owned()));
        }
        match self.board.place_at_any_cost(places) {
            Some((rect, ())) => {
                self.out.labels.push(Label { rect, text: Text::Number(number) });
            }
            None => self.out.unplaced += 1,
        }
    }
}

/// The name of a partition in one, two and more lines, each with its width.
pub(super) fn band_forms(band: &Band, words: &Words, run: &Run) -> [(Vec<String>, f64); 3] {
    let name = |lane: &usize| run.lanes[*lane].as_str();
    let groups: Vec<String> = band
        .groups
        .iter()
        .map(|group| group.iter().map(name).collect::<Vec<_>>().join(" "))
        .collect();
    let word = words.partition.to_owned();
    let last = groups.len().saturating_sub(1);
    let ends = groups
        .iter()
        .enumerate()
        .map(|(at, group)| if at < last { format!("{group} |") } else { group.clone() });
    let stacked = std::iter::once(word.clone()).chain(ends).collect();
    let whole = groups.join(" | ");
    [vec![format!("{word} {whole}")], vec![word, whole], stacked].map(|lines: Vec<String>| {
        let widths = lines.iter().map(|line| note_width(line, Tone::Bad));
        let width = widths.fold(0.0, f64::max) + 8.0;
        (lines, width)
    })
}

/// The piece of an arrow along which its label goes.
fn piece(arrow: &Arrow) -> Option<Segment> {
    let long = if arrow.points.len() > 2 { 1 } else { 0 };
    arrow.segments().nth(long)
}

/// A label in one line and, if that is long, in two.
fn forms(label: &str) -> Vec<(Vec<String>, f64, f64)> {
    /// Shorter ones stay in one line, in pixels.
    const LONG: f64 = 70.0;
    let line_height = LABEL_SIZE + 2.0;
    let whole = label_width(label);
    let mut forms = vec![(vec![label.to_owned()], whole, line_height + 1.0)];
    let middle = |at: usize| (label_width(&label[..at]) - whole / 2.0).abs();
    let space =
        label.match_indices(' ').map(|(at, _)| at).min_by(|a, b| middle(*a).total_cmp(&middle(*b)));
    if let Some(at) = space.filter(|_| whole > LONG) {
        let (first, second) = (label[..at].to_owned(), label[at + 1..].to_owned());
        let w = label_width(&first).max(label_width(&second));
        forms.push((vec![first, second], w, 2.0 * line_height + 1.0));
    }
    forms
}

/// Where along an arrow a label is tried.
const PARTS: [f64; 13] =
    [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86, 0.09, 0.91];

/// Places for a label of this size at `parts` of a line, with what each costs.
fn along(
    (a, b): Segment,
    parts: &[f64],
    w: f64,
    h: f64,
) -> impl Iterator<Item = (Rect, f64)> + use<'_> {
    /// Between a label and its arrow.
    const CLEAR: f64 = 1.5;
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let slope = if dx == 0.0 { f64::INFINITY } else { (dy / dx).abs() };
    parts.iter().flat_map(move |&part| {
        let (x, y) = (a.0 + dx * part, a.1 + dy * part);
        let centre = (part - 0.5).abs() * 16.0;
        let vertical = slope * w / 2.0 + h / 2.0 + CLEAR;
        let horizontal = h / 2.0 / slope.max(0.01) + w / 2.0 + CLEAR;
        let steep = slope > 0.3;
        // On its line a label hides a part of it, which is fine if enough of the line is left.
        let on_line = if w < dx.abs() * 0.7 { 2.0 - CROSSING } else { 20.0 };
        let beside = [
            (0.0, -vertical, 0.0, !steep),
            (0.0, vertical, 3.0, !steep),
            (horizontal, 0.0, 2.0, steep && slope.is_finite()),
            (-horizontal, 0.0, 2.0, steep && slope.is_finite()),
            // Loops of one lane lie on each other, so their labels stand in columns.
            (w / 2.0 + 4.0, 0.0, 0.0, slope.is_infinite()),
            (w * 1.5 + 6.0, 0.0, 6.0, slope.is_infinite()),
            (w * 2.5 + 8.0, 0.0, 9.0, slope.is_infinite()),
            (0.0, 0.0, on_line, true),
        ];
        beside.into_iter().filter(|(_, _, _, fits)| *fits).map(move |(right, down, cost, _)| {
            (Rect::around(x + right, y + down, w, h), cost + centre)
        })
    })
}
