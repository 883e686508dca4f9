//! Hit rates of five policies on seven generated traces.

use cache::lru::Lru;
use cache::sieve::Sieve;
use cache::tiny_lfu::TinyLfu;
use cache::{Cache, hits, trace};

/// 1 % of the keys fit into the cache.
const KEYS: usize = 100_000;
const CAPACITY: usize = 1_000;
const READS: usize = 500_000;

fn main() {
    let skewed = |s| trace::skewed(KEYS, s, READS, 42);
    let bursts = trace::with_bursts(&skewed(0.9));
    let traces = [
        ("zipf 0.7", READS, skewed(0.7)),
        ("zipf 0.9", READS, skewed(0.9)),
        ("zipf 1.1", READS, skewed(1.1)),
        ("zipf 0.9 + scans", READS, trace::with_scans(&skewed(0.9), 2_000, 2_000)),
        ("zipf 0.9 + bursts", bursts.len(), bursts),
        ("shifting popularity", READS, trace::shifting(&skewed(0.9), 10_000)),
        ("cycle of 1001 keys", READS, trace::cycle(CAPACITY + 1, READS)),
    ];
    println!(
        "hits per 100 reads, {CAPACITY} entries (reads of a scan not counted)\n"
    );
    print!("{:<20}", "trace");
    for policy in ["LRU", "SIEVE", "TinyLFU", "W-TinyLFU", "no aging"] {
        print!("{policy:>10}");
    }
    println!();
    for (name, reads, trace) in &traces {
        print!("{name:<20}");
        for mut cache in policies() {
            print!(
                "{:>10.1}",
                100.0 * hits(cache.as_mut(), trace) as f64 / *reads as f64
            );
        }
        println!();
    }
}

fn policies() -> [Box<dyn Cache<u64, ()>>; 5] {
    let window = CAPACITY / 100;
    [
        Box::new(Lru::new(CAPACITY)),
        Box::new(Sieve::new(CAPACITY)),
        Box::new(TinyLfu::new(CAPACITY, 0)),
        Box::new(TinyLfu::new(CAPACITY, window)),
        Box::new(TinyLfu::without_aging(CAPACITY, window)),
    ]
}
