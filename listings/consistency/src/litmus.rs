//! Small histories, each of which separates two models.

use crate::Operation;

/// A history, and its name.
pub type Litmus = (&'static str, Vec<Operation>);

/// The histories of the chapter, from the most ordered to the least.
pub fn all() -> Vec<Litmus> {
    let w = Operation::write;
    let r = Operation::read;
    vec![
        ("lucky overlap", vec![w(0, 'x', 1, 0..=50), r(1, 'x', 1, 10..=20)]),
        (
            "unanswered write",
            vec![w(0, 'x', 1, 0..=10).pending(), r(1, 'x', 1, 20..=30)],
        ),
        ("stale read", vec![w(0, 'x', 1, 0..=10), r(1, 'x', 0, 20..=30)]),
        (
            "new, then old",
            vec![
                w(0, 'x', 1, 0..=50),
                r(1, 'x', 1, 10..=20),
                r(2, 'x', 0, 30..=40),
            ],
        ),
        ("two registers", two_registers()),
        (
            "effect first",
            vec![
                w(0, 'x', 1, 0..=10),
                r(1, 'x', 1, 20..=30),
                w(1, 'y', 1, 40..=50),
                r(2, 'y', 1, 60..=70),
                r(2, 'x', 0, 80..=90),
            ],
        ),
        (
            "one writer",
            vec![
                w(0, 'x', 1, 0..=10),
                w(0, 'y', 1, 20..=30),
                r(1, 'y', 1, 40..=50),
                r(1, 'x', 0, 60..=70),
            ],
        ),
        ("own write lost", vec![w(0, 'x', 1, 0..=10), r(0, 'x', 0, 20..=30)]),
        (
            "back in time",
            vec![
                w(0, 'x', 1, 0..=10),
                r(1, 'x', 1, 20..=30),
                r(1, 'x', 0, 40..=50),
            ],
        ),
    ]
}

// ANCHOR: two
/// Each register by itself is sequentially consistent, the two together are not.
pub fn two_registers() -> Vec<Operation> {
    vec![
        Operation::write(0, 'x', 1, 0..=10),
        Operation::read(0, 'y', 0, 20..=30),
        Operation::write(1, 'y', 1, 0..=10),
        Operation::read(1, 'x', 0, 20..=30),
    ]
}
// ANCHOR_END: two
