//! Time on the vertical axis: the order is exact, the distances are not.

use super::run::Run;

/// Height of one line of a note, in pixels.
pub(super) const NOTE_LINE: f64 = 15.0;

/// The largest distance between two neighbouring instants, in pixels.
pub(super) const LARGEST_GAP: f64 = 34.0;

/// The height of a band of folded messages, without its lines of text, in pixels.
const FOLD: f64 = 9.0;

/// Where each moment is, in pixels from the top of the figure.
#[derive(Debug, Clone)]
pub(super) struct Axis {
    instants: Vec<(u64, f64)>,
    /// Top of the drawing, above the first instant.
    pub top: f64,
    /// Its bottom, below the last one.
    pub bottom: f64,
}

impl Axis {
    /// Lays out the instants of `run` below `top`, with no two nearer than `smallest_gap` or farther apart than
    /// `largest_gap`.
    ///
    /// A gap grows with the time between two instants and is clamped on both sides: a burst stays legible and
    /// an idle time short. Notes of one lane never lie on each other, whatever that takes.
    pub(super) fn new(run: &Run, top: f64, smallest_gap: f64, largest_gap: f64) -> Self {
        /// Gap of a time as long as the median, in pixels.
        const TYPICAL_GAP: f64 = 20.0;
        /// Room between the ends of the lanes and the outermost instants, in pixels.
        const END: f64 = 14.0;
        let mut gaps: Vec<u64> = run.instants.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.sort_unstable();
        let median = gaps.get(gaps.len() / 2).copied().unwrap_or(1).max(1) as f64;

        let mut free: Vec<f64> = vec![f64::NEG_INFINITY; run.lanes.len()];
        let mut instants: Vec<(u64, f64)> = Vec::new();
        for &t in &run.instants {
            let mut y = match instants.last() {
                Some(&(before, at)) => {
                    let gap = TYPICAL_GAP * (t - before) as f64 / median;
                    let fold = run.folds.iter().find(|fold| fold.time == (before..t));
                    at + match fold {
                        Some(fold) => FOLD + NOTE_LINE * fold.lines.len() as f64,
                        None => gap.clamp(smallest_gap, largest_gap.max(smallest_gap)).round(),
                    }
                }
                None => top + END,
            };
            let here = || run.notes.iter().filter(move |note| note.t == t);
            for note in here() {
                y = y.max(free[note.lane]);
            }
            for note in here() {
                free[note.lane] = y + NOTE_LINE * note.lines.len() as f64;
            }
            instants.push((t, y));
        }
        let lowest_note = free.iter().map(|free| free - NOTE_LINE / 2.0).fold(0.0, f64::max);
        let last = instants.last().map_or(top, |&(_, y)| y);
        Axis { instants, top, bottom: (last + END).max(lowest_note + 4.0) }
    }

    /// The place of `t`: exact at instants, between them in proportion, the ends of the lanes outside.
    pub(super) fn y(&self, t: u64) -> f64 {
        let after = self.instants.partition_point(|&(instant, _)| instant <= t);
        match (after.checked_sub(1).map(|before| self.instants[before]), self.instants.get(after)) {
            (None, _) => self.top,
            (Some((instant, y)), _) if instant == t => y,
            (Some(_), None) => self.bottom,
            (Some((t0, y0)), Some(&(t1, y1))) => {
                y0 + (y1 - y0) * (t - t0) as f64 / (t1 - t0) as f64
            }
        }
    }

    /// The instants that get a number at the side, with their places: at least `distance` apart, those of
    /// `named` first.
    pub(super) fn ticks(&self, named: &[u64], distance: f64) -> Vec<(u64, f64)> {
        let mut chosen: Vec<(u64, f64)> = Vec::new();
        let candidates = |wanted: bool| {
            self.instants.iter().copied().filter(move |(t, _)| named.contains(t) == wanted)
        };
        for (t, y) in candidates(true).chain(candidates(false)) {
            if chosen.iter().all(|(_, other)| (other - y).abs() >= distance) {
                chosen.push((t, y));
            }
        }
        chosen.sort_by_key(|(t, _)| *t);
        chosen
    }
}
