//! n2 is slow, not dead: with suspicion it objects, without it is expelled.
//!
//! No helpers here: their probes would be as slow, and the figure twice as full.
//! `--trace` prints the run with suspicion.

use membership::Config;
use membership::scenario::{brisk, slow_node};
use sim::show;

fn main() {
    let config = Config { helpers: 0, ..brisk() };
    let patient = slow_node(SEED, &config);
    let hasty = slow_node(SEED, &Config { suspicion: 0, ..config });
    let text = format!(
        "with 500 ms to object:\n{}\nwithout:\n{}",
        patient.trace.story(),
        hasty.trace.story()
    );
    show(&patient.trace, &text);
}

const SEED: u64 = 68;
