//! What the chapter says about eviction.

use cache::lru::Lru;
use cache::sieve::Sieve;
use cache::tiny_lfu::TinyLfu;
use cache::{Cache, hits, trace};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Command {
    Get(u8),
    Insert(u8, u32),
    Remove(u8),
}

fn commands() -> impl Strategy<Value = Vec<Command>> {
    let command = prop_oneof![
        3 => (0_u8..8).prop_map(Command::Get),
        3 => (0_u8..8, any::<u32>()).prop_map(|(k, v)| Command::Insert(k, v)),
        1 => (0_u8..8).prop_map(Command::Remove),
    ];
    prop::collection::vec(command, 0..200)
}

/// LRU as one would explain it: a list, newest first.
struct NaiveLru {
    capacity: usize,
    entries: Vec<(u8, u32)>,
}

impl Cache<u8, u32> for NaiveLru {
    fn get(&mut self, key: &u8) -> Option<&u32> {
        let at = self.entries.iter().position(|(k, _)| k == key)?;
        let entry = self.entries.remove(at);
        self.entries.insert(0, entry);
        Some(&self.entries[0].1)
    }

    fn insert(&mut self, key: u8, value: u32) -> Option<(u8, u32)> {
        self.remove(&key);
        self.entries.insert(0, (key, value));
        if self.entries.len() > self.capacity { self.entries.pop() } else { None }
    }

    fn remove(&mut self, key: &u8) -> Option<u32> {
        let at = self.entries.iter().position(|(k, _)| k == key)?;
        Some(self.entries.remove(at).1)
    }

    fn len(&self) -> usize {
        self.entries.len()
    }
}

/// SIEVE as one would explain it: a list, newest first, and the key at the hand.
struct NaiveSieve {
    capacity: usize,
    entries: Vec<(u8, u32, bool)>,
    hand: Option<usize>,
}

impl NaiveSieve {
    fn find(&self, key: u8) -> Option<usize> {
        self.entries.iter().position(|entry| entry.0 == key)
    }

    /// Takes out an entry; the hand goes from it towards the newest.
    fn take(&mut self, at: usize) -> (u8, u32) {
        self.hand = match self.hand {
            Some(hand) if hand >= at => hand.checked_sub(1),
            hand => hand,
        };
        let (key, value, _) = self.entries.remove(at);
        (key, value)
    }
}

impl Cache<u8, u32> for NaiveSieve {
    fn get(&mut self, key: &u8) -> Option<&u32> {
        let at = self.find(*key)?;
        self.entries[at].2 = true;
        Some(&self.entries[at].1)
    }

    fn insert(&mut self, key: u8, value: u32) -> Option<(u8, u32)> {
        if self.capacity == 0 {
            return Some((key, value));
        }
        if let Some(at) = self.find(key) {
            self.entries[at] = (key, value, true);
            return None;
        }
        let mut evicted = None;
        if self.entries.len() == self.capacity {
            let last = self.entries.len() - 1;
            let mut at = self.hand.unwrap_or(last);
            while self.entries[at].2 {
                self.entries[at].2 = false;
                at = at.checked_sub(1).unwrap_or(last);
            }
            self.hand = Some(at);
            evicted = Some(self.take(at));
        }
        self.entries.insert(0, (key, value, false));
        self.hand = self.hand.map(|hand| hand + 1);
        evicted
    }

    fn remove(&mut self, key: &u8) -> Option<u32> {
        self.find(*key).map(|at| self.take(at).1)
    }

    fn len(&self) -> usize {
        self.entries.len()
    }
}

/// Runs the commands on both and compares every answer.
fn same(
    real: &mut dyn Cache<u8, u32>,
    model: &mut dyn Cache<u8, u32>,
    commands: &[Command],
) -> Result<(), TestCaseError> {
    for command in commands {
        match *command {
            Command::Get(key) => prop_assert_eq!(real.get(&key), model.get(&key)),
            Command::Insert(key, value) => {
                prop_assert_eq!(real.insert(key, value), model.insert(key, value));
            }
            Command::Remove(key) => {
                prop_assert_eq!(real.remove(&key), model.remove(&key));
            }
        }
        prop_assert_eq!(real.len(), model.len());
    }
    Ok(())
}

