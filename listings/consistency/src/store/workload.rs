//! Random plans: what the clients of a busy day do.

use sim::Rng;

use super::{Plan, REPLICAS};
use crate::Call;

/// For each client that many calls on `keys`: half of them writes, of a value that
/// nobody else writes, planned up to 60 ms apart.
pub fn workload(seed: u64, clients: usize, calls: u32, keys: &[char]) -> Vec<Plan> {
    let mut rng = Rng::new(seed);
    let plan = |client: usize| {
        let mut plan = Plan { first: client % REPLICAS, ..Plan::default() };
        let mut at = 0;
        for n in 1..=calls {
            at += rng.range(&(0..=60));
            let key = keys[rng.index(keys.len())];
            let write = rng.chance(0.5);
            let value = client as u32 * 100 + n;
            let call =
                if write { Call::Write(key, value) } else { Call::Read(key) };
            plan.calls.push_back((at, call));
        }
        plan
    };
    (0..clients).map(plan).collect()
}
