//! The leader is cut off from its followers and then dies: what was confirmed
//! and is gone afterwards?
//!
//! `--trace` prints one such run.

use replication::leader::{Member, Policy};
use replication::scenes::{Promote, failover};
use sim::{Fault, Network, NodeId, World, show};

const CLIENT: NodeId = 3;

fn table() -> String {
    let mut text = String::from(
        "policy             promoted   confirmed   lost   runs that lost\n",
    );
    let policies =
        [Policy::Async, Policy::SemiSyncFor(100), Policy::SemiSync, Policy::Sync];
    for policy in policies {
        for promote in [Promote::Longest, Promote::Any] {
            let (mut confirmed, mut lost, mut bad) = (0, 0, 0);
            for seed in 0..1000 {
                let (kept, gone) = failover(seed, policy, promote);
                (confirmed, lost) = (confirmed + kept, lost + gone);
                bad += usize::from(gone > 0);
            }
            text += &format!(
                "{:<18} {:<8} {:>11.1} {:>6.1} {:>14.1} %\n",
                format!("{policy:?}"),
                format!("{promote:?}"),
                confirmed as f64 / 1000.0,
                lost as f64 / 1000.0,
                bad as f64 / 10.0,
            );
        }
    }
    text
}

fn drawn() -> World<Member> {
    let members = Member::cluster(Policy::Async, 3, 1);
    let names = ["leader", "f1", "f2", "client"];
    let network = Network::reliable(8..=12);
    let mut world = World::new(3, network, names.into_iter().zip(members));
    let write = |world: &mut World<Member>, leader, order| {
        world.call(CLIENT, |m, out| m.client().write(leader, order, out));
    };
    write(&mut world, 0, 1);
    world.run_until(40);
    world.apply(Fault::Partition(vec![vec![0, CLIENT], vec![1, 2]]));
    write(&mut world, 0, 2);
    world.run_until(68);
    world.apply(Fault::Crash(0));
    world.apply(Fault::Heal);
    world.run_until(90);
    world.call(1, |m, out| m.replica().promote(out));
    world.run_until(100);
    world.call(CLIENT, |m, out| m.client().read(1, out));
    world.run_until(130);
    world.apply(Fault::Restart(0));
    world.run_until(215);
    world
}

fn main() {
    show(&drawn().trace, &table());
}
