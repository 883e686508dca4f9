//! The same lost answer, with a key: the stock is taken once.

use fallacies::shop::{CLIENT, Party, Protocol};
use sim::{Network, World, show};

fn main() {
    let pair = Party::pair(Protocol::KeyOnDisk);
    let mut world = World::new(3, Network::reliable(10..=20), pair);
    world.call(CLIENT, |client, out| client.order(1, out));
    world.run_until(25);
    world.network.loss = 1.0;
    world.run_until(50);
    world.network.loss = 0.0;
    world.run_until(1_000);
    show(&world.trace, &world.trace.story());
}
