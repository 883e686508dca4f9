//! What a node is, and what it may ask the world to do.

use std::fmt::Display;

use crate::{Mark, NodeId, Time};

/// A state machine: an input comes in, [`Action`]s go out.
///
/// A node never sees a socket or a clock; it learns the time from [`Out::now`].
pub trait Node {
    /// What nodes send to each other; its `Display` is the label in the trace.
    type Message: Clone + Display;
    /// What a timer is for. A node has at most one pending timer of each value.
    type Timer: Clone + PartialEq;

    /// The node starts: at time 0, and again after each restart.
    fn on_start(&mut self, out: &mut Out<Self::Message, Self::Timer>);

    /// A message has arrived.
    fn on_message(
        &mut self,
        from: NodeId,
        message: Self::Message,
        out: &mut Out<Self::Message, Self::Timer>,
    );

    /// A timer has expired.
    fn on_timer(
        &mut self,
        timer: Self::Timer,
        out: &mut Out<Self::Message, Self::Timer>,
    );

    /// The node crashes: it must forget all that is not on its disk.
    fn on_crash(&mut self) {}
}

/// One thing that a node asks the world to do.
#[derive(Clone, Debug)]
pub enum Action<M, T> {
    /// Send a message.
    Send(NodeId, M),
    /// Start a timer, in place of a pending one of the same value.
    SetTimer(Time, T),
    /// Forget a pending timer.
    CancelTimer(T),
    /// Note a local event in the trace.
    Note(String, Option<Mark>),
    /// Note a new role in the trace.
    Role(&'static str, String),
}

/// Collects the [`Action`]s of one step, in order.
#[derive(Debug)]
pub struct Out<M, T> {
    now: Time,
    actions: Vec<Action<M, T>>,
}

impl<M, T> Out<M, T> {
    /// An empty list of actions of a step at time `now`.
    pub fn new(now: Time) -> Self {
        Out { now, actions: Vec::new() }
    }

    /// The time of this step in simulated milliseconds.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Sends `message` to the node `to`.
    pub fn send(&mut self, to: NodeId, message: M) {
        self.actions.push(Action::Send(to, message));
    }

    /// Calls [`Node::on_timer`] after `delay` ms; replaces a pending equal timer.
    pub fn set_timer(&mut self, delay: Time, timer: T) {
        self.actions.push(Action::SetTimer(delay, timer));
    }

    /// Forgets the pending timer that equals `timer`.
    pub fn cancel_timer(&mut self, timer: T) {
        self.actions.push(Action::CancelTimer(timer));
    }

    /// Notes a local event in the trace.
    pub fn note(&mut self, label: impl Into<String>) {
        self.actions.push(Action::Note(label.into(), None));
    }

    /// Notes that something is now committed (drawn as a dot).
    pub fn commit(&mut self, label: impl Into<String>) {
        self.actions.push(Action::Note(label.into(), Some(Mark::Commit)));
    }

    /// Notes a broken promise: a stale read, a lost update, …
    pub fn error(&mut self, label: impl Into<String>) {
        self.actions.push(Action::Note(label.into(), Some(Mark::Error)));
    }

    /// Notes that this node has a new role, for example `"leader"`.
    pub fn role(&mut self, role: &'static str, label: impl Into<String>) {
        self.actions.push(Action::Role(role, label.into()));
    }

    /// The collected actions, in the order in which they were asked for.
    pub fn into_actions(self) -> Vec<Action<M, T>> {
        self.actions
    }
}
