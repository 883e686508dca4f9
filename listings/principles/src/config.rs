//! Simplicity: three ways to tell a server the changes of a configuration.
//!
//! The sender makes `changes` changes; change `i` sets one of two keys to `i`. The
//! network loses, doubles and reorders: what was ever sent may arrive at any time.
//! The receiver may restart with nothing.

use crate::explore::Protocol;

/// How the receiver is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The whole configuration with its version, again and again.
    Whole,
    /// Each change, until it is acknowledged; applied as it arrives.
    Changes,
    /// Each change, until it is acknowledged; held back until its turn.
    Ordered,
}

/// A way to tell so many changes, to a receiver that may restart or not.
#[derive(Clone, Copy, Debug)]
pub struct Telling {
    /// How.
    pub way: Way,
    /// How many changes the sender makes.
    pub changes: usize,
    /// Whether the receiver may restart.
    pub restarts: bool,
}

/// Sender, receiver, and what of the network matters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// Changes made by the sender, or its version.
    made: usize,
    /// What the receiver has taken, in the order in which it came.
    taken: Vec<usize>,
    /// Changes that the receiver has ever acknowledged: such an answer may arrive.
    answers: Vec<bool>,
    /// Changes that the sender need not repeat.
    acknowledged: Vec<bool>,
}

type Config = [usize; 2];

/// The configuration after these changes.
fn apply(changes: impl IntoIterator<Item = usize>) -> Config {
    let mut config = [0; 2];
    for change in changes {
        config[change % 2] = change;
    }
    config
}

impl Telling {
    /// The configuration that the receiver works with.
    fn config(&self, state: &State) -> Config {
        match self.way {
            Way::Whole => apply(1..=state.taken.first().copied().unwrap_or(0)),
            Way::Changes => apply(state.taken.iter().copied()),
            Way::Ordered => apply((1..).take_while(|i| state.taken.contains(i))),
        }
    }

    fn take(&self, state: &State, change: usize) -> State {
        let mut next = state.clone();
        match self.way {
            Way::Whole => {
                if next.taken.first().is_none_or(|version| *version < change) {
                    next.taken = vec![change];
                }
            }
            Way::Changes | Way::Ordered => {
                if !next.taken.contains(&change) {
                    next.taken.push(change);
                }
                if self.way == Way::Ordered {
                    next.taken.sort_unstable(); // a set: when it came is forgotten
                }
                next.answers[change - 1] = true;
            }
        }
        next
    }

    /// What is still repeated arrives, in order. Is everything known then?
    fn settles(&self, state: &State) -> bool {
        let mut end = state.clone();
        for change in 1..=state.made {
            if self.way == Way::Whole || !state.acknowledged[change - 1] {
                end = self.take(&end, change);
            }
        }
        self.config(&end) == apply(1..=state.made)
    }
}

impl Protocol for Telling {
    type State = State;

    fn start(&self) -> State {
        let none = vec![false; self.changes];
        State { made: 0, taken: vec![], answers: none.clone(), acknowledged: none }
    }

    fn steps(&self, state: &State) -> Vec<(String, State)> {
        let mut steps = Vec::new();
        if state.made < self.changes {
            let next = State { made: state.made + 1, ..state.clone() };
            steps.push((format!("make {}", next.made), next));
        }
        for change in 1..=state.made {
            steps.push((format!("deliver {change}"), self.take(state, change)));
            if state.answers[change - 1] {
                let mut next = state.clone();
                next.acknowledged[change - 1] = true;
                steps.push((format!("acknowledge {change}"), next));
            }
        }
        if self.restarts {
            let next = State { taken: vec![], ..state.clone() };
            steps.push(("restart".to_owned(), next));
        }
        steps
    }

    fn fault(&self, state: &State) -> Option<&'static str> {
        let config = self.config(state);
        if !(0..=state.made).any(|version| config == apply(1..=version)) {
            Some("a configuration that never was")
        } else if !self.settles(state) {
            Some("stuck: nobody will say it again")
        } else {
            None
        }
    }
}
