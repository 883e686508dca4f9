//! Single-flight: of all who want the same key at once, one loads it.
//!
//! The idea and the name are from Go's `golang.org/x/sync/singleflight`. Here it
//! is a state machine: the caller does the loading and the answering.

use std::collections::HashMap;
use std::hash::Hash;

/// Which load a leader is entitled to finish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// What someone who wants a key has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Load the value, then call [`SingleFlight::finish`].
    Leader(Ticket),
    /// Wait: the leader's result will be handed over.
    Follower,
}

/// The loads in flight and who waits for each of them. Times are in milliseconds.
pub struct SingleFlight<K, W> {
    flights: HashMap<K, Flight<W>>,
    next_ticket: u64,
    patience: u64,
}

struct Flight<W> {
    ticket: Ticket,
    started: u64,
    waiting: Vec<W>,
}

impl<K: Hash + Eq, W> SingleFlight<K, W> {
    /// A leader that has not finished after `patience` is taken for dead.
    pub fn new(patience: u64) -> Self {
        Self { flights: HashMap::new(), next_ticket: 0, patience }
    }

    // ANCHOR: flight
    /// Says whether the caller is to load `key` or to wait for the one who does.
    pub fn join(&mut self, key: K, who: W, now: u64) -> Role {
        let ticket = Ticket(self.next_ticket);
        if let Some(flight) = self.flights.get_mut(&key) {
            if now - flight.started < self.patience {
                flight.waiting.push(who);
                return Role::Follower;
            }
            // The leader died or hangs: who comes now takes over, and those who
            // wait already will get the successor's result.
            (flight.ticket, flight.started) = (ticket, now);
        } else {
            let flight = Flight { ticket, started: now, waiting: Vec::new() };
            self.flights.insert(key, flight);
        }
        self.next_ticket += 1;
        Role::Leader(ticket)
    }

    /// Ends a load, whether it gave a value or an error: returns who must be told.
    ///
    /// Errors are shared too, but never remembered: the next caller loads anew.
    /// A leader whose ticket has passed to a successor gets nobody.
    pub fn finish(&mut self, key: &K, ticket: Ticket) -> Vec<W> {
        match self.flights.get(key) {
            Some(flight) if flight.ticket == ticket => self
                .flights
                .remove(key)
                .map(|flight| flight.waiting)
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }
    // ANCHOR_END: flight

    /// The leader knows that it fails (a panic was caught, the request was
    /// cancelled): the first who waits becomes leader in its place.
    pub fn abandon(
        &mut self,
        key: &K,
        ticket: Ticket,
        now: u64,
    ) -> Option<(W, Ticket)> {
        let flight = self.flights.get_mut(key).filter(|f| f.ticket == ticket)?;
        if flight.waiting.is_empty() {
            self.flights.remove(key);
            return None;
        }
        let successor = flight.waiting.remove(0);
        (flight.ticket, flight.started) = (Ticket(self.next_ticket), now);
        self.next_ticket += 1;
        Some((successor, flight.ticket))
    }

    /// How many wait for `key`, without the leader.
    pub fn waiting(&self, key: &K) -> usize {
        self.flights.get(key).map_or(0, |flight| flight.waiting.len())
    }

    /// A write changed `key`: nobody may share a load that began before it. Returns
    /// those who wait, to be told that they must join anew.
    pub fn forget(&mut self, key: &K) -> Vec<W> {
        self.flights.remove(key).map(|flight| flight.waiting).unwrap_or_default()
    }
}
