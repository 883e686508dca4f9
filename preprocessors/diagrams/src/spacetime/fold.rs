//! What repeats itself, such as heartbeats, as one band instead of many arrows.

use std::ops::Range;

use super::layout::BAR;
use super::run::{Fate, Message, Run};

/// Fewer messages are as quickly read as a band is.
const FEWEST: usize = 3;

/// Messages that are drawn as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fold {
    /// From the first sending to the last arrival, in ms.
    pub time: Range<u64>,
    /// The outermost lanes that they go between.
    pub lanes: (usize, usize),
    /// One line a word: the first label that begins with it, and how many do.
    pub lines: Vec<String>,
}

impl Fold {
    /// The left and right edge of the band in each gap between two lanes: it leaves the lanes free.
    pub(super) fn columns<'a>(
        &self,
        lanes: &'a [f64],
    ) -> impl Iterator<Item = (f64, f64)> + use<'a> {
        let (first, last) = self.lanes;
        lanes[first..=last].windows(2).map(|pair| (pair[0] + BAR + 3.0, pair[1] - BAR - 3.0))
    }
}

/// Takes messages whose label begins with one of `words` out of `run` and puts bands in their place: one for each
/// stretch of time in which nothing else happens.
///
/// A message that is lost, doubled, or still under way at an edge of the window stays an arrow: it is news.
pub(super) fn fold(run: &mut Run, words: &[String]) {
    if words.is_empty() {
        return;
    }
    let mut foldable: Vec<usize> =
        (0..run.messages.len()).filter(|&at| is_foldable(run, &run.messages[at], words)).collect();
    loop {
        let groups = groups(run, &foldable);
        let kept: Vec<usize> =
            groups.iter().filter(|group| group.len() >= FEWEST).flatten().copied().collect();
        if kept.len() == foldable.len() {
            run.folds = groups.iter().map(|group| band(run, group, words)).collect();
            let mut at = 0;
            run.messages.retain(|_| {
                at += 1;
                !foldable.contains(&(at - 1))
            });
            return;
        }
        // What stays an arrow is an event between the others: look again.
        foldable = kept;
    }
}

fn is_foldable(run: &Run, message: &Message, words: &[String]) -> bool {
    let twice = run.messages.iter().any(|other| {
        other.copy && (other.from, other.to, other.sent) == (message.from, message.to, message.sent)
    });
    message.fate == Fate::Received
        && !twice
        && run.window.start <= message.sent
        && message.end <= run.window.end
        && word_of(message, words).is_some()
}

fn word_of(message: &Message, words: &[String]) -> Option<usize> {
    let label = message.label.to_lowercase();
    words.iter().position(|word| label.starts_with(&word.to_lowercase()))
}

/// The longest stretches of foldable messages, in the order of sending, without another event inside.
fn groups(run: &Run, foldable: &[usize]) -> Vec<Vec<usize>> {
    let others: Vec<u64> = others(run, foldable);
    let disturbed = |start: u64, end: u64| others.iter().any(|t| start < *t && *t < end);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut stretch = 0..0;
    for &at in foldable {
        let Message { sent, end, .. } = run.messages[at];
        let joined = stretch.start..stretch.end.max(end);
        match groups.last_mut() {
            Some(group) if !disturbed(joined.start, joined.end) => {
                group.push(at);
                stretch = joined;
            }
            // Alone it is no group, and what happens on its way is an event beside it.
            _ => {
                groups.push(vec![at]);
                stretch = sent..end;
                if disturbed(sent, end) {
                    stretch.end = u64::MAX;
                }
            }
        }
    }
    groups
}

/// When anything but the foldable messages begins, ends or happens.
fn others(run: &Run, foldable: &[usize]) -> Vec<u64> {
    let rest = run.messages.iter().enumerate().filter(|(at, _)| !foldable.contains(at));
    let mut all: Vec<u64> = rest.flat_map(|(_, message)| [message.sent, message.end]).collect();
    all.extend(run.marks.iter().map(|mark| mark.t));
    all.extend(run.notes.iter().map(|note| note.t));
    all.extend(run.spans.iter().flat_map(|span| [span.time.start, span.time.end]));
    all.extend(run.bands.iter().flat_map(|band| [band.time.start, band.time.end]));
    all
}

fn band(run: &Run, group: &[usize], words: &[String]) -> Fold {
    let members = || group.iter().map(|&at| &run.messages[at]);
    let lines = words.iter().enumerate().filter_map(|(position, word)| {
        let mut same = members().filter(|message| word_of(message, words) == Some(position));
        let first = same.next()?;
        let said: String = first.label.chars().take(word.chars().count()).collect();
        Some(format!("{said} ×{}", same.count() + 1))
    });
    let lanes = || members().flat_map(|message| [message.from, message.to]);
    Fold {
        lines: lines.collect(),
        time: members().map(|message| message.sent).min().unwrap_or(0)
            ..members().map(|message| message.end).max().unwrap_or(0),
        lanes: (lanes().min().unwrap_or(0), lanes().max().unwrap_or(0)),
    }
}
