//! The reviews are slow: the customer gets the page without them.

use principles::page::{Server, Style};
use sim::{Network, World, show};

fn main() {
    let mut text = String::new();
    let mut trace = None;
    for style in [Style::WaitsForAll, Style::Deadline] {
        let mut network = Network::reliable(8..=14);
        network.links.insert((2, 0), 900..=900);
        let mut world = World::new(3, network, Server::site(style));
        world.run_until(2_000);
        let (at, page) = world.nodes[0].page().expect("nothing is lost here");
        text += &format!("{:<12}{at:>4} ms  {page:?}\n", format!("{style:?}"));
        trace = Some(world.trace);
    }
    show(&trace.expect("two runs were made"), &text);
}
