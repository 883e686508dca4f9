//! Places of everything in a chart.

use super::axis::{Scale, plain};
use super::look::{Form, Look};
use super::series::{Data, Series};
use crate::shapes;
use crate::widths::{self, Weight};

/// Size of text, in pixels.
pub(super) const SIZE: f64 = 12.0;
/// Distance of lines of text, in pixels.
pub(super) const LINE: f64 = 16.0;
/// From the left of a label's sign to its text, in pixels.
pub(super) const SIGN: f64 = 28.0;
/// Width of a figure: that of a page's text, in pixels.
const WIDTH: f64 = 720.0;
/// Height of the area in which values stand, in pixels.
const PLOT: f64 = 260.0;
/// From the sides of the area to the outermost values, in pixels.
const INSET: f64 = 10.0;

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// The series of this number.
    Series(usize),
    /// The line across.
    Mark,
}

/// The name of a series or of the line across: the left end of its sign, the middle of its height, its text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    pub of: Of,
    pub x: f64,
    pub y: f64,
    pub text: String,
    /// Where its series ends, if the label stands beside the end.
    pub end: Option<(f64, f64)>,
}

/// A laid-out chart, in pixels.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub width: f64,
    pub height: f64,
    pub x: Scale,
    pub y: Scale,
    /// Left, top, right and bottom of the area in which values stand.
    pub area: [f64; 4],
    /// Place and text at the horizontal axis, in lines.
    pub ticks: Vec<(f64, Vec<String>)>,
    pub labels: Vec<Label>,
    /// Middle of the first line below the ticks.
    pub x_label: f64,
}

/// The width of `text` in a chart.
pub(super) fn width(text: &str) -> f64 {
    widths::px(text, SIZE, Weight::Regular)
}

/// Lays out `data`.
pub(super) fn plan(data: &Data, look: &Look) -> Plan {
    let several = data.series.len() > 1;
    let names = data.series.iter().map(|series| width(&series.name)).fold(0.0, f64::max);
    // Names stand where lines end if that leaves the lines most of the page.
    let beside = several && matches!(look.form, Form::Line | Form::Step) && names <= 150.0;
    let mark = look.mark.as_ref().filter(|(_, meaning)| !meaning.is_empty());
    let mark_width = mark.map_or(0.0, |(_, meaning)| width(meaning));
    let right_text = if beside { names.max(mark_width) } else { mark_width };
    let right = WIDTH - if right_text > 0.0 { right_text + SIGN + 18.0 } else { 16.0 };

    let mut labels = Vec::new();
    let mut top = LINE;
    if several && !beside {
        top += legend(&mut labels, &data.series);
    }
    let area_top = top + 14.0;
    let bottom = area_top + PLOT;
    let y = Scale::round(heights(data, look), look.log_y, [bottom, area_top]);
    let left = (y.ticks().iter().map(|(_, text)| width(text)).fold(0.0, f64::max) + 14.0).ceil();
    let (x, ticks) = horizontal(data, look, left, right);
    if beside {
        for (at, series) in data.series.iter().enumerate() {
            let last = series.points.iter().copied().reduce(|a, b| if b.0 >= a.0 { b } else { a });
            let end = last.map(|(place, value)| (x.at(place), y.at(value)));
            let middle = end.map_or(bottom, |end| end.1);
            labels.push(Label {
                of: Of::Series(at),
                x: right + 14.0,
                y: middle,
                text: series.name.clone(),
                end,
            });
        }
    }
    if let Some((value, meaning)) = mark {
        let at = y.at(*value);
        labels.push(Label {
            of: Of::Mark,
            x: right + 14.0,
            y: at,
            text: meaning.clone(),
            end: Some((right, at)),
        });
    }
    spread(&mut labels, area_top, bottom);
    let lines = ticks.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    let x_label = bottom + 18.0 + LINE * lines as f64;
    let height = (x_label + LINE * 0.6).ceil();
    Plan {
        width: WIDTH,
        height,
        x,
        y,
        area: [left, area_top, right, bottom],
        ticks,
        labels,
        x_label,
    }
}

/// Rows of names above the area; their height.
fn legend(labels: &mut Vec<Label>, series: &[Series]) -> f64 {
    let (mut x, mut y) = (4.0, LINE * 1.5 + 4.0);
    for (at, series) in series.iter().enumerate() {
        let needed = SIGN + width(&series.name);
        if x > 4.0 && x + needed > WIDTH - 4.0 {
            (x, y) = (4.0, y + LINE + 2.0);
        }
        labels.push(Label { of: Of::Series(at), x, y, text: series.name.clone(), end: None });
        x += needed + 18.0;
    }
    y - LINE / 2.0
}

