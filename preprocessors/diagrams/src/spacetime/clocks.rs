//! Logical clocks beside the lanes.

use std::collections::HashMap;

use super::run::{Note, Run, Tone};
use crate::trace::{Event, Kind, Trace};

/// Which clock is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clocks {
    /// Lamport's (*Time, Clocks, and the Ordering of Events in a Distributed System*, CACM 1978): the trace's own
    /// where it has one.
    Lamport,
    /// Vectors (Mattern, *Virtual Time and Global States of Distributed Systems*, 1989), in the order of the nodes.
    Vector,
}

/// Adds the clock of each event that `run` shows to the notes of its lane.
pub(super) fn add(run: &mut Run, trace: &Trace, clocks: Clocks) {
    for (event, stamp) in stamps(trace, clocks) {
        let Some(lane) = shown_on(run, event) else {
            continue;
        };
        match run.notes.iter_mut().find(|note| note.lane == lane && note.t == event.t) {
            Some(note) => match note.lines.first_mut() {
                // Several events of one instant: of vectors the last one holds all others.
                Some((text, Tone::Clock)) if clocks == Clocks::Lamport => {
                    text.push_str(&format!(", {stamp}"));
                }
                Some((text, Tone::Clock)) => *text = stamp,
                _ => note.lines.insert(0, (stamp, Tone::Clock)),
            },
            None => run.notes.push(Note { lane, t: event.t, lines: vec![(stamp, Tone::Clock)] }),
        }
    }
    run.notes.sort_by_key(|note| note.t);
}

/// The lane of an event that can be seen in the figure.
fn shown_on(run: &Run, event: &Event) -> Option<usize> {
    let lane = |node: &str| run.lanes.iter().position(|lane| lane == node);
    let inside = (run.window.start..=run.window.end).contains(&event.t);
    match &event.kind {
        Kind::Send(envelope) => {
            let lanes = (lane(&envelope.from)?, lane(&envelope.to)?);
            let mut all = run.messages.iter();
            let shown = all.any(|m| (m.from, m.to) == lanes && m.sent == event.t);
            (shown && inside).then_some(lanes.0)
        }
        Kind::Recv(envelope) => {
            let lanes = (lane(&envelope.from)?, lane(&envelope.to)?);
            let mut all = run.messages.iter();
            let shown = all.any(|m| (m.from, m.to) == lanes && m.end == event.t);
            (shown && inside).then_some(lanes.1)
        }
        Kind::Local { at, .. } => lane(at).filter(|_| inside),
        _ => None,
    }
}

/// The clock after each event that moves one, in the trace's order.
fn stamps(trace: &Trace, clocks: Clocks) -> Vec<(&Event, String)> {
    let own = clocks == Clocks::Lamport && trace.events.iter().any(|event| event.clock.is_some());
    let mut vectors: HashMap<&str, Vec<u64>> = HashMap::new();
    let mut carried: HashMap<u64, Vec<u64>> = HashMap::new();
    let mut stamps = Vec::new();
    for event in &trace.events {
        let (node, arrives) = match &event.kind {
            Kind::Send(envelope) => (&envelope.from, None),
            Kind::Recv(envelope) => (&envelope.to, Some(envelope.id)),
            Kind::Local { at, .. } => (at, None),
            _ => continue,
        };
        if own {
            stamps.extend(event.clock.map(|clock| (event, clock.to_string())));
            continue;
        }
        // Lamport's clock is a vector with one place that all nodes share.
        let (length, place) = match clocks {
            Clocks::Lamport => (1, 0),
            Clocks::Vector => {
                let place = trace.nodes.iter().position(|known| known == node);
                (trace.nodes.len(), place.unwrap_or(0))
            }
        };
        let clock = vectors.entry(node).or_insert_with(|| vec![0; length]);
        if let Some(message) = arrives.and_then(|id| carried.get(&id)) {
            for (mine, theirs) in clock.iter_mut().zip(message) {
                *mine = (*mine).max(*theirs);
            }
        }
        clock[place] += 1;
        if let Kind::Send(envelope) = &event.kind {
            carried.insert(envelope.id, clock.clone());
        }
        let numbers: Vec<String> = clock.iter().map(u64::to_string).collect();
        let text = numbers.join(",");
        stamps.push((event, if length == 1 { text } else { format!("[{text}]") }));
    }
    stamps
}
