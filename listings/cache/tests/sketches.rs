//! What the chapter says about the count-min sketch and the Bloom filter.

use cache::bloom::Bloom;
use cache::hash::hash;
use cache::sketch::Sketch;
use proptest::prelude::*;

proptest! {
    /// A sketch never counts too few (up to its limit of 15).
    #[test]
    fn sketch_never_counts_too_few(keys in prop::collection::vec(0_u8..50, 0..300)) {
        let mut sketch = Sketch::new(4, u64::MAX);
        for key in &keys {
            sketch.record(hash(key));
        }
        for key in 0_u8..50 {
            let uses = keys.iter().filter(|k| **k == key).count();
            prop_assert!(usize::from(sketch.estimate(hash(&key))) >= uses.min(15));
        }
    }

    /// A filter never denies what was added.
    #[test]
    fn bloom_never_denies(keys in prop::collection::hash_set(any::<u64>(), 0..500)) {
        let mut filter = Bloom::for_keys(100, 0.05);
        for key in &keys {
            filter.insert(key);
        }
        prop_assert!(keys.iter().all(|key| filter.may_contain(key)));
    }
}

/// With room enough the counts are exact, and after `sample` uses they are halved.
#[test]
fn sketch_halves_the_past() {
    let mut sketch = Sketch::new(64, 10);
    let (often, seldom) = (hash("often"), hash("seldom"));
    (0..7).for_each(|_| sketch.record(often));
    (0..2).for_each(|_| sketch.record(seldom));
    assert_eq!((sketch.estimate(often), sketch.estimate(seldom)), (7, 2));
    sketch.record(often); // the tenth: 8 becomes 4, 2 becomes 1
    assert_eq!((sketch.estimate(often), sketch.estimate(seldom)), (4, 1));
    // The sample is half full now: the next halving comes after five more.
    (0..4).for_each(|_| sketch.record(seldom));
    assert_eq!(sketch.estimate(seldom), 5);
    sketch.record(seldom);
    assert_eq!((sketch.estimate(often), sketch.estimate(seldom)), (2, 3));
}

/// Known sizes: 9.59 bits a key and 7 hashes for 1 %.
#[test]
fn bloom_sizes_follow_the_formula() {
    for (p, bits, hashes) in
        [(0.1, 4_793, 3), (0.01, 9_586, 7), (0.001, 14_378, 10)]
    {
        let filter = Bloom::for_keys(1_000, p);
        assert_eq!((filter.bits(), filter.hashes()), (bits, hashes));
    }
}

/// The measured error is the computed one, in a filter that is full as planned and
/// in one that holds twice as many keys.
#[test]
fn bloom_errors_follow_the_formula() {
    let (n, probes) = (20_000_u64, 400_000_u64);
    let mut filter = Bloom::for_keys(n as usize, 0.01);
    for stored in [n, 2 * n] {
        (stored - n..stored).for_each(|key| filter.insert(&key));
        let absent = (1 << 40)..(1 << 40) + probes;
        let wrong = absent.filter(|key| filter.may_contain(key)).count();
        let measured = wrong as f64 / probes as f64;
        let expected = filter.expected_error(stored as usize);
        assert!((measured / expected - 1.0).abs() < 0.1, "{measured} {expected}");
    }
    assert!(filter.expected_error(2 * n as usize) > 0.15);
}
