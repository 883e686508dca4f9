//! The search that all models share: is there an order of the operations that the
//! registers allow?
//!
//! Wing and Gong's algorithm (1993) with Lowe's memory of failed attempts (2017).

use std::collections::BTreeSet;

use crate::Operation;
use crate::history::Registers;

/// A set of operations: bit `i` stands for operation `i` of the history.
pub type Set = u64;

/// An order of the operations in `view`, as indices into `history`, that the
/// registers allow and in which each operation comes after those in its `before`.
///
/// An operation without an answer may be left out. `None` if there is no order.
///
/// # Panics
/// If the history has more than 64 operations.
pub fn order(
    history: &[Operation],
    view: Set,
    before: &[Set],
) -> Option<Vec<usize>> {
    assert!(history.len() <= 64, "the set of placed operations is a u64");
    let answered = set(history, |operation| operation.returned.is_some());
    let required = view & answered;
    let mut search = Search {
        history,
        view,
        before,
        required,
        failed: BTreeSet::new(),
        order: vec![],
    };
    search.place(0, &Registers::default()).then_some(search.order)
}

/// The operations that have a property.
pub fn set(history: &[Operation], has: impl Fn(&Operation) -> bool) -> Set {
    let bits = history.iter().enumerate();
    bits.filter(|(_, operation)| has(operation)).fold(0, |set, (i, _)| set | 1 << i)
}

struct Search<'a> {
    history: &'a [Operation],
    view: Set,
    before: &'a [Set],
    required: Set,
    failed: BTreeSet<(Set, Registers)>,
    order: Vec<usize>,
}

impl Search<'_> {
    /// Places what is not yet `placed`; `registers` are the result of what is.
    fn place(&mut self, placed: Set, registers: &Registers) -> bool {
        if self.required & !placed == 0 {
            return true;
        }
        if self.failed.contains(&(placed, registers.clone())) {
            return false;
        }
        for i in 0..self.history.len() {
            let open = self.view & !placed & 1 << i != 0;
            let due = self.before[i] & self.view & !placed == 0;
            if !(open && due) {
                continue;
            }
            let Some(next) = registers.after(&self.history[i]) else { continue };
            self.order.push(i);
            if self.place(placed | 1 << i, &next) {
                return true;
            }
            self.order.pop();
        }
        // The same operations in another order, with the same result: no use.
        self.failed.insert((placed, registers.clone()));
        false
    }
}
