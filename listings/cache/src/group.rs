//! The state machine of single-flight, put to work between threads.

use std::hash::Hash;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::single_flight::{Role, SingleFlight, Ticket};

/// Loads each key at most once at a time, however many threads ask for it.
pub struct Group<K, V> {
    flights: Mutex<SingleFlight<K, Sender<News<V>>>>,
    born: Instant,
}

enum News<V> {
    Value(V),
    Lead(Ticket),
}

impl<K: Hash + Eq + Clone, V: Clone> Group<K, V> {
    /// After `patience` a newcomer no longer waits for a leader, but loads itself.
    pub fn new(patience: Duration) -> Self {
        let flights = SingleFlight::new(patience.as_millis() as u64);
        Self { flights: Mutex::new(flights), born: Instant::now() }
    }

    /// Returns what `load` returns, here or in another thread that was earlier.
    /// For loads that can fail, let `V` be a `Result`: all get the same error.
    pub fn get(&self, key: &K, load: impl FnOnce() -> V) -> V {
        let ticket = loop {
            let (tell, news) = channel();
            let role = self.lock().join(key.clone(), tell, self.now());
            match role {
                Role::Leader(ticket) => break ticket,
                Role::Follower => match news.recv() {
                    Ok(News::Value(value)) => return value,
                    Ok(News::Lead(ticket)) => break ticket,
                    Err(_) => {} // the flight was forgotten: join anew
                },
            }
        };
        let lead = Lead { group: self, key, ticket };
        let value = load(); // no lock is held here
        for waiter in self.lock().finish(key, ticket) {
            // A waiter that is gone needs no answer.
            let _ = waiter.send(News::Value(value.clone()));
        }
        drop(lead);
        value
    }

    /// How many threads wait for `key`, without the one that loads.
    pub fn waiting(&self, key: &K) -> usize {
        self.lock().waiting(key)
    }

    fn now(&self) -> u64 {
        self.born.elapsed().as_millis() as u64
    }

    /// `load` runs outside the lock, so a panic in it leaves the state whole.
    fn lock(&self) -> MutexGuard<'_, SingleFlight<K, Sender<News<V>>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the next waiter leader if this one panics. After an orderly finish its
/// ticket is void, and dropping it does nothing.
struct Lead<'a, K: Hash + Eq + Clone, V: Clone> {
    group: &'a Group<K, V>,
    key: &'a K,
    ticket: Ticket,
}

impl<K: Hash + Eq + Clone, V: Clone> Drop for Lead<'_, K, V> {
    fn drop(&mut self) {
        let mut flights = self.group.lock();
        let mut ticket = self.ticket;
        while let Some((waiter, next)) =
            flights.abandon(self.key, ticket, self.group.now())
        {
            if waiter.send(News::Lead(next)).is_ok() {
                break;
            }
            ticket = next; // that one is gone too
        }
    }
}
