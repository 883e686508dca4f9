// error[E0277]
//! Of two vector stamps, neither may be the larger one.

use clocks::VectorStamp;

/// Whatever keeps the last write needs stamps that can always be compared.
pub fn last<S: Ord>(one: S, other: S) -> S {
    if one > other { one } else { other }
}

/// The stamp of the write that stays.
pub fn survivor(one: VectorStamp, other: VectorStamp) -> VectorStamp {
    last(one, other)
}
