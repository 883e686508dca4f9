//! How far HLC runs ahead of the physical clock, and how large its counter gets.

use clocks::{Hlc, chatter, stamped};

fn main() {
    println!("clocks apart by   l - pt, at most   c, at most");
    for skew in [0, 10, 100, 1000] {
        let (mut apart, mut ahead, mut count) = (0, 0, 0);
        for seed in 0..500 {
            let world = chatter(seed, 4, 15, skew, |_| Hlc::default());
            for (_, event) in stamped(&world) {
                let walls =
                    || world.nodes.iter().map(|n| n.physical().wall(event.at));
                let spread =
                    walls().max().zip(walls().min()).map(|(max, min)| max - min);
                apart = apart.max(spread.unwrap_or(0));
                ahead = ahead.max(event.stamp.l - event.pt);
                count = count.max(event.stamp.c);
            }
        }
        println!("{apart:>12} ms {ahead:>14} ms {count:>12}");
    }
}
