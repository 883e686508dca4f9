//! Which answer was the one that no linearizable store could have given?

use std::fmt;

use sim::Time;

use crate::search::{Set, order};
use crate::{Model, Operation};

/// The first answer that makes a history impossible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offence {
    /// The operation with this answer.
    pub operation: Operation,
    /// An order of what had happened before, which is still possible.
    pub others: Vec<Operation>,
}

// ANCHOR: offence
/// The first answer with which the history is no longer linearizable.
///
/// A prefix of a linearizable history is linearizable: so there is a first one.
pub fn first_offence(history: &[Operation]) -> Option<Offence> {
    let at = |o: &Operation| o.returned.as_ref().map(|returned| returned.at);
    let mut answers: Vec<_> = history.iter().filter(|o| at(o).is_some()).collect();
    answers.sort_by_key(|o| at(o));
    let mut others = vec![];
    for answer in answers {
        let seen = until(history, at(answer).expect("it has an answer"));
        match linearize(&seen) {
            Some(order) => others = order,
            None => return Some(Offence { operation: answer.clone(), others }),
        }
    }
    None
}

/// What an observer knows at `time`: later answers have not come yet.
fn until(history: &[Operation], time: Time) -> Vec<Operation> {
    let called = history.iter().filter(|o| o.invoked <= time).cloned();
    let known = |o: &Operation| o.returned.as_ref().is_some_and(|r| r.at <= time);
    called.map(|o| if known(&o) { o } else { o.pending() }).collect()
}
// ANCHOR_END: offence

/// An order that keeps real time, if there is one.
fn linearize(history: &[Operation]) -> Option<Vec<Operation>> {
    let before = Model::Linearizable.before(history);
    let order = order(history, Set::MAX, &before)?;
    Some(order.into_iter().map(|i| history[i].clone()).collect())
}

impl fmt::Display for Offence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "not linearizable; the first impossible answer is")?;
        writeln!(f, "  {}", self.operation)?;
        writeln!(f, "what was answered before it can be put in order:")?;
        for operation in &self.others {
            writeln!(f, "  {operation}")?;
        }
        Ok(())
    }
}
