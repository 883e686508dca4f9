//! The record of a run, in the format that the book's diagrams are drawn from.

use serde::Serialize;

use crate::Time;

/// All that happened in a run, in order.
#[derive(Clone, Debug)]
pub struct Trace {
    /// Names of the nodes, in the order of their lanes.
    pub nodes: Vec<String>,
    /// The events, in the order in which they happened.
    pub records: Vec<Record>,
}

/// One event with its two times.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Simulated time in milliseconds.
    pub t: Time,
    /// Lamport clock of the node where it happened (for a lost or doubled message:
    /// that of its sending; for a partition: the highest of all nodes).
    pub clock: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened. Nodes are named; `id` joins the events of one message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
#[allow(missing_docs, reason = "the fields are those of the trace format")]
pub enum Event {
    /// A message leaves.
    Send { from: String, to: String, id: u64, label: String },
    /// A message arrives.
    Recv { from: String, to: String, id: u64, label: String },
    /// A message does not arrive.
    Drop { from: String, to: String, id: u64, label: String, reason: Reason },
    /// The network makes a second copy of a message.
    Duplicate { from: String, to: String, id: u64 },
    /// A node notes something.
    Local {
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
        label: String,
    },
    /// A node takes on a role.
    State { at: String, role: &'static str, label: String },
    /// A node stops.
    Crash { at: String },
    /// A node starts again.
    Restart { at: String },
    /// The network splits.
    Partition { groups: Vec<Vec<String>> },
    /// The network is whole again.
    Heal,
}

/// Why a message did not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reason {
    /// The network lost it.
    Loss,
    /// Sender and receiver were in different groups.
    Partition,
    /// The receiver was down.
    Crashed,
}

/// A local event that deserves a mark in the diagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// Something became durable or final.
    Commit,
    /// A promise was broken.
    Error,
}

impl Trace {
    /// The trace as JSON, one event a line.
    pub fn to_json(&self) -> String {
        let events: Vec<_> = self.records.iter().map(json).collect();
        let nodes = json(&self.nodes);
        let events = events.join(",\n");
        format!("{{\"nodes\":{nodes},\n\"events\":[\n{events}\n]}}\n")
    }

    /// What the nodes noted and what befell them, one line each, without messages.
    pub fn story(&self) -> String {
        let mut text = String::new();
        for Record { t, event, .. } in &self.records {
            let line = match event {
                Event::Local { at, mark: Some(Mark::Error), label } => {
                    format!("{at}  ERROR {label}")
                }
                Event::Local { at, label, .. } => format!("{at}  {label}"),
                Event::State { at, role, label } => {
                    format!("{at}  {role}, {label}")
                }
                Event::Crash { at } => format!("{at}  crashes"),
                Event::Restart { at } => format!("{at}  restarts"),
                Event::Partition { groups } => {
                    let groups: Vec<_> =
                        groups.iter().map(|g| g.join(" ")).collect();
                    format!("--  partition: {}", groups.join(" | "))
                }
                Event::Heal => "--  partition healed".to_owned(),
                _ => continue,
            };
            text += &format!("{t:>5} ms  {line}\n");
        }
        text
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("a trace holds only plain data")
}
