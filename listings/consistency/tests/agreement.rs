//! The checker against two others, on thousands of random small histories.

use std::collections::{BTreeMap, BTreeSet};

use consistency::history::Registers;
use consistency::{
    Call, Model, Operation, first_offence, linearizable_by_key, only,
};
use sim::Rng;
use stateright::semantics::{
    ConsistencyTester, LinearizabilityTester, SequentialConsistencyTester,
    SequentialSpec,
};

/// Three clients take turns to call or to be answered; some are left waiting.
/// Reads return anything that has been or will be written, or 0.
fn random(seed: u64) -> Vec<Operation> {
    let mut rng = Rng::new(seed);
    let mut history: Vec<Operation> = vec![];
    let mut busy: [Option<usize>; 3] = [None; 3];
    let most = 2 + rng.index(6);
    for t in 0.. {
        let client = rng.index(3);
        if let Some(i) = busy[client].take() {
            let answered = &mut history[i];
            answered.returned.as_mut().unwrap().at = t;
        } else if history.len() < most {
            busy[client] = Some(history.len());
            let key = ['x', 'y'][rng.index(2)];
            let value = history.len() as u32 + 1;
            history.push(if rng.chance(0.5) {
                Operation::write(client, key, value, t..=t)
            } else {
                Operation::read(client, key, 0, t..=t)
            });
        } else if rng.chance(0.5) {
            break;
        }
    }
    let writes = history.clone();
    for (i, operation) in history.iter_mut().enumerate() {
        let key = operation.key();
        if !operation.is_write() && rng.chance(0.8) {
            let of: Vec<_> = writes.iter().filter(|w| w.key() == key).collect();
            let Call::Write(_, value) = of[rng.index(of.len())].call else {
                continue;
            };
            operation.returned.as_mut().unwrap().value = value;
        }
        if busy.contains(&Some(i)) {
            operation.returned = None;
        }
    }
    history
}

/// Every order of every possible set of operations, one after the other.
fn by_brute_force(history: &[Operation], real_time: bool) -> bool {
    fn extend(
        order: &mut Vec<usize>,
        history: &[Operation],
        real_time: bool,
    ) -> bool {
        let all = (0..history.len())
            .all(|i| order.contains(&i) || history[i].returned.is_none());
        if all && possible(order, history, real_time) {
            return true;
        }
        (0..history.len()).any(|i| {
            if order.contains(&i) {
                return false;
            }
            order.push(i);
            let found = extend(order, history, real_time);
            order.pop();
            found
        })
    }
    extend(&mut vec![], history, real_time)
}

/// Does the whole order make sense?
fn possible(order: &[usize], history: &[Operation], real_time: bool) -> bool {
    let mut registers = BTreeMap::new();
    let legal = order.iter().all(|&i| match history[i].call {
        Call::Write(key, value) => {
            registers.insert(key, value);
            true
        }
        Call::Read(key) => history[i]
            .returned
            .as_ref()
            .is_none_or(|r| r.value == registers.get(&key).copied().unwrap_or(0)),
    });
    let in_time = order.iter().enumerate().all(|(place, &b)| {
        order[place..].iter().all(|&later| {
            let (a, b) = (&history[later], &history[b]);
            let own = a.client == b.client && a.invoked < b.invoked;
            let time = a.returned.as_ref().is_some_and(|r| r.at < b.invoked);
            !(own || real_time && time)
        })
    });
    legal && in_time
}

/// The registers, as stateright wants them.
#[derive(Clone, Default)]
struct Spec(BTreeMap<char, u32>);

impl SequentialSpec for Spec {
    type Op = Call;
    type Ret = u32;

    fn invoke(&mut self, call: &Call) -> u32 {
        match *call {
            Call::Write(key, value) => {
                self.0.insert(key, value);
                value
            }
            Call::Read(key) => self.0.get(&key).copied().unwrap_or(0),
        }
    }
}

fn stateright(
    mut tester: impl ConsistencyTester<usize, Spec>,
    h: &[Operation],
) -> bool {
    let mut events = vec![];
    for operation in h {
        events.push((operation.invoked, operation, None));
        if let Some(returned) = &operation.returned {
            events.push((returned.at, operation, Some(returned.value)));
        }
    }
    events.sort_by_key(|(at, ..)| *at);
    for (_, operation, value) in events {
        match value {
            None => tester.on_invoke(operation.client, operation.call),
            Some(value) => tester.on_return(operation.client, value),
        }
        .expect("a client does one thing at a time");
    }
    tester.is_consistent()
}

#[test]
fn three_checkers_agree() {
    let mut counts = [0; 3];
    for seed in 0..6000 {
        let history = random(seed);
        let linearizable = Model::Linearizable.allows(&history);
        let sequential = Model::Sequential.allows(&history);
        let message = format!("seed {seed}: {history:#?}");
        let tester = LinearizabilityTester::new(Spec::default());
        assert_eq!(stateright(tester, &history), linearizable, "{message}");
        let tester = SequentialConsistencyTester::new(Spec::default());
        assert_eq!(stateright(tester, &history), sequential, "{message}");
        if history.len() <= 6 {
            assert_eq!(by_brute_force(&history, true), linearizable, "{message}");
            assert_eq!(by_brute_force(&history, false), sequential, "{message}");
        }
        counts[0] += u32::from(linearizable);
        counts[1] += u32::from(sequential && !linearizable);
        counts[2] += u32::from(!sequential);
    }
    assert!(counts.iter().all(|&n| n > 500), "all cases occur: {counts:?}");
}

#[test]
fn a_stronger_model_allows_less() {
    for seed in 0..6000 {
        let history = random(seed);
        let verdicts = Model::ALL.map(|model| model.allows(&history));
        assert!(verdicts.is_sorted(), "seed {seed}: {verdicts:?}");
    }
}

#[test]
fn linearizability_is_local_and_sequential_consistency_is_not() {
    let mut broken_together = 0;
    for seed in 0..6000 {
        let history = random(seed);
        let parts = ['x', 'y'].map(|key| only(key, &history));
        let each = |model: Model| parts.iter().all(|part| model.allows(part));
        assert_eq!(
            Model::Linearizable.allows(&history),
            linearizable_by_key(&history),
            "seed {seed}"
        );
        broken_together += u32::from(
            each(Model::Sequential) && !Model::Sequential.allows(&history),
        );
    }
    assert!(broken_together > 10, "{broken_together}");
}

#[test]
fn there_is_an_offence_if_and_only_if_it_is_not_linearizable() {
    for seed in 0..6000 {
        let history = random(seed);
        let offence = first_offence(&history);
        assert_eq!(offence.is_none(), Model::Linearizable.allows(&history));
        if let Some(offence) = offence {
            // Without its answer, what had come before it is still fine.
            let at = offence.operation.returned.as_ref().unwrap().at;
            let before: Vec<_> = history
                .iter()
                .filter(|o| o.invoked <= at)
                .map(|o| match &o.returned {
                    Some(r) if r.at < at => o.clone(),
                    _ => o.clone().pending(),
                })
                .collect();
            assert!(Model::Linearizable.allows(&before), "seed {seed}");
            assert!(!offence.operation.is_write(), "a write alone offends nobody");
            // And the order that is shown is one: legal, and nothing twice.
            let mut registers = Registers::default();
            let mut seen = BTreeSet::new();
            for o in &offence.others {
                registers = registers.after(o).expect("the registers allow it");
                assert!(seen.insert((o.client, o.invoked)), "seed {seed}");
            }
        }
    }
}
