//! A replicated register: the write with the largest stamp stays.

use std::fmt;

use sim::{Node, NodeId, Out};

use crate::{Clock, Physical};

/// A value, and when it was written according to its writer.
#[derive(Clone, Debug, PartialEq)]
pub struct Write<S> {
    /// What was written.
    pub value: String,
    /// When.
    pub stamp: S,
    /// Where; decides between equal stamps.
    pub writer: NodeId,
}

impl<S: fmt::Display> fmt::Display for Write<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} @{}", self.value, self.stamp)
    }
}

/// One of several nodes that all hold the register.
pub struct Replica<C: Clock> {
    me: NodeId,
    replicas: usize,
    clock: C,
    physical: Physical,
    /// The write that stays, so far.
    pub current: Option<Write<C::Stamp>>,
}

impl<C: Clock<Stamp: Ord> + Default> Replica<C> {
    /// Replica `me` of `replicas`, on a machine with the given clock.
    pub fn new(me: NodeId, replicas: usize, physical: Physical) -> Self {
        Replica { me, replicas, clock: C::default(), physical, current: None }
    }

    // ANCHOR: write
    /// A client writes, and is told that all is well. `read` is the stamp of what
    /// it has read elsewhere.
    pub fn write(
        &mut self,
        value: &str,
        read: Option<&C::Stamp>,
        out: &mut Out<Write<C::Stamp>, ()>,
    ) {
        let pt = self.physical.wall(out.now());
        if let Some(read) = read {
            self.clock.receive(pt, read);
        }
        let stamp = self.clock.tick(pt);
        let write = Write { value: value.into(), stamp, writer: self.me };
        out.note(write.to_string());
        if !self.merge(&write) {
            out.error(format!("{value} lost"));
        }
        for other in (0..self.replicas).filter(|&other| other != self.me) {
            out.send(other, write.clone());
        }
    }

    /// Keeps the later of two writes. Says whether that was `write`.
    fn merge(&mut self, write: &Write<C::Stamp>) -> bool {
        let rank = |w: &Write<C::Stamp>| (w.stamp.clone(), w.writer);
        let later = self.current.as_ref().is_none_or(|c| rank(c) < rank(write));
        if later {
            self.current = Some(write.clone());
        }
        later
    }
    // ANCHOR_END: write
}

impl<C: Clock<Stamp: Ord> + Default> Node for Replica<C> {
    type Message = Write<C::Stamp>;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Write<C::Stamp>, ()>) {
        // After a crash the clock must not start behind what it has written.
        if let Some(write) = &self.current {
            self.clock.receive(self.physical.wall(out.now()), &write.stamp);
        }
    }

    // ANCHOR: receive
    fn on_message(
        &mut self,
        _: NodeId,
        write: Write<C::Stamp>,
        out: &mut Out<Write<C::Stamp>, ()>,
    ) {
        // First learn: what is written here from now on comes after this.
        self.clock.receive(self.physical.wall(out.now()), &write.stamp);
        self.merge(&write);
    }
    // ANCHOR_END: receive

    fn on_timer(&mut self, _: (), _: &mut Out<Write<C::Stamp>, ()>) {}

    fn on_crash(&mut self) {
        self.clock = C::default(); // The register is on disk, the clock is not.
    }
}
