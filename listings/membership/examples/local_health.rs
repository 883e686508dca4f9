//! One slow member of sixteen: how many healthy ones does it get expelled?

use membership::measure::*;
use membership::scenario::slow_down;
use membership::{Config, Status};

const SIZE: usize = 16;
const SLOW: usize = 0;

fn main() {
    println!(
        "ten minutes, 50 runs         healthy expelled  slow expelled  detection"
    );
    for (name, local_health) in [("SWIM", false), ("SWIM with local health", true)]
    {
        let config = Config { local_health, suspicion: 3000, ..Config::default() };
        let (mut healthy, mut slow) = (0, 0);
        for seed in 0..50 {
            let mut network = lossy(0);
            slow_down(&mut network, SLOW, SIZE, 300, 900);
            let mut group = swim(seed, SIZE, network, &config);
            group.run_until(600_000);
            let dead = |node: usize| {
                let others = (0..SIZE).filter(|&by| by != node);
                others
                    .into_iter()
                    .any(|by| group.nodes[by].status(node) == Status::Dead)
            };
            healthy += (0..SIZE).filter(|&node| node != SLOW && dead(node)).count();
            slow += usize::from(dead(SLOW));
        }
        let time = median_detection(50, 5_000, |seed| {
            (swim(seed, SIZE, lossy(0), &config), 1)
        })
        .1;
        println!("{name:<29}{healthy:>16}{slow:>15}{time:>9.2} s");
    }
}
