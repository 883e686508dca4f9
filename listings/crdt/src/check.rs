//! The same runs for every type: which laws does it break?

use std::collections::{BTreeMap, BTreeSet};

use sim::Rng;

use crate::spec::{Event, Ids, Seen};
use crate::{Replica, Replicated};

/// What must hold. The first three are about `merge` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// `a ⊔ b = b ⊔ a`
    Commutative,
    /// `(a ⊔ b) ⊔ c = a ⊔ (b ⊔ c)`
    Associative,
    /// `a ⊔ a = a`
    Idempotent,
    /// State before an update `⊔` state after (or the delta) = state after.
    Inflationary,
    /// Replicas that have seen the same updates have the same state.
    Convergent,
    /// The value is the one that the specification demands.
    Meaningful,
}

/// One step of a run.
#[derive(Clone, Debug)]
pub enum Step<U> {
    /// A client asks for an update.
    Update(Replica, U),
    /// One replica sends its state to another.
    Push(Replica, Replica),
    /// An old message, a state or a delta, arrives at a replica once more.
    Replay(Replica, usize),
}

/// A state, with the updates that went into it: what an observer knows about it.
#[derive(Clone, Debug, Default)]
pub struct Known<T> {
    /// The state.
    pub state: T,
    /// The updates that it was made of.
    pub ids: Ids,
}

/// Some replicas, all messages they ever sent, and a judge.
#[derive(Clone, Debug)]
pub struct Lab<T: Replicated> {
    replicas: Vec<Known<T>>,
    messages: Vec<Known<T>>,
    deltas: Vec<Known<T>>,
    history: Vec<Event<T::Update>>,
    states: BTreeMap<Ids, T>,
    /// The laws that were broken so far.
    pub broken: BTreeSet<Law>,
}

impl<T: Replicated> Lab<T> {
    /// Runs a whole script on `count` replicas, then brings them together.
    pub fn run(count: usize, script: &[Step<T::Update>]) -> Self {
        let fresh = Known { state: T::default(), ids: Ids::new() };
        let mut lab = Lab {
            replicas: vec![fresh; count],
            messages: Vec::new(),
            deltas: Vec::new(),
            history: Vec::new(),
            states: BTreeMap::new(),
            broken: BTreeSet::new(),
        };
        script.iter().for_each(|step| lab.step(step));
        // Twice around the ring: everyone has heard of everything.
        for i in 0..2 * count {
            lab.step(&Step::Push(i % count, (i + 1) % count));
        }
        lab.laws_of_merge();
        lab
    }

    fn step(&mut self, step: &Step<T::Update>) {
        match step {
            Step::Update(at, update) => self.update(*at, update),
            Step::Push(from, to) => {
                self.messages.push(self.replicas[*from].clone());
                self.deliver(*to, self.messages.len() - 1);
            }
            Step::Replay(to, message) if !self.messages.is_empty() => {
                self.deliver(*to, message % self.messages.len());
            }
            Step::Replay(..) => {}
        }
    }

    fn update(&mut self, at: Replica, update: &T::Update) {
        let replica = &mut self.replicas[at];
        let before = replica.state.clone();
        let delta = replica.state.update(at, update);
        for grown in [&replica.state, &delta] {
            if merged(&before, grown) != replica.state {
                self.broken.insert(Law::Inflationary);
            }
        }
        let id = self.history.len();
        let after = replica.ids.clone();
        replica.ids.insert(id);
        let known = replica.clone();
        self.history.push(Event { at, update: update.clone(), after });
        let delta = Known { state: delta, ids: [id].into() };
        self.deltas.push(delta.clone());
        self.messages.push(delta);
        self.judge(&known);
    }

    fn deliver(&mut self, to: Replica, message: usize) {
        let mut known = self.replicas[to].clone();
        receive(&mut known, &self.messages[message]);
        // A delta that overtook its cause must wait: what a client asks for on top of
        // a gap has no meaning.
        if self.seen(&known).is_causal() {
            self.judge(&known);
            self.replicas[to] = known;
        }
    }

