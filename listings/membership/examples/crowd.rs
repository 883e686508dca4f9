//! What is enough for 16 members is not for 256: nobody crashes, 10% is lost.

use membership::Config;
use membership::measure::*;

fn main() {
    println!("expelled in 2 minutes           16 members   256 members");
    for (room, suspicion) in [(6, 5_000), (6, 10_000), (24, 5_000), (24, 10_000)] {
        let config = Config { room, suspicion, ..Config::default() };
        let [small, large] = [16, 256].map(|size| {
            let mut group = swim(1, size, lossy(10), &config);
            group.run_until(120_000);
            group.nodes.iter().filter(|node| node.expelled).count()
        });
        let seconds = suspicion / 1000;
        println!(
            "room for {room:>2}, {seconds:>2} s to object{small:>14}{large:>14}"
        );
    }
}
