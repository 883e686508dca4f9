//! Figure 8 of the paper, step by step: why a leader must not commit an entry of an
//! older term because a majority stores it.

use sim::{Fault, Network, NodeId, World};

use crate::{Bug, Command, Config, Entry, Raft, Scene};

/// How the story goes on after S1 has been elected for the second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// S1 commits the old entry by counting, then falls: (d) with the wrong rule.
    Counting,
    /// S1 waits for an entry of its own term, then falls: (d) with the right rule.
    Waiting,
    /// S1 replicates an entry of its own term before it falls: (e).
    OwnEntry,
}

const S1: NodeId = 0;
const S2: NodeId = 1;
const S3: NodeId = 2;
const S4: NodeId = 3;
const S5: NodeId = 4;

/// Plays Figure 8. Nothing happens by chance: elections are called by the script.
pub fn figure8(ending: Ending) -> Scene {
    let mut scene = open(ending);
    // (a) S1 leads term 2; its entry 2 reaches only S2.
    scene.election(S1);
    scene.run_until(45);
    scene.fault(Fault::Partition(vec![vec![S1, S2], vec![S3, S4, S5]]));
    scene.propose(S1, Command::Set('x', 2));
    scene.run_until(70);
    scene.picture("(a)");

    // (b) S1 falls. S5 leads term 3; its own entry 2 reaches nobody.
    scene.fault(Fault::Crash(S1));
    scene.fault(Fault::Heal);
    scene.election(S5);
    scene.run_until(85);
    scene.fault(Fault::Restart(S1));
    scene.run_until(115);
    scene.fault(Fault::Partition(vec![vec![S1, S2, S3, S4], vec![S5]]));
    scene.propose(S5, Command::Set('x', 3));
    scene.run_until(130);
    scene.fault(Fault::Crash(S5));
    scene.picture("(b)");

    // (c) S1 leads term 4 and goes on replicating its entry 2: to S3.
    scene.run_until(140);
    scene.fault(Fault::Partition(vec![vec![S1, S2, S3, S5], vec![S4]]));
    scene.fault(Fault::Restart(S5));
    scene.election(S1);
    scene.run_until(155);
    scene.fault(Fault::Partition(vec![vec![S1, S2, S3], vec![S4, S5]]));
    scene.run_until(205);
    scene.picture("(c)");

    // (d) or (e): S1 falls again, S5 stands for term 5.
    if ending == Ending::OwnEntry {
        scene.propose(S1, Command::Set('x', 4));
        scene.run_until(230);
        scene.picture("(e)");
    }
    scene.fault(Fault::Crash(S1));
    scene.fault(Fault::Heal);
    scene.election(S5);
    scene.run_until(290);
    scene.picture(if ending == Ending::OwnEntry { "end" } else { "(d)" });
    scene
}

fn open(ending: Ending) -> Scene {
    let config = Config {
        // Beyond the end of the run.
        election_timeout: 10_000..=10_000,
        heartbeat: 10_000,
        noop: false,
        bug: (ending == Ending::Counting).then_some(Bug::CommitOlderTermByCounting),
        ..Config::default()
    };
    let server = |id| {
        let mut raft = Raft::new(id, 5, config.clone(), 0);
        // Entry 1, of term 1, is everywhere from the start.
        raft.disk.term = 1;
        raft.disk.log.push(Entry { term: 1, command: Command::Set('x', 1) });
        raft.name = format!("s{}", id + 1);
        (raft.name.clone(), raft)
    };
    let world = World::new(0, Network::reliable(10..=10), (0..5).map(server));
    Scene::new(world, S5)
}
