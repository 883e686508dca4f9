//! A hundred pieces, three data centres, one of them cut off for 600 ms.

use crdt::escrow::Rule;
use crdt::shop::Shop;
use sim::{Fault, Network, Rng, World};

fn main() {
    println!("100 pieces, one customer a 5 ms, dc2 cut off from 100 to 700 ms");
    println!("sold and refused: in dc0, dc1, dc2");
    for rule in [Rule::Estimate, Rule::Rights] {
        let shops = Shop::chain(rule, &[34, 33, 33]);
        let mut world = World::new(7, Network::reliable(14..=16), shops);
        world.schedule(100, Fault::Partition(vec![vec![0, 1], vec![2]]));
        world.schedule(700, Fault::Heal);
        let mut rng = Rng::new(7);
        println!(
            "\n{:<8}{:>16}{:>16}{:>8}",
            format!("{rule:?}"),
            "sold",
            "refused",
            "left"
        );
        for at in (0..=1_000).step_by(5) {
            world.run_until(at);
            // Four customers of six come to dc0.
            let shop = [0, 0, 0, 0, 1, 2][rng.index(6)];
            world.call(shop, Shop::buy);
            if [100, 400, 700, 1_000].contains(&at) {
                let sold: Vec<_> = world.nodes.iter().map(|n| n.sold).collect();
                let refused: Vec<_> =
                    world.nodes.iter().map(|n| n.refused).collect();
                let left = 100 - sold.iter().sum::<u64>() as i64;
                let (sold, refused) = (format!("{sold:?}"), format!("{refused:?}"));
                println!("{at:>5} ms{sold:>16}{refused:>16}{left:>8}");
            }
        }
    }
}
