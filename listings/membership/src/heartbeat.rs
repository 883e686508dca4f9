//! Everybody tells everybody that it is alive.

use std::collections::BTreeMap;
use std::fmt;

use sim::{Node, NodeId, Out, Rng, Time};

use crate::Detector;

/// The only message.
#[derive(Clone, Debug)]
pub struct Beat;

impl fmt::Display for Beat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "heartbeat")
    }
}

/// What a node waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Time for the next heartbeat.
    Beat,
    /// Time to look at the detectors.
    Check,
}

/// A node that sends heartbeats, and has one detector for each peer.
#[derive(Clone, Debug)]
pub struct Heartbeats<D> {
    peers: BTreeMap<NodeId, (D, bool)>,
    interval: Time,
    first: Time,
    /// How often this node has begun to suspect somebody.
    pub accusations: u64,
    /// How many messages it has sent.
    pub sent: u64,
}

impl<D: Detector + Clone> Heartbeats<D> {
    /// Node `id` of `0..size`. It starts at a time drawn from the seed.
    pub fn new(
        id: NodeId,
        size: usize,
        detector: D,
        interval: Time,
        seed: u64,
    ) -> Self {
        let mut rng = Rng::new(seed ^ ((id as u64 + 1) << 32));
        let others = (0..size).filter(|&peer| peer != id);
        Heartbeats {
            peers: others.map(|peer| (peer, (detector.clone(), false))).collect(),
            interval,
            first: rng.range(&(0..=interval - 1)),
            accusations: 0,
            sent: 0,
        }
    }

    /// Whether this node suspects `peer`, as of its last look.
    pub fn suspects(&self, peer: NodeId) -> bool {
        self.peers.get(&peer).is_some_and(|(_, suspected)| *suspected)
    }
}

impl<D: Detector + Clone> Node for Heartbeats<D> {
    type Message = Beat;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Out<Beat, Timer>) {
        out.set_timer(self.first, Timer::Beat);
        out.set_timer(self.first, Timer::Check);
    }

    fn on_message(&mut self, from: NodeId, _: Beat, out: &mut Out<Beat, Timer>) {
        if let Some((detector, _)) = self.peers.get_mut(&from) {
            detector.heard(out.now());
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Beat, Timer>) {
        match timer {
            Timer::Beat => {
                for &peer in self.peers.keys() {
                    out.send(peer, Beat);
                    self.sent += 1;
                }
                out.set_timer(self.interval, Timer::Beat);
            }
            Timer::Check => {
                for (detector, suspected) in self.peers.values_mut() {
                    let suspects = detector.suspects(out.now());
                    self.accusations += u64::from(suspects && !*suspected);
                    *suspected = suspects;
                }
                // Ten looks an interval: the resolution of detection times.
                out.set_timer(self.interval / 10, Timer::Check);
            }
        }
    }
}
