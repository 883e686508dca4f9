//! A Bloom filter of product ids: sizes, and the error that was measured.

use cache::bloom::Bloom;

const KEYS: u64 = 100_000;
const PROBES: u64 = 1_000_000;

fn main() {
    println!("{KEYS} keys stored, {PROBES} others asked for\n");
    println!(
        "{:>8} {:>12} {:>8} {:>10} {:>10}",
        "wanted", "bits/key", "hashes", "formula", "measured"
    );
    for wanted in [0.1, 0.01, 0.001] {
        let filter = filled(wanted, KEYS);
        println!(
            "{:>7}% {:>12.2} {:>8} {:>9.3}% {:>9.3}%",
            wanted * 100.0,
            filter.bits() as f64 / KEYS as f64,
            filter.hashes(),
            100.0 * filter.expected_error(KEYS as usize),
            100.0 * measured(&filter),
        );
    }
    println!("\nmade for {KEYS} keys and 1 %, but holding more\n");
    println!("{:>8} {:>10} {:>10}", "keys", "formula", "measured");
    for times in [1, 2, 4] {
        let mut filter = Bloom::for_keys(KEYS as usize, 0.01);
        (0..times * KEYS).for_each(|key| filter.insert(&key));
        println!(
            "{:>8} {:>9.3}% {:>9.3}%",
            times * KEYS,
            100.0 * filter.expected_error((times * KEYS) as usize),
            100.0 * measured(&filter),
        );
    }
}

fn filled(wanted: f64, keys: u64) -> Bloom {
    let mut filter = Bloom::for_keys(keys as usize, wanted);
    (0..keys).for_each(|key| filter.insert(&key));
    filter
}

/// The share of keys that were never stored and yet seem to be there.
fn measured(filter: &Bloom) -> f64 {
    let absent = (1 << 40)..(1 << 40) + PROBES;
    let wrong = absent.filter(|key| filter.may_contain(key)).count();
    wrong as f64 / PROBES as f64
}
