//! What SWIM members say to each other, and what they wait for.

use std::fmt;

use sim::NodeId;

use crate::Update;

/// A probe: who wants to know whether `target` is alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Who asks.
    pub origin: NodeId,
    /// About whom.
    pub target: NodeId,
    /// The origin's number for it.
    pub number: u64,
}

/// What a message asks or says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Are you there?
    Ping,
    /// Please ping the target for me.
    PingReq,
    /// The target is there.
    Ack,
}

/// A message, with the news that it carries along.
#[derive(Clone, Debug)]
pub struct Message {
    /// What it is.
    pub kind: Kind,
    /// The probe that it belongs to.
    pub probe: Probe,
    /// News.
    pub gossip: Vec<Update>,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.probe.target;
        match self.kind {
            Kind::Ping => write!(f, "ping")?,
            Kind::PingReq => write!(f, "ping-req n{target}")?,
            Kind::Ack => write!(f, "ack n{target}")?,
        }
        self.gossip.iter().try_for_each(|update| write!(f, " | {update}"))
    }
}

/// What a member waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The period is over.
    Period,
    /// The direct ping should have been answered by now.
    Timeout,
    /// The suspect has had its time.
    Suspicion(NodeId),
}
