//! The client hears nothing and tries again: what is in the books afterwards?
//!
//! `--trace` prints the run of the right shop that crashes before it answers.

use orders::{Bug, Peer, Request, SHOP};
use sim::{Fault, Network, World, show};

const WISH: Request = Request { key: 1, item: 1, pieces: 1, cents: 4_900 };

fn run(bug: Option<Bug>, crash: u64) -> World<Peer> {
    let network = Network::reliable(8..=12);
    let mut world = World::new(4, network, Peer::all(vec![WISH], 10, bug));
    world.schedule(crash, Fault::Crash(SHOP));
    world.schedule(crash + 30, Fault::Restart(SHOP));
    world.run_until(400);
    world
}

fn main() {
    let mut text = String::new();
    let moments = [("before the fsync", 12), ("after it, before the answer", 15)];
    for (moment, crash) in moments {
        text += &format!("crash at {crash} ms, {moment}\n");
        for bug in [None, Some(Bug::AnswersBeforeSync), Some(Bug::ForgetsKeys)] {
            let world = run(bug, crash);
            let [Peer::Client(client), Peer::Shop(server), Peer::Bank(charged)] =
                &world.nodes[..]
            else {
                unreachable!("there are three nodes")
            };
            let name = bug.map_or("right".to_owned(), |bug| format!("{bug:?}"));
            text += &format!(
                "  {name:<18} client heard {:?}, orders {:?}, charged {charged:?}\n",
                client.heard,
                server.shop.state.orders.keys(),
            );
        }
    }
    show(&run(None, 15).trace, &text);
}
