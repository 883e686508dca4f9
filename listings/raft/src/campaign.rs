//! Many seeded runs under faults.

use std::fmt;

use sim::{Chaos, Network, Time, World};

use crate::clients::Clients;
use crate::{Config, Raft, Safety, Violation};

/// A cluster of `size` servers named n0, n1, …
pub fn cluster(
    seed: u64,
    size: usize,
    network: Network,
    config: &Config,
) -> World<Raft> {
    cluster_and_spares(seed, size, 0, network, config)
}

/// A cluster, and servers that may join it later.
pub fn cluster_and_spares(
    seed: u64,
    size: usize,
    spares: usize,
    network: Network,
    config: &Config,
) -> World<Raft> {
    let servers =
        (0..size + spares).map(|id| Raft::new(id, size, config.clone(), seed));
    World::new(seed, network, servers.map(|raft| (raft.name.clone(), raft)))
}

/// What a run has to go through.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Number of servers at the beginning.
    pub size: usize,
    /// Number of servers that may join.
    pub spares: usize,
    /// How messages fare.
    pub network: Network,
    /// Crashes and partitions.
    pub chaos: Chaos,
    /// Length of a run in ms.
    pub length: Time,
    /// A command is proposed to all who think they lead, on average this often (ms).
    pub command_every: Time,
    /// All who think they lead are told to add or remove a server, on average this
    /// often (ms).
    pub change_every: Option<Time>,
    /// Whether all who think they lead are asked for the state after each command.
    pub reads: bool,
    /// How the servers are set up.
    pub config: Config,
}

/// What happened in a run, or in many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Events of the simulation, each followed by a check of all properties.
    pub steps: usize,
    /// Terms that had a leader.
    pub elections: usize,
    /// Entries committed.
    pub commits: usize,
    /// Those that changed the members.
    pub changes: usize,
    /// Reads answered.
    pub reads: usize,
}

impl std::ops::AddAssign for Stats {
    fn add_assign(&mut self, other: Stats) {
        self.steps += other.steps;
        self.elections += other.elections;
        self.commits += other.commits;
        self.changes += other.changes;
        self.reads += other.reads;
    }
}

impl Plan {
    /// Everything at once: a wide delay that reorders, loss, duplicates, partitions,
    /// crashes, snapshots.
    pub fn everything() -> Self {
        Plan {
            size: 5,
            spares: 0,
            network: Network {
                loss: 0.05,
                duplicate: 0.05,
                ..Network::reliable(1..=30)
            },
            chaos: Chaos {
                until: 800,
                crash: Some((60..=300, 10..=300)),
                partition: Some((100..=500, 50..=300)),
            },
            length: 1000,
            command_every: 40,
            change_every: None,
            reads: false,
            config: Config { compact_after: Some(8), ..Config::default() },
        }
    }

    /// A server is back 1–30 ms after its crash, while the election in which it
    /// voted is still going on.
    pub fn quick_restarts() -> Self {
        Plan {
            size: 3,
            spares: 0,
            network: Network::reliable(1..=50),
            chaos: Chaos {
                until: 700,
                crash: Some((150..=350, 1..=30)),
                partition: None,
            },
            length: 800,
            command_every: 100,
            change_every: None,
            reads: false,
            config: Config { election_timeout: 150..=200, ..Config::default() },
        }
    }

    /// The same, but a crashed server stays down for 600 ms: it sleeps through the
    /// election in which it voted.
    pub fn slow_restarts() -> Self {
        let plan = Plan::quick_restarts();
        let crash = Some((300..=900, 600..=600));
        let chaos = Chaos { until: 1200, crash, partition: None };
        Plan { chaos, length: 1500, ..plan }
    }

    /// Leaders fall, or are cut off, before they have finished replicating, and their
    /// entries come back when they do: the way into Figure 8.
    pub fn unfinished_replication() -> Self {
        Plan {
            size: 3,
            spares: 0,
            network: Network { loss: 0.2, ..Network::reliable(1..=10) },
            chaos: Chaos {
                until: 2800,
                crash: Some((100..=300, 50..=300)),
                partition: Some((20..=200, 100..=300)),
            },
            length: 3000,
            command_every: 300,
            change_every: None,
            reads: false,
            config: Config {
                election_timeout: 50..=150,
                // With a no-op of the new term the bug is rarely given the time to show.
                noop: false,
                ..Config::default()
            },
        }
    }

    /// Old messages arrive after newer ones, and commands come fast.
    pub fn reordering() -> Self {
        Plan {
            size: 3,
            spares: 0,
            network: Network { duplicate: 0.2, ..Network::reliable(1..=80) },
            chaos: Chaos {
                until: 500,
                crash: Some((100..=300, 100..=300)),
                partition: None,
            },
            length: 700,
            command_every: 15,
            change_every: None,
            reads: false,
            config: Config::default(),
        }
    }

    /// Servers come and go while leaders fall and networks split. Four servers at the
    /// beginning: with an even number, majorities are easiest to tear apart.
    pub fn changing_members() -> Self {
        Plan {
            size: 4,
            spares: 1,
            network: Network {
                loss: 0.05,
                duplicate: 0.05,
                ..Network::reliable(1..=20)
            },
            chaos: Chaos {
                until: 1300,
                crash: Some((100..=400, 50..=300)),
                partition: Some((20..=200, 50..=300)),
            },
            length: 1500,
            command_every: 60,
            change_every: Some(40),
            reads: true,
            config: Config {
                election_timeout: 50..=150,
                heartbeat: 30,
                compact_after: Some(8),
                ..Config::default()
            },
        }
    }

    /// The servers at the beginning, with all faults still to come.
    pub fn world(&self, seed: u64) -> World<Raft> {
        let Plan { size, spares, .. } = *self;
        let network = self.network.clone();
        let mut world =
            cluster_and_spares(seed, size, spares, network, &self.config)
                .without_trace();
        for (at, fault) in self.chaos.schedule(seed, size + spares) {
            world.schedule(at, fault);
        }
        world
    }

    /// One run with the given seed, all properties checked after every step.
    pub fn run(&self, seed: u64) -> Result<Stats, Violation> {
        let mut world = self.world(seed);
        let mut clients = Clients::new(self, seed);
        let mut safety = Safety::default();
        let mut stats = Stats::default();
        while world.next_event().is_some_and(|at| at <= self.length) {
            clients.act(&mut world, &mut safety)?;
            world.step();
            safety.check(&world.nodes)?;
            stats.reads += clients.check_answers(&mut world, &safety)?;
            stats.steps += 1;
        }
        stats.elections = safety.elections();
        stats.commits = safety.commits();
        stats.changes = safety.changes();
        Ok(stats)
    }

    /// Runs with the seeds `0..runs`; on a violation, also the seed that led to it.
    pub fn run_all(&self, runs: u64) -> Result<Stats, (u64, Violation)> {
        let mut total = Stats::default();
        for seed in 0..runs {
            total += self.run(seed).map_err(|violation| (seed, violation))?;
        }
        Ok(total)
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stats { steps, elections, commits, .. } = self;
        write!(f, "{steps} steps, {elections} elections, {commits} commits")
    }
}
