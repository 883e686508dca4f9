//! R + W > N, and yet a read misses an acknowledged write: the write was counted
//! on stand-ins.

use replication::history::Operation;
use replication::quorum::{Config, Member, Repair};
use sim::{Fault, Network, World, show};

const WRITER: usize = 4;
const READER: usize = 5;

fn run(stand_ins: Vec<usize>) -> World<Member> {
    let config = Config {
        homes: vec![0, 1, 2],
        stand_ins,
        r: 2,
        w: 2,
        repair: Repair::Off,
        patience: 40,
    };
    let members = Member::cluster(&config, 4, 2);
    let names = ["n0", "n1", "n2", "n3", "writer", "reader"];
    let network = Network::reliable(8..=12);
    let mut world = World::new(1, network, names.into_iter().zip(members));
    // The writer reaches one home and a stand-in, the reader two homes.
    let groups = vec![vec![0, 3, WRITER], vec![1, 2, READER]];
    world.apply(Fault::Partition(groups));
    world.call(WRITER, |m, out| m.client().write(out));
    world.run_until(80);
    read(&mut world);
    world.run_until(115);
    world.apply(Fault::Heal);
    world.run_until(190);
    read(&mut world);
    world.run_until(230);
    world
}

/// Reads, and marks the answer if it misses what the writer knows to be written.
fn read(world: &mut World<Member>) {
    let writes = &world.nodes[WRITER].client().history;
    let written = writes.last().map_or(0, |op: &Operation| op.version);
    let before = world.nodes[READER].client().history.len();
    world.call(READER, |m, out| m.client().read(out));
    while world.nodes[READER].client().history.len() == before && world.step() {}
    world.call(READER, |m, out| {
        let version = m.client().history[before].version;
        if version < written {
            out.error(format!("stale: x={written} was acknowledged"));
        }
    });
}

fn main() {
    let sloppy = run(vec![3]);
    let mut text = String::from("sloppy quorum, N=3 R=2 W=2\n");
    text += &sloppy.trace.story();
    text += "\nstrict quorum, N=3 R=2 W=2\n";
    text += &run(vec![]).trace.story();
    show(&sloppy.trace, &text);
}