/// The lowest and the highest value, with zero where it belongs.
fn heights(data: &Data, look: &Look) -> [f64; 2] {
    let values = data.series.iter().flat_map(|series| &series.points).map(|(_, value)| *value);
    let [lowest, highest] = ends(values.chain(look.mark.iter().map(|(value, _)| *value)));
    // A bar's length is its value. A line may leave zero out only where it would be lost at the top.
    let zero = !look.log_y && (look.form == Form::Bar || lowest < 0.0 || lowest < 0.7 * highest);
    if zero { [lowest.min(0.0), highest.max(0.0)] } else { [lowest, highest] }
}

fn ends(values: impl Iterator<Item = f64>) -> [f64; 2] {
    values.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], value| {
        [low.min(value), high.max(value)]
    })
}

/// The horizontal axis and what is written at it.
fn horizontal(data: &Data, look: &Look, left: f64, right: f64) -> (Scale, Vec<(f64, Vec<String>)>) {
    if !data.categories.is_empty() {
        let slot = (right - left) / data.categories.len() as f64;
        let last = data.categories.len() as f64 - 0.5;
        let x = Scale::exact([-0.5, last], false, [left, right]);
        let ticks = data.categories.iter().enumerate();
        let ticks = ticks.map(|(at, name)| (x.at(at as f64), wrapped(name, slot - 6.0)));
        return (x, ticks.collect());
    }
    let places = || data.series.iter().flat_map(|series| &series.points).map(|(place, _)| *place);
    let x = Scale::exact(ends(places()), look.log_x, [left + INSET, right - INSET]);
    let mut measured: Vec<f64> = places().collect();
    measured.sort_by(f64::total_cmp);
    measured.dedup();
    // Where something was measured says most; round numbers say it if that is too much.
    let own: Vec<(f64, String)> = measured.into_iter().map(|place| (place, plain(place))).collect();
    let ticks = if own.len() <= 12 && apart(&own, &x) { own } else { thinned(x.ticks(), &x) };
    (x, ticks.into_iter().map(|(place, text)| (x.at(place), vec![text])).collect())
}

fn apart(ticks: &[(f64, String)], x: &Scale) -> bool {
    ticks.windows(2).all(|pair| {
        let room = (width(&pair[0].1) + width(&pair[1].1)) / 2.0 + 10.0;
        x.at(pair[1].0) - x.at(pair[0].0) >= room
    })
}

/// Every second, third … tick: as many as fit.
fn thinned(ticks: Vec<(f64, String)>, x: &Scale) -> Vec<(f64, String)> {
    (1..=ticks.len())
        .map(|every| ticks.iter().step_by(every).cloned().collect::<Vec<_>>())
        .find(|some| apart(some, x))
        .unwrap_or_default()
}

/// `text` in lines of at most `room` pixels: at spaces, and inside of words only where a word is wider.
fn wrapped(text: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    let fits = |line: &str| width(line) <= room;
    for word in text.split_inclusive(' ') {
        let line = lines.last_mut().map(std::mem::take).unwrap_or_default();
        lines.pop();
        let joined = format!("{line}{word}");
        if fits(joined.trim_end()) {
            lines.push(joined);
            continue;
        }
        if !line.is_empty() {
            lines.push(line);
        }
        let mut piece = String::new();
        for c in word.chars() {
            if !piece.is_empty() && !fits(format!("{piece}{c}").trim_end()) {
                lines.push(std::mem::take(&mut piece));
            }
            piece.push(c);
        }
        lines.push(piece);
    }
    lines.iter().map(|line| line.trim_end().to_owned()).collect()
}

/// Moves the labels at the right side apart, in their order, and keeps them beside the area.
fn spread(labels: &mut [Label], top: f64, bottom: f64) {
    let mut beside: Vec<&mut Label> =
        labels.iter_mut().filter(|label| label.end.is_some()).collect();
    beside.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut places: Vec<&mut f64> = beside.into_iter().map(|label| &mut label.y).collect();
    shapes::spread(&mut places, LINE, top, bottom);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_wrapped_and_nothing_is_lost() {
        assert_eq!(wrapped("zipf 0.9 + scans", 60.0), ["zipf 0.9 +", "scans"]);
        assert_eq!(wrapped("一致性哈希", 40.0), ["一致性", "哈希"]);
        assert_eq!(wrapped("LRU", 5.0).concat(), "LRU");
    }

    #[test]
    fn labels_never_lie_on_each_other() {
        let label =
            |y: f64| Label { of: Of::Mark, x: 0.0, y, text: String::new(), end: Some((0.0, y)) };
        let mut labels = [label(100.0), label(99.0), label(101.0), label(20.0)];
        spread(&mut labels, 0.0, 110.0);
        let mut places: Vec<f64> = labels.iter().map(|label| label.y).collect();
        places.sort_by(f64::total_cmp);
        assert_eq!(places, [20.0, 78.0, 94.0, 110.0]);
    }
}
