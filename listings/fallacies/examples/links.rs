//! 1,000 messages over a network that loses half and doubles one in ten, for 10 s.

use fallacies::links::{End, Layer};
use sim::{Network, World};

fn main() {
    println!("{:<10}{:>8}{:>8}{:>9}", "", "packets", "missing", "repeated");
    for layer in [Layer::FairLoss, Layer::Stubborn, Layer::Perfect, Layer::Acked] {
        let mut network = Network::reliable(5..=40);
        network.loss = 0.5;
        network.duplicate = 0.1;
        let ends = [("a", End::new(layer)), ("b", End::new(layer))];
        let mut world = World::new(1, network, ends).without_trace();
        for n in 0..1000 {
            world.call(0, |end, out| end.send(1, n, out));
        }
        world.run_until(10_000);
        let packets = world.nodes[0].packets + world.nodes[1].packets;
        let given = &world.nodes[1].given;
        let repeated: u64 = given.values().map(|times| times - 1).sum();
        let layer = format!("{layer:?}");
        println!("{layer:<10}{packets:>8}{:>8}{repeated:>9}", 1000 - given.len());
    }
}
