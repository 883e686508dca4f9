//! Is there one order of all operations that explains every answer?

use std::collections::HashSet;

use crate::{Answer, Op, Outcome};

/// Whether the answers could come from a single shop that does one thing at a time,
/// each somewhere between its request and its answer (Herlihy and Wing, 1990).
///
/// A search over prefixes of such orders, after Wing and Gong. What is left after a
/// prefix depends on *which* operations it holds, so each set is tried once.
///
/// # Panics
///
/// If there are more than 128 operations to place.
pub fn linearizable(answers: &[Answer], stock: usize) -> bool {
    // Refused: no effect. A read without an answer: nothing to explain.
    let counts = |a: &&Answer| {
        a.outcome.is_answer() || (a.op, a.outcome) == (Op::Sell, Outcome::Unknown)
    };
    let todo: Vec<_> = answers.iter().filter(counts).copied().collect();
    assert!(todo.len() <= 128, "a set is a number of 128 bits");
    extend(&todo, 0, stock, &mut HashSet::new())
}

/// Extends the prefix `done` by one operation in every possible way.
fn extend(
    todo: &[Answer],
    done: u128,
    left: usize,
    tried: &mut HashSet<u128>,
) -> bool {
    let open = |i: &usize| done & (1 << i) == 0;
    let is_unknown = |i: usize| todo[i].outcome == Outcome::Unknown;
    if (0..todo.len()).filter(open).all(is_unknown) {
        return true; // They may happen later, or never.
    }
    if !tried.insert(done) {
        return false;
    }
    // Nothing may come after an operation that had ended before it began.
    let known = (0..todo.len()).filter(open).filter(|&i| !is_unknown(i));
    let first_end = known.map(|i| todo[i].end).min().unwrap_or(u64::MAX);
    (0..todo.len()).filter(open).filter(|&i| todo[i].begin <= first_end).any(|i| {
        let left = match todo[i].outcome {
            Outcome::Left(seen) if seen == left => left,
            Outcome::SoldOut if left == 0 => 0,
            Outcome::Sold | Outcome::Unknown if left > 0 => left - 1,
            _ => return false,
        };
        extend(todo, done | (1 << i), left, tried)
    })
}
