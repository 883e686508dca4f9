//! A value that may go down as well as up: the larger total is not the later one.

/// A value and how many times the primary had changed it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versioned {
    /// Grows by one with each change.
    pub version: u64,
    /// The value after that change.
    pub value: i64,
}

impl Versioned {
    /// Changes the value on the primary.
    pub fn change(&mut self, by: i64) {
        self.version += 1;
        self.value += by;
    }

    /// Takes over what a message says, if it is news.
    pub fn accept(&mut self, message: Versioned) {
        if message.version > self.version {
            *self = message;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim::Rng;

    /// The states of the primary after +5, -3, +1, -9: the largest is not the last.
    fn history() -> Vec<Versioned> {
        let mut primary = Versioned::default();
        let step = |by| {
            primary.change(by);
            primary
        };
        [5, -3, 1, -9].into_iter().map(step).collect()
    }

    #[test]
    fn any_order_with_any_repetition_ends_at_the_last_value() {
        let history = history();
        for seed in 0..1000 {
            let mut rng = Rng::new(seed);
            let mut backup = Versioned::default();
            for _ in 0..20 {
                backup.accept(history[rng.index(history.len())]);
            }
            // Whatever came before: once the last message has arrived, it stays.
            backup.accept(history[3]);
            backup.accept(history[rng.index(history.len())]);
            assert_eq!(backup, history[3], "seed {seed}");
        }
    }

    #[test]
    fn the_largest_value_would_be_wrong() {
        let largest = history().iter().map(|state| state.value).max();
        assert_ne!(largest, Some(history()[3].value));
    }
}
