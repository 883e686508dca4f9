//! Generated access traces: which key is read, one after the other.

use sim::Rng;

use crate::unit;

/// Draws ranks 0, 1, 2 … with a probability proportional to 1 / (rank + 1)^s.
pub struct Zipf {
    cumulative: Vec<f64>,
}

impl Zipf {
    /// A distribution over `n` ranks with exponent `s`; 0 is uniform.
    pub fn new(n: usize, s: f64) -> Self {
        let mut sum = 0.0;
        let cumulative = (1..=n)
            .map(|rank| {
                sum += (rank as f64).powf(-s);
                sum
            })
            .collect();
        Self { cumulative }
    }

    /// A random rank.
    pub fn rank(&self, rng: &mut Rng) -> u64 {
        let total = self.cumulative.last().copied().unwrap_or(0.0);
        let point = unit(rng) * total;
        self.cumulative.partition_point(|&sum| sum < point) as u64
    }
}

/// `len` reads of `n` keys whose popularity is skewed and does not change.
pub fn skewed(n: usize, s: f64, len: usize, seed: u64) -> Vec<u64> {
    let (zipf, mut rng) = (Zipf::new(n, s), Rng::new(seed));
    (0..len).map(|_| zipf.rank(&mut rng)).collect()
}

/// A skewed trace into which, after every `every` reads, a scan of `scan` keys
/// is put that are read this once only: a nightly report, a crawler.
pub fn with_scans(skewed: &[u64], every: usize, scan: usize) -> Vec<u64> {
    let mut cold = 1 << 40;
    let mut trace = Vec::with_capacity(skewed.len() * (every + scan) / every);
    for reads in skewed.chunks(every) {
        trace.extend_from_slice(reads);
        trace.extend(cold..cold + scan as u64);
        cold += scan as u64;
    }
    trace
}

/// A skewed trace between whose reads, eight by eight, a new key is read four
/// times and never again: an order that is paid, then shown, then forgotten.
pub fn with_bursts(skewed: &[u64]) -> Vec<u64> {
    let bursts = skewed.chunks(8).zip(1 << 40..);
    let mixed = bursts.flat_map(|(reads, new)| {
        reads
            .chunks(2)
            .flat_map(move |pair| [new].into_iter().chain(pair.iter().copied()))
    });
    mixed.collect()
}

/// A skewed trace whose popular keys are others after every `every` reads: news,
/// flash sales, whatever is hot today and forgotten tomorrow.
pub fn shifting(skewed: &[u64], every: usize) -> Vec<u64> {
    let phases = skewed.chunks(every).zip(0_u64..);
    phases
        .flat_map(|(reads, phase)| reads.iter().map(move |key| key + (phase << 32)))
        .collect()
}

/// `len` reads that go round and round over `n` keys.
pub fn cycle(n: usize, len: usize) -> Vec<u64> {
    (0..n as u64).cycle().take(len).collect()
}
