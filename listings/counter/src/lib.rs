//! A counter on three nodes: the smallest system in which a lost message matters.
//!
//! Node 0 is the primary: it counts, and tells the two backups. The three
//! [`Style`]s of telling differ in what a lost or doubled message does.

mod versioned;

use std::fmt;

use sim::{Node, NodeId, Out};

pub use versioned::Versioned;

/// Milliseconds after the last count, or the last repetition, after which the
/// primary repeats what was not acknowledged.
pub const RETRY_AFTER: u64 = 50;

/// How the primary tells a backup that it has counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Says "one more", once.
    Once,
    /// Says "one more" until it is acknowledged.
    RepeatStep,
    /// Says the total until it is acknowledged.
    RepeatTotal,
}

/// What the nodes say to each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// One more; this is the primary's n-th.
    Step(u64),
    /// The total.
    Total(u64),
    /// The step or total has arrived.
    Ack(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Step(_) => write!(f, "+1"),
            Message::Total(total) => write!(f, "total={total}"),
            Message::Ack(n) => write!(f, "ack {n}"),
        }
    }
}

/// The primary or a backup.
#[derive(Clone, Debug)]
pub struct Counter {
    style: Style,
    backups: Vec<NodeId>,
    /// What this node believes the count to be.
    pub value: u64,
    /// What the primary has said and not yet heard back: backup and number.
    waiting: Vec<(NodeId, u64)>,
}

impl Counter {
    /// A primary with two backups; node 0 is the primary.
    pub fn cluster(style: Style) -> Vec<(&'static str, Counter)> {
        let node = |backups| Counter { style, backups, value: 0, waiting: vec![] };
        vec![("n0", node(vec![1, 2])), ("n1", node(vec![])), ("n2", node(vec![]))]
    }

    // ANCHOR: add
    /// Counts one more on the primary, and tells the backups.
    pub fn add(&mut self, out: &mut Out<Message, ()>) {
        self.value += 1;
        out.note(format!("value={}", self.value));
        for &backup in &self.backups {
            out.send(backup, self.word(self.value));
            if self.style != Style::Once {
                self.waiting.push((backup, self.value));
                out.set_timer(RETRY_AFTER, ());
            }
        }
    }

    fn word(&self, n: u64) -> Message {
        match self.style {
            Style::Once | Style::RepeatStep => Message::Step(n),
            Style::RepeatTotal => Message::Total(n),
        }
    }
    // ANCHOR_END: add
}

impl Node for Counter {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, _: &mut Out<Message, ()>) {}

    // ANCHOR: receive
    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match message {
            Message::Step(n) => {
                self.value += 1; // Twice, if the message comes twice.
                out.send(from, Message::Ack(n));
            }
            Message::Total(total) => {
                self.value = self.value.max(total); // Once, however often it comes.
                out.send(from, Message::Ack(total));
            }
            Message::Ack(n) => self.waiting.retain(|w| *w != (from, n)),
        }
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Message, ()>) {
        for &(backup, n) in &self.waiting {
            out.send(backup, self.word(n));
        }
        if !self.waiting.is_empty() {
            out.set_timer(RETRY_AFTER, ());
        }
    }
    // ANCHOR_END: receive
}
