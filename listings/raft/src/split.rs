//! Why a new leader must not change the members at once: the counterexample of
//! Ongaro's message to raft-dev in 2015. S1 to S5 of the message are n0 to n4.

use sim::{Fault, Network, NodeId, Time};

use crate::{Bug, Command, Config, Members, Scene, cluster_and_spares};

/// When the second leader may change the members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// As soon as it has been elected, as the thesis has it.
    AtOnce,
    /// After an entry of its own term is committed; this time, it never is.
    Refused,
    /// After an entry of its own term is committed.
    AfterNoop,
}

const N0: NodeId = 0;
const N1: NodeId = 1;

/// Plays the counterexample. Elections are called by the script.
pub fn split(change: Change) -> Scene {
    let mut scene = open(change);
    let four: Members = (0..4).collect();

    // n0 leads term 1 of four servers.
    scene.election(N0);
    scene.run_until(50);
    scene.picture("start");

    // (a) It adds n4. The entry reaches only n4, then n0 falls.
    scene.fault(Fault::Partition(vec![vec![0, 4], vec![1, 2, 3]]));
    scene.propose(N0, Command::Members(four.toggle(4)));
    scene.run_until(100);
    scene.fault(Fault::Crash(N0));
    scene.picture("(a)");

    // (b) n1 leads term 2, elected by n1, n2 and n3. It removes n0.
    // Its no-op reaches n2, and n3 only if the network splits later.
    scene.election(N1);
    let together_until: Time = if change == Change::AfterNoop { 145 } else { 125 };
    scene.run_until(together_until);
    scene.fault(Fault::Partition(vec![vec![1, 2], vec![0, 3, 4]]));
    scene.run_until(150);
    scene.propose(N1, Command::Members(four.toggle(0)));
    scene.run_until(180);
    scene.propose(N1, Command::Set('x', 2));
    scene.run_until(205);
    scene.picture("(b)");

    // (c) n0 is back. In term 2 n3's vote is gone, so it stands again in term 3.
    scene.fault(Fault::Restart(N0));
    scene.election(N0);
    scene.run_until(230);
    scene.election(N0);
    scene.run_until(300);
    scene.propose(N0, Command::Set('x', 3));
    scene.run_until(325);
    scene.picture("(c)");

    // (d) The network is whole again.
    scene.fault(Fault::Heal);
    scene.propose(N0, Command::Set('x', 4));
    scene.run_until(390);
    scene.picture("(d)");
    scene
}

fn open(change: Change) -> Scene {
    let config = Config {
        // Beyond the end of the run.
        election_timeout: 10_000..=10_000,
        heartbeat: 10_000,
        bug: (change == Change::AtOnce).then_some(Bug::ChangesTooEarly),
        ..Config::default()
    };
    let network = Network::reliable(10..=10);
    Scene::new(cluster_and_spares(0, 4, 1, network, &config), N0)
}
