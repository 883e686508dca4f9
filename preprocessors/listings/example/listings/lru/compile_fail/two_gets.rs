// error[E0499]
//! Two references at once.

/// Compares two entries.
pub fn same(cache: &mut lru::second::Lru) -> bool {
    let one = cache.get(1);
    let two = cache.get(2);
    one == two
}
