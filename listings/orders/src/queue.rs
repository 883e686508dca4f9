//! One core and one disk in a row: where does the time of an order go?

use sim::Rng;

use crate::{Machine, Rates};

/// How much of the load is simulated (s).
const SECONDS: u64 = 10;

/// What one fsync makes certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// One order.
    Each,
    /// All orders that wait when it begins.
    Group,
}

/// What became of the orders of ten seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Orders finished each second.
    pub done_per_second: u64,
    /// Half of the finished orders took at most this long (µs).
    pub p50_us: u64,
    /// 99 of 100 finished orders took at most this long (µs).
    pub p99_us: u64,
    /// Orders that one fsync made certain, times ten.
    pub orders_per_ten_fsyncs: u64,
    /// Orders that had arrived and were not finished in the end.
    pub waiting: u64,
}

/// Lets orders and reads arrive at random, with these rates on average.
pub fn measure(
    seed: u64,
    machine: Machine,
    commit: Commit,
    rates: Rates,
) -> Measured {
    let end = SECONDS * 1_000_000;
    let orders = core(seed, machine, rates, end);
    let (mut latencies, mut fsyncs, mut disk_free) = (Vec::new(), 0, 0);
    let mut next = 0;
    while next < orders.len() {
        let start = orders[next].ready.max(disk_free);
        disk_free = start + machine.fsync_us;
        if disk_free > end {
            break;
        }
        let ready = orders[next..].iter().take_while(|order| order.ready <= start);
        let batch = if commit == Commit::Group { ready.count() } else { 1 };
        let batch = &orders[next..next + batch];
        latencies.extend(batch.iter().map(|order| disk_free - order.arrived));
        fsyncs += 1;
        next += batch.len();
    }
    latencies.sort_unstable();
    let done = latencies.len() as u64;
    let percentile = |p: usize| latencies[(latencies.len() * p).div_ceil(100) - 1];
    Measured {
        done_per_second: done / SECONDS,
        p50_us: percentile(50),
        p99_us: percentile(99),
        orders_per_ten_fsyncs: done * 10 / fsyncs,
        waiting: orders.len() as u64 - done,
    }
}

struct Order {
    arrived: u64,
    ready: u64,
}

/// The core serves orders and reads in the order in which they come.
fn core(seed: u64, machine: Machine, rates: Rates, end: u64) -> Vec<Order> {
    let mut rng = Rng::new(seed);
    let mut comes = |rate| rng.range(&(1..=1_000_000)) <= rate;
    let (mut orders, mut core_free) = (Vec::new(), 0);
    for now in 0..end {
        if comes(rates.orders_per_second) {
            core_free = now.max(core_free) + machine.order_us;
            orders.push(Order { arrived: now, ready: core_free });
        }
        if comes(rates.reads_per_second) {
            core_free = now.max(core_free) + machine.read_us;
        }
    }
    orders
}
