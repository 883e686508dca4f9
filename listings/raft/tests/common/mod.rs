//! One server, driven by hand.

#![allow(dead_code, reason = "each test file uses a part of it")]

use raft::{Body, Command, Message, Raft, Term, Timer};
use sim::{Action, Node, NodeId, Out};

pub(crate) fn set(value: u64) -> Command {
    Command::Set('x', value)
}

/// Delivers a message; returns what the server sends.
pub(crate) fn deliver(
    raft: &mut Raft,
    from: NodeId,
    term: Term,
    body: Body,
) -> Vec<Message> {
    let mut out = Out::new(0);
    raft.on_message(from, Message { term, body }, &mut out);
    sent(out)
}

pub(crate) fn expire(raft: &mut Raft, timer: Timer) -> Vec<Message> {
    let mut out = Out::new(0);
    raft.on_timer(timer, &mut out);
    sent(out)
}

pub(crate) fn sent(out: Out<Message, Timer>) -> Vec<Message> {
    let send = |action| match action {
        Action::Send(_, message) => Some(message),
        _ => None,
    };
    out.into_actions().into_iter().filter_map(send).collect()
}
