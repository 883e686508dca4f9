//! What a figure shows of a trace: the chosen nodes, time and messages, joined into things that can be drawn.

use std::collections::HashMap;
use std::ops::Range;

use crate::engine::Fault;
use crate::trace::{Envelope, Event, Kind, Mark, Reason, Trace};

use super::Filter;
use super::fold::{self, Fold};
use super::{clocks, words::Words};

/// The part of a run that is drawn.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// Names of the lanes, from left to right.
    pub lanes: Vec<String>,
    /// Messages in the order of their sending.
    pub messages: Vec<Message>,
    /// What is marked on the lanes, in the order of time.
    pub marks: Vec<Point>,
    /// Text beside the lanes: one for each instant of a lane.
    pub notes: Vec<Note>,
    /// Roles and crashes over time.
    pub spans: Vec<Span>,
    /// Times of partition.
    pub bands: Vec<Band>,
    /// Messages that are drawn as one.
    pub folds: Vec<Fold>,
    /// The first and last moment that is drawn, in ms.
    pub window: Range<u64>,
    /// The moments at which something happens, ascending.
    pub instants: Vec<u64>,
    /// Words for roles in the order in which they are first taken.
    pub roles: Vec<String>,
}

/// One journey of a message: a doubled message makes two.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Message {
    /// Lane of the sender.
    pub from: usize,
    /// Lane of the receiver.
    pub to: usize,
    /// What it says.
    pub label: String,
    /// When it was sent; may be before the window.
    pub sent: u64,
    /// When it ended; may be after the window.
    pub end: u64,
    /// How it ended.
    pub fate: Fate,
    /// Whether it is the network's copy of another.
    pub copy: bool,
}

/// How a message ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It arrives.
    Received,
    /// It does not.
    Lost(Reason),
    /// The trace ends before it does.
    InFlight,
}

/// A mark on a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// The lane.
    pub lane: usize,
    /// When, in ms.
    pub t: u64,
    /// Which.
    pub sign: Sign,
}

/// What a mark looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A ring: something happens.
    Event,
    /// A green dot.
    Commit,
    /// A red lozenge.
    Error,
    /// A red cross.
    Crash,
    /// A ring where a node comes back.
    Restart,
}

/// Lines of text that belong to one instant of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    /// The lane.
    pub lane: usize,
    /// When, in ms.
    pub t: u64,
    /// The lines, each with its tone.
    pub lines: Vec<(String, Tone)>,
}

/// How a line of a note is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// As text.
    Plain,
    /// As something that went wrong.
    Bad,
    /// As something decided.
    Good,
    /// As a logical clock.
    Clock,
}

/// A stretch of a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// The lane.
    pub lane: usize,
    /// From when to when, in ms.
    pub time: Range<u64>,
    /// What the node is.
    pub is: Being,
}

/// What a node is for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Being {
    /// It has this role.
    Role(String),
    /// It is down.
    Down,
}

/// A time of partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Band {
    /// From when to when, in ms.
    pub time: Range<u64>,
    /// The lanes of each group, without those that are not drawn.
    pub groups: Vec<Vec<usize>>,
}

