//! Observe before you trust: what a server says of itself, and what it does.

use std::collections::VecDeque;

use sim::Rng;

/// Outcomes that the balancer remembers of each server.
const MEMORY: usize = 10;
/// One request in so many goes to any server, trusted or not, to look again.
const PROBE: u64 = 50;

/// What the balancer believes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The server's own answer to the health check.
    HealthCheck,
    /// What became of the requests that went to it.
    Outcomes,
}

/// A server whose health check works, and whose work may not.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// Requests do not get an answer.
    pub broken: bool,
}

impl Server {
    /// A small thread of its own answers this one.
    pub fn says_healthy(&self) -> bool {
        true
    }

    fn works(&self) -> bool {
        !self.broken
    }
}

/// Sends each request to one of its servers.
#[derive(Debug)]
pub struct Balancer {
    evidence: Evidence,
    /// The servers; a test may break or mend one.
    pub servers: Vec<Server>,
    outcomes: Vec<VecDeque<bool>>,
    rng: Rng,
}

impl Balancer {
    /// A balancer in front of `count` servers that work.
    pub fn new(seed: u64, evidence: Evidence, count: usize) -> Self {
        Balancer {
            evidence,
            servers: vec![Server { broken: false }; count],
            outcomes: vec![VecDeque::new(); count],
            rng: Rng::new(seed),
        }
    }

    // ANCHOR: trusts
    /// Whether requests go to this server.
    pub fn trusts(&self, server: usize) -> bool {
        match self.evidence {
            Evidence::HealthCheck => self.servers[server].says_healthy(),
            Evidence::Outcomes => {
                let failures = self.outcomes[server].iter().filter(|ok| !**ok);
                failures.count() < MEMORY / 2
            }
        }
    }
    // ANCHOR_END: trusts

    /// Sends a request. True: it was answered.
    pub fn request(&mut self) -> bool {
        let probe = self.rng.range(&(1..=PROBE)) == 1;
        let all = 0..self.servers.len();
        let mut choice: Vec<usize> =
            all.clone().filter(|server| self.trusts(*server)).collect();
        // If none is trusted, it is more likely our fault than everyone's.
        if probe || choice.is_empty() {
            choice = all.collect();
        }
        let server = choice[self.rng.index(choice.len())];
        let ok = self.servers[server].works();
        let outcomes = &mut self.outcomes[server];
        outcomes.push_back(ok);
        if outcomes.len() > MEMORY {
            outcomes.pop_front();
        }
        ok
    }
}