proptest! {
    /// Same answers and same victims as the naive list, for every capacity.
    #[test]
    fn lru_is_the_naive_list(capacity in 0_usize..7, commands in commands()) {
        let mut model = NaiveLru { capacity, entries: Vec::new() };
        same(&mut Lru::new(capacity), &mut model, &commands)?;
    }

    /// Same answers and same victims as the naive queue with a hand.
    #[test]
    fn sieve_is_the_naive_queue(capacity in 0_usize..7, commands in commands()) {
        let mut model = NaiveSieve { capacity, entries: Vec::new(), hand: None };
        same(&mut Sieve::new(capacity), &mut model, &commands)?;
    }

    /// Never too full, never a wrong value, and what leaves is reported: a cache
    /// holds exactly what was put in minus what came out.
    #[test]
    fn tiny_lfu_loses_nothing_unreported(
        capacity in 1_usize..7,
        window in 0_usize..7,
        commands in commands(),
    ) {
        let mut cache = TinyLfu::new(capacity, window);
        let mut held = std::collections::BTreeMap::new();
        for command in commands {
            match command {
                Command::Get(key) => prop_assert_eq!(cache.get(&key), held.get(&key)),
                Command::Insert(key, value) => {
                    held.insert(key, value);
                    if let Some((key, value)) = cache.insert(key, value) {
                        prop_assert_eq!(held.remove(&key), Some(value));
                    }
                }
                Command::Remove(key) => {
                    prop_assert_eq!(cache.remove(&key), held.remove(&key));
                }
            }
            prop_assert_eq!(cache.len(), held.len());
            prop_assert!(cache.len() <= capacity);
        }
    }
}

/// The classic weakness of LRU, and a sharp test of its capacity: one key too
/// many in a cycle and there is not a single hit.
#[test]
fn one_key_too_many_in_a_cycle_defeats_lru() {
    let (capacity, reads) = (100, 10_000);
    let lru = |keys| hits(&mut Lru::new(capacity), &trace::cycle(keys, reads));
    assert_eq!(lru(capacity), reads - capacity);
    assert_eq!(lru(capacity + 1), 0);
    let mut tiny = TinyLfu::new(capacity, 1);
    assert!(hits(&mut tiny, &trace::cycle(capacity + 1, reads)) > reads * 95 / 100);
}

/// A newcomer needs more uses than the victim; with as many it stays out.
#[test]
fn on_a_tie_the_victim_stays() {
    let mut cache = TinyLfu::new(2, 0);
    for key in [1, 2] {
        assert_eq!(cache.get(&key), None);
        assert_eq!(cache.insert(key, "old"), None);
    }
    assert_eq!(cache.get(&3), None);
    assert_eq!(cache.insert(3, "new"), Some((3, "new")));
    assert_eq!(cache.get(&3), None);
    assert_eq!(cache.insert(3, "new"), Some((1, "old")));
}

const CAPACITY: usize = 500;
const READS: usize = 200_000;

fn skewed(s: f64) -> Vec<u64> {
    trace::skewed(50_000, s, READS, 11)
}

fn lru(trace: &[u64]) -> usize {
    hits(&mut Lru::new(CAPACITY), trace)
}

fn sieve(trace: &[u64]) -> usize {
    hits(&mut Sieve::new(CAPACITY), trace)
}

fn tiny(window: usize, trace: &[u64]) -> usize {
    hits(&mut TinyLfu::new(CAPACITY, window), trace)
}

/// With a popularity that does not change, counting beats recency.
#[test]
fn tiny_lfu_wins_on_skewed_traces() {
    for s in [0.7, 0.9, 1.1] {
        let trace = skewed(s);
        let lead = READS * 5 / 100;
        assert!(tiny(5, &trace) > lru(&trace) + lead, "exponent {s}");
        assert!(sieve(&trace) > lru(&trace) + lead, "exponent {s}");
    }
}

/// Scans cost LRU a tenth of its hits or more, W-TinyLFU and SIEVE almost none.
#[test]
fn scans_hurt_lru_only() {
    let calm = skewed(0.9);
    let scanned = trace::with_scans(&calm, 1_000, 1_000);
    assert!(lru(&scanned) < lru(&calm) * 90 / 100);
    assert!(tiny(5, &scanned) > tiny(5, &calm) * 97 / 100);
    assert!(sieve(&scanned) > sieve(&calm) * 97 / 100);
}

/// Short bursts of new keys are what the window is for.
#[test]
fn the_window_catches_bursts() {
    let trace = trace::with_bursts(&skewed(0.9));
    assert!(tiny(5, &trace) > tiny(0, &trace) + trace.len() / 10);
}

/// When the popular keys change, LRU wins; a sketch that never forgets loses all.
#[test]
fn a_shifting_popularity_favours_lru_and_punishes_a_long_memory() {
    let trace = trace::shifting(&skewed(0.9), 10 * CAPACITY);
    assert!(lru(&trace) > tiny(5, &trace));
    let stubborn = hits(&mut TinyLfu::without_aging(CAPACITY, 5), &trace);
    assert!(stubborn < tiny(5, &trace) / 2);
}