/// Selects and joins what `filter` leaves of `trace`.
///
/// # Errors
///
/// A node of the filter that is not there, or a filter that leaves nothing.
pub(super) fn select(trace: &Trace, filter: &Filter, words: &Words) -> Result<Run, Fault> {
    let lanes = lanes(trace, filter)?;
    let times = || trace.events.iter().map(|event| event.t);
    let first = filter.from.or_else(|| times().next()).unwrap_or(0);
    let last = filter.to.or_else(|| times().next_back()).unwrap_or(first);
    let mut run = Run {
        messages: messages(trace, &lanes, filter, first..last),
        marks: Vec::new(),
        notes: Vec::new(),
        spans: Vec::new(),
        bands: Vec::new(),
        folds: Vec::new(),
        window: first..last,
        instants: Vec::new(),
        roles: Vec::new(),
        lanes,
    };
    let mut states: Vec<State> = vec![State::default(); run.lanes.len()];
    let mut partition: Option<(u64, Vec<Vec<usize>>)> = None;
    for event in &trace.events {
        if event.t > last {
            break;
        }
        run.event(event, &mut states, words);
        match &event.kind {
            Kind::Partition { groups } => {
                run.close_band(partition.take(), event.t);
                partition = Some((event.t, run.in_lanes(groups)));
            }
            Kind::Heal => run.close_band(partition.take(), event.t),
            _ => {}
        }
    }
    run.close_band(partition, last);
    for (lane, state) in states.into_iter().enumerate() {
        run.close_span(lane, state, last);
    }
    run.spans.sort_by_key(|span| (span.lane, span.time.start));
    fold::fold(&mut run, &filter.fold);
    if let Some(clocks) = filter.clocks {
        clocks::add(&mut run, trace, clocks);
    }
    run.collect_instants();
    if run.instants.is_empty() {
        return Err(Fault::somewhere("nothing of the run is left to draw")
            .help("widen `from` and `to`, name more `nodes`, or hide less"));
    }
    Ok(run)
}

fn lanes(trace: &Trace, filter: &Filter) -> Result<Vec<String>, Fault> {
    if filter.nodes.is_empty() {
        return Ok(trace.nodes.clone());
    }
    for node in &filter.nodes {
        if !trace.nodes.contains(node) {
            return Err(crate::trace::unknown_node(trace, node, 0..0).of_option("nodes"));
        }
    }
    Ok(filter.nodes.clone())
}

/// What is known of a lane while the events are read.
#[derive(Debug, Clone, Default)]
struct State {
    role: Option<String>,
    down: bool,
    since: u64,
}

impl Run {
    fn lane(&self, node: &str) -> Option<usize> {
        self.lanes.iter().position(|lane| lane == node)
    }

    fn in_lanes(&self, groups: &[Vec<String>]) -> Vec<Vec<usize>> {
        let groups =
            groups.iter().map(|group| group.iter().filter_map(|node| self.lane(node)).collect());
        groups.filter(|group: &Vec<usize>| !group.is_empty()).collect()
    }

    fn event(&mut self, event: &Event, states: &mut [State], words: &Words) {
        let (node, sign, line) = match &event.kind {
            Kind::Local { at, label, mark } => {
                let (sign, tone) = match mark {
                    None => (Sign::Event, Tone::Plain),
                    Some(Mark::Commit) => (Sign::Commit, Tone::Good),
                    Some(Mark::Error) => (Sign::Error, Tone::Bad),
                };
                (at, Some(sign), (label.clone(), tone))
            }
            Kind::State { at, role, label } => {
                let text = [words.role(role), label].join(" ");
                (at, None, (text.trim().to_owned(), Tone::Plain))
            }
            Kind::Crash { at } => (at, Some(Sign::Crash), (words.crash.to_owned(), Tone::Bad)),
            Kind::Restart { at } => {
                (at, Some(Sign::Restart), (words.restart.to_owned(), Tone::Plain))
            }
            _ => return,
        };
        let Some(lane) = self.lane(node) else {
            return;
        };
        // A role that a node has from the start needs no words: its colour and the legend say it.
        let mut silent = false;
        match &event.kind {
            Kind::State { role, .. } => {
                silent = states[lane].role.is_none()
                    && role == "follower"
                    && event.t <= self.window.start;
                self.turn(lane, states, event.t, |state| state.role = Some(role.clone()));
                if !self.roles.contains(role) {
                    self.roles.push(role.clone());
                }
            }
            // Whoever comes back says itself what it is then.
            Kind::Crash { .. } => self.turn(lane, states, event.t, |state| {
                state.down = true;
                state.role = None;
            }),
            Kind::Restart { .. } => self.turn(lane, states, event.t, |state| state.down = false),
            _ => {}
        }
        if event.t < self.window.start || silent {
            return;
        }
        if let Some(sign) = sign {
            self.marks.push(Point { lane, t: event.t, sign });
        }
        if line.0.is_empty() {
            return;
        }
        match self.notes.iter_mut().find(|note| note.lane == lane && note.t == event.t) {
            Some(note) => note.lines.push(line),
            None => self.notes.push(Note { lane, t: event.t, lines: vec![line] }),
        }
    }

