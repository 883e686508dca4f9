//! Messages that a node sends in a second, by the size of the group.

use membership::measure::{Group, heartbeats, lossy, swim};
use membership::{Config, FixedTimeout};

/// Messages a second and node, over a minute after the start.
fn rate(group: &mut impl Group) -> f64 {
    group.run_until(10_000);
    let before = group.sent();
    group.run_until(70_000);
    (group.sent() - before) as f64 / 60.0 / group.size() as f64
}

fn main() {
    println!("nodes,heartbeats,swim,swim_loss");
    let config = Config::default();
    // What a large group needs on a bad network: see `crowd`.
    let patient = Config { suspicion: 10_000, room: 24, ..Config::default() };
    for size in [4, 8, 16, 32, 64, 128, 256] {
        let all = rate(&mut heartbeats(1, size, lossy(0), FixedTimeout::new(5000)));
        let calm = rate(&mut swim(1, size, lossy(0), &config));
        let lossy = rate(&mut swim(1, size, lossy(10), &patient));
        println!("{size},{all:.1},{calm:.1},{lossy:.1}");
    }
}