    fn seen(&self, known: &Known<T>) -> Seen<'_, T::Update> {
        Seen { history: &self.history, ids: known.ids.clone() }
    }

    // ANCHOR: judge
    /// Convergence is a statement about all states of a run, not only the last ones:
    /// each set of updates has one state.
    fn judge(&mut self, known: &Known<T>) {
        match self.states.get(&known.ids) {
            Some(state) if *state == known.state => return,
            Some(_) => drop(self.broken.insert(Law::Convergent)),
            None => {
                drop(self.states.insert(known.ids.clone(), known.state.clone()))
            }
        }
        let seen = self.seen(known);
        if seen.is_causal() && T::expected(&seen) != known.state.value() {
            self.broken.insert(Law::Meaningful);
        }
    }
    // ANCHOR_END: judge

    fn laws_of_merge(&mut self) {
        // The last messages hold the most; eight of them are 512 triples.
        let few: Vec<T> =
            self.messages.iter().rev().take(8).map(|m| m.state.clone()).collect();
        for a in &few {
            let mut check = |law, holds: bool| {
                if !holds {
                    self.broken.insert(law);
                }
            };
            check(Law::Idempotent, merged(a, a) == *a);
            for b in &few {
                let ab = merged(a, b);
                check(Law::Commutative, ab == merged(b, a));
                for c in &few {
                    let law = Law::Associative;
                    check(law, merged(&ab, c) == merged(a, &merged(b, c)));
                }
            }
        }
    }

    /// Delivers the deltas of the run to a fresh replica in every order, each of them
    /// `copies` times. Returns the number of orders.
    pub fn every_order(&mut self, copies: usize) -> u64 {
        let mut left = vec![copies; self.deltas.len()];
        let fresh = Known { state: T::default(), ids: Ids::new() };
        self.orders(&fresh, &mut left, &mut BTreeMap::new())
    }

    // ANCHOR: orders
    fn orders(
        &mut self,
        known: &Known<T>,
        left: &mut Vec<usize>,
        walked: &mut BTreeMap<Vec<usize>, (T, u64)>,
    ) -> u64 {
        // The same state with the same messages to come has the same future.
        if let Some((state, orders)) = walked.get(left)
            && *state == known.state
        {
            return *orders;
        }
        let mut orders = u64::from(left.iter().all(|&copies| copies == 0));
        for next in 0..left.len() {
            if left[next] > 0 {
                let mut known = known.clone();
                receive(&mut known, &self.deltas[next]);
                self.judge(&known);
                left[next] -= 1;
                orders += self.orders(&known, left, walked);
                left[next] += 1;
            }
        }
        walked.insert(left.clone(), (known.state.clone(), orders));
        orders
    }
    // ANCHOR_END: orders
}

fn receive<T: Replicated>(known: &mut Known<T>, message: &Known<T>) {
    known.state.merge(&message.state);
    known.ids.extend(&message.ids);
}

fn merged<T: Replicated>(a: &T, b: &T) -> T {
    let mut both = a.clone();
    both.merge(b);
    both
}

/// All scripts of `length` steps on two replicas, the given updates and pushes, and
/// for each all orders of its deltas, twice each: broken laws, scripts, orders.
pub fn exhaust<T: Replicated>(
    updates: &[T::Update],
    length: u32,
) -> (BTreeSet<Law>, u64, u64) {
    let mut steps = vec![Step::Push(0, 1), Step::Push(1, 0)];
    for at in 0..2 {
        steps.extend(updates.iter().map(|update| Step::Update(at, update.clone())));
    }
    let scripts = (steps.len() as u64).pow(length);
    let (mut broken, mut orders) = (BTreeSet::new(), 0);
    for number in 0..scripts {
        let digit = |place| number / (steps.len() as u64).pow(place);
        let pick = |place| steps[digit(place) as usize % steps.len()].clone();
        let script: Vec<_> = (0..length).map(pick).collect();
        let mut lab = Lab::<T>::run(2, &script);
        orders += lab.every_order(2);
        broken.extend(lab.broken);
    }
    (broken, scripts, orders)
}

/// A random script for `count` replicas.
pub fn random_script<U>(
    seed: u64,
    count: usize,
    length: usize,
    mut update: impl FnMut(&mut Rng) -> U,
) -> Vec<Step<U>> {
    let mut rng = Rng::new(seed);
    let mut step = |_| match rng.index(5) {
        0 | 1 => Step::Update(rng.index(count), update(&mut rng)),
        2 | 3 => Step::Push(rng.index(count), rng.index(count)),
        _ => Step::Replay(rng.index(count), rng.index(1000)),
    };
    (0..length).map(&mut step).collect()
}