    fn turn(&mut self, lane: usize, states: &mut [State], t: u64, change: impl FnOnce(&mut State)) {
        let mut next = states[lane].clone();
        change(&mut next);
        next.since = t;
        let before = std::mem::replace(&mut states[lane], next);
        self.close_span(lane, before, t);
    }

    fn close_span(&mut self, lane: usize, state: State, until: u64) {
        let is = match (state.down, state.role) {
            (true, _) => Being::Down,
            (false, Some(role)) => Being::Role(role),
            (false, None) => return,
        };
        let time = state.since.max(self.window.start)..until;
        if time.start < time.end || (until == self.window.end && time.start == until) {
            self.spans.push(Span { lane, time, is });
        }
    }

    fn close_band(&mut self, band: Option<(u64, Vec<Vec<usize>>)>, until: u64) {
        let Some((since, groups)) = band else {
            return;
        };
        let time = since.max(self.window.start)..until.min(self.window.end);
        if time.start < time.end && groups.len() > 1 {
            self.bands.push(Band { time, groups });
        }
    }

    fn collect_instants(&mut self) {
        let mut all: Vec<u64> =
            self.messages.iter().flat_map(|message| [message.sent, message.end]).collect();
        all.extend(self.marks.iter().map(|mark| mark.t));
        all.extend(self.notes.iter().map(|note| note.t));
        all.extend(self.folds.iter().flat_map(|fold| [fold.time.start, fold.time.end]));
        let happening = !all.is_empty();
        all.extend(self.spans.iter().flat_map(|span| [span.time.start, span.time.end]));
        all.extend(self.bands.iter().flat_map(|band| [band.time.start, band.time.end]));
        all.retain(|t| (self.window.start..=self.window.end).contains(t) && happening);
        all.sort_unstable();
        all.dedup();
        self.instants = all;
    }
}

/// The journeys of all messages that the filter leaves.
fn messages(trace: &Trace, lanes: &[String], filter: &Filter, window: Range<u64>) -> Vec<Message> {
    let lane = |node: &str| lanes.iter().position(|lane| lane == node);
    let mut found: Vec<Message> = Vec::new();
    // By message id: its first journey, and how many ends it has had.
    let mut journeys: HashMap<u64, (usize, usize)> = HashMap::new();
    for event in &trace.events {
        match &event.kind {
            Kind::Send(envelope) if !hidden(envelope, filter) => {
                let (Some(from), Some(to)) = (lane(&envelope.from), lane(&envelope.to)) else {
                    continue;
                };
                journeys.insert(envelope.id, (found.len(), 0));
                found.push(Message {
                    from,
                    to,
                    label: envelope.label.clone(),
                    sent: event.t,
                    end: window.end + 1,
                    fate: Fate::InFlight,
                    copy: false,
                });
            }
            Kind::Recv(envelope) => {
                end(&mut found, &mut journeys, envelope.id, event.t, Fate::Received)
            }
            Kind::Drop(envelope, reason) => {
                end(&mut found, &mut journeys, envelope.id, event.t, Fate::Lost(*reason));
            }
            _ => {}
        }
    }
    found.retain(|message| message.sent <= window.end && message.end >= window.start);
    found.sort_by_key(|message| message.sent);
    found
}

fn end(
    found: &mut Vec<Message>,
    journeys: &mut HashMap<u64, (usize, usize)>,
    id: u64,
    t: u64,
    fate: Fate,
) {
    let Some((first, ends)) = journeys.get_mut(&id) else {
        return;
    };
    *ends += 1;
    if *ends == 1 {
        found[*first].end = t;
        found[*first].fate = fate;
    } else {
        let copy = Message { end: t, fate, copy: true, ..found[*first].clone() };
        found.push(copy);
    }
}

/// Whether the message says one of the words that are to be left out.
fn hidden(envelope: &Envelope, filter: &Filter) -> bool {
    let label = envelope.label.to_lowercase();
    filter.hide.iter().any(|word| label.starts_with(&word.to_lowercase()))
}
