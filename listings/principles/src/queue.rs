//! Backpressure and deadlines: a server, its queue, and more work than it can do.

use std::collections::VecDeque;

use sim::Rng;

/// Microseconds in a millisecond: the model counts in µs.
const MS: u64 = 1_000;
/// An answer that comes later than this (µs) is of no use to the caller.
pub const DEADLINE: u64 = 500 * MS;
/// Requests that may wait: 100 per second × 0.2 s of patience (Little's law).
pub const LIMIT: usize = 20;
/// Requests come for a minute (µs).
const MINUTE: u64 = 60_000 * MS;

/// How the server treats its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// All may wait, and all are served.
    Unbounded,
    /// All may wait; those that have waited too long are dropped unserved.
    Expiring,
    /// At most [`LIMIT`] may wait; others are refused at once.
    Bounded,
}

mod before {
    use super::*;

    // ANCHOR: admit-before
    /// A request comes. False: it is refused.
    pub(super) fn admit(queue: &mut VecDeque<u64>, now: u64) -> bool {
        queue.push_back(now);
        true
    }
    // ANCHOR_END: admit-before
}

mod after {
    use super::*;

    // ANCHOR: admit-after
    /// A request comes. False: it is refused.
    pub(super) fn admit(queue: &mut VecDeque<u64>, now: u64) -> bool {
        if queue.len() >= LIMIT {
            return false;
        }
        queue.push_back(now);
        true
    }
    // ANCHOR_END: admit-after
}

/// What was measured in one run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Requests that came.
    pub offered: u64,
    /// Requests that were refused on arrival.
    pub refused: u64,
    /// Requests that were dropped after they had waited too long.
    pub expired: u64,
    /// Time from arrival to answer of each served request (µs), sorted.
    pub times: Vec<u64>,
    /// Waiting requests at the end of each second.
    pub length: Vec<usize>,
    /// Integral of the number in the system over time.
    area: u64,
    /// When the last request left (µs).
    end: u64,
    /// Time that all admitted requests spent in the system (µs).
    stay: u64,
}

impl Report {
    /// Requests answered before the deadline.
    pub fn useful(&self) -> usize {
        self.times.partition_point(|time| *time <= DEADLINE)
    }

    /// The time in ms that a share of the served requests did not exceed.
    pub fn percentile(&self, percent: usize) -> u64 {
        let rank = (self.times.len() * percent).div_ceil(100).max(1);
        self.times.get(rank - 1).map_or(0, |time| time / MS)
    }

    /// Little's law: the mean number in the system, measured by looking at the
    /// queue, and the arrival rate times the mean stay, measured by asking those
    /// who leave. Both in thousandths.
    pub fn little(&self) -> (u64, u64) {
        let admitted = self.offered - self.refused;
        let rate = admitted as f64 / self.end as f64;
        let mean_stay = self.stay as f64 / admitted as f64;
        let mean_number = self.area as f64 / self.end as f64;
        (
            (mean_number * 1e3).round() as u64,
            (rate * mean_stay * 1e3).round() as u64,
        )
    }
}

/// Offers `load` percent of what the server can do (100 a second) for a minute,
/// then lets it finish.
pub fn run(seed: u64, policy: Policy, load: u64) -> Report {
    let mut rng = Rng::new(seed);
    let mut report = Report::default();
    let mut queue = VecDeque::new();
    let mut serving: Option<(u64, u64)> = None; // arrival, end of service
    let gap = 2 * 1_000 * MS / load; // uniform in 0..=gap: the mean is half of it
    let (mut now, mut next) = (0, rng.range(&(0..=gap)));
    loop {
        let done = serving.map_or(u64::MAX, |(_, end)| end);
        let at = done.min(next);
        if at == u64::MAX {
            break;
        }
        while report.length.len() < 60
            && at > (report.length.len() as u64 + 1) * 1_000 * MS
        {
            report.length.push(queue.len());
        }
        let inside = queue.len() as u64 + u64::from(serving.is_some());
        report.area += inside * (at - now);
        now = at;
        if at == done {
            let (arrived, _) = serving.take().expect("somebody is done");
            report.times.push(now - arrived);
            report.stay += now - arrived;
            report.end = now;
        } else {
            report.offered += 1;
            let admitted = match policy {
                Policy::Bounded => after::admit(&mut queue, now),
                Policy::Unbounded | Policy::Expiring => {
                    before::admit(&mut queue, now)
                }
            };
            report.refused += u64::from(!admitted);
            next = now + rng.range(&(0..=gap));
            if next > MINUTE {
                next = u64::MAX;
            }
        }
        while serving.is_none()
            && let Some(arrived) = queue.pop_front()
        {
            // Whoever cannot be answered in time is not worth the work.
            if policy == Policy::Expiring && now - arrived + 15 * MS > DEADLINE {
                report.expired += 1;
                report.stay += now - arrived;
                continue;
            }
            serving = Some((arrived, now + rng.range(&(5 * MS..=15 * MS))));
        }
    }
    report.times.sort_unstable();
    report
}
