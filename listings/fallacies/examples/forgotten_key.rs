//! The key is in memory, and the server crashes between placing and answering.

use fallacies::shop::{CLIENT, Party, Protocol, SERVER};
use sim::{Fault, Network, World, show};

fn main() {
    let pair = Party::pair(Protocol::KeyInMemory);
    let mut world = World::new(3, Network::reliable(10..=20), pair);
    world.schedule(25, Fault::Crash(SERVER));
    world.schedule(60, Fault::Restart(SERVER));
    world.call(CLIENT, |client, out| client.order(1, out));
    world.run_until(1_000);
    show(&world.trace, &world.trace.story());
}
