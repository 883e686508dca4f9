//! Reads a trace as the simulator writes it.

use std::ops::Range;

use dst_kit::nearest;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{Envelope, Event, Kind, Mark, Reason, Trace};
use crate::engine::Fault;

const EVENTS: [&str; 10] = [
    "send",
    "recv",
    "drop",
    "duplicate",
    "local",
    "state",
    "crash",
    "restart",
    "partition",
    "heal",
];

/// Reads `text`; the trace still has to pass [`super::check`].
///
/// # Errors
///
/// The first place that is no JSON, or an event that this format does not have.
pub fn from_json(text: &str) -> Result<Trace, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Raw<'a> {
        nodes: Vec<String>,
        #[serde(borrow)]
        events: Vec<&'a RawValue>,
    }
    let raw: Raw =
        serde_json::from_str(text).map_err(|error| syntax(text, &error, 0..text.len()))?;
    let events = raw
        .events
        .iter()
        .map(|event| {
            let start = event.get().as_ptr() as usize - text.as_ptr() as usize;
            one(text, start..start + event.get().len())
        })
        .collect::<Result<_, _>>()?;
    Ok(Trace { nodes: raw.nodes, events })
}

/// Any event: which fields it must have depends on its name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    t: u64,
    clock: Option<u64>,
    event: String,
    from: Option<String>,
    to: Option<String>,
    id: Option<u64>,
    label: Option<String>,
    reason: Option<String>,
    at: Option<String>,
    role: Option<String>,
    mark: Option<String>,
    groups: Option<Vec<Vec<String>>>,
}

fn one(text: &str, span: Range<usize>) -> Result<Event, Fault> {
    let raw: RawEvent = serde_json::from_str(&text[span.clone()])
        .map_err(|error| syntax(text, &error, span.clone()))?;
    let name = raw.event.clone();
    let missing = |field: &str| {
        Fault::at(span.clone(), format!("`{name}` has no `{field}`"))
            .help("see the trace format in the README of the diagrams stage")
    };
    let word = |field: &str, value: &str, known: &[&str]| {
        Fault::at(span.clone(), format!("no such {field}: `{value}`"))
            .help(known_words(value, known))
    };
    let (t, clock) = (raw.t, raw.clock);
    let label = raw.label.unwrap_or_default();
    let at = || raw.at.clone().ok_or_else(|| missing("at"));
    let envelope = || {
        Ok::<_, Fault>(Envelope {
            from: raw.from.clone().ok_or_else(|| missing("from"))?,
            to: raw.to.clone().ok_or_else(|| missing("to"))?,
            id: raw.id.ok_or_else(|| missing("id"))?,
            label: label.clone(),
        })
    };
    let kind = match name.as_str() {
        "send" => Kind::Send(envelope()?),
        "recv" => Kind::Recv(envelope()?),
        "duplicate" => Kind::Duplicate(envelope()?),
        "drop" => {
            let reason = match raw.reason.as_deref() {
                None | Some("loss") => Reason::Loss,
                Some("partition") => Reason::Partition,
                Some("crashed") => Reason::Crashed,
                Some(other) => {
                    return Err(word("reason", other, &["loss", "partition", "crashed"]));
                }
            };
            Kind::Drop(envelope()?, reason)
        }
        "local" => {
            let mark = match raw.mark.as_deref() {
                None => None,
                Some("commit") => Some(Mark::Commit),
                Some("error") => Some(Mark::Error),
                Some(other) => return Err(word("mark", other, &["commit", "error"])),
            };
            Kind::Local { at: at()?, label, mark }
        }
        "state" => {
            Kind::State { at: at()?, role: raw.role.clone().ok_or_else(|| missing("role"))?, label }
        }
        "crash" => Kind::Crash { at: at()? },
        "restart" => Kind::Restart { at: at()? },
        "partition" => Kind::Partition { groups: raw.groups.ok_or_else(|| missing("groups"))? },
        "heal" => Kind::Heal,
        other => return Err(word("event", other, &EVENTS)),
    };
    Ok(Event { t, clock, kind, span })
}

fn known_words(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied()).first() {
        Some(near) => format!("did you mean `{near}`? known: {}", known.join(", ")),
        None => format!("known: {}", known.join(", ")),
    }
}

/// The parser's error at its place; `part` is what it read.
fn syntax(text: &str, error: &serde_json::Error, part: Range<usize>) -> Fault {
    let message = error.to_string();
    let fact = message.split(" at line ").next().unwrap_or_default();
    let before: usize = text[part.clone()]
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let at = (part.start + before + error.column().saturating_sub(1)).min(text.len());
    Fault::at(at..at, format!("the trace cannot be read: {fact}"))
}
