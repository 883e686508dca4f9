//! All states that a protocol can reach, and whether each of them is right.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Debug;

/// A protocol that is small enough to be looked at whole.
pub trait Protocol {
    /// Everything that decides what can happen next, messages included.
    type State: Clone + Ord + Debug;

    /// The state in which it begins.
    fn start(&self) -> Self::State;
    /// What can happen next, with a name for each step.
    fn steps(&self, state: &Self::State) -> Vec<(String, Self::State)>;
    /// What is wrong with a state, if anything is.
    fn fault(&self, state: &Self::State) -> Option<&'static str>;
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Different states.
    pub states: usize,
    /// The first fault, and the fewest steps that lead to it.
    pub fault: Option<(&'static str, Vec<String>)>,
}

// ANCHOR: explore
/// Visits every reachable state once, those near the start first.
pub fn explore<P: Protocol>(protocol: &P) -> Report {
    let start = protocol.start();
    let mut paths = BTreeMap::from([(start.clone(), Vec::new())]);
    let mut queue = VecDeque::from([start]);
    let mut report = Report::default();
    while let Some(state) = queue.pop_front() {
        let path = paths[&state].clone();
        if report.fault.is_none() {
            let fault = protocol.fault(&state);
            report.fault = fault.map(|fault| (fault, path.clone()));
        }
        for (name, next) in protocol.steps(&state) {
            if !paths.contains_key(&next) {
                let longer = path.iter().cloned().chain([name]).collect();
                paths.insert(next.clone(), longer);
                queue.push_back(next);
            }
        }
    }
    report.states = paths.len();
    report
}
// ANCHOR_END: explore
