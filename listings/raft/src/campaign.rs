//! Many seeded runs under faults.

use std::fmt;

use sim::{Chaos, Network, Rng, Time, World};

use crate::{Command, Config, Raft, Safety, Violation};

/// A cluster of `size` servers named n0, n1, …
pub fn cluster(
    seed: u64,
    size: usize,
    network: Network,
    config: &Config,
) -> World<Raft> {
    let servers = (0..size).map(|id| Raft::new(id, size, config.clone(), seed));
    World::new(seed, network, servers.map(|raft| (raft.name.clone(), raft)))
}

/// What a run has to go through.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Number of servers.
    pub size: usize,
    /// How messages fare.
    pub network: Network,
    /// Crashes and partitions.
    pub chaos: Chaos,
    /// Length of a run in ms.
    pub length: Time,
    /// A command is proposed to all who think they lead, on average this often (ms).
    pub command_every: Time,
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
}

impl std::ops::AddAssign for Stats {
    fn add_assign(&mut self, other: Stats) {
        self.steps += other.steps;
        self.elections += other.elections;
        self.commits += other.commits;
    }
}

impl Plan {
    /// Everything at once: a wide delay that reorders, loss, duplicates, partitions,
    /// crashes, snapshots.
    pub fn everything() -> Self {
        Plan {
            size: 5,
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
            config: Config { compact_after: Some(8), ..Config::default() },
        }
    }

    /// A server is back 1–30 ms after its crash, while the election in which it
    /// voted is still going on.
    pub fn quick_restarts() -> Self {
        Plan {
            size: 3,
            network: Network::reliable(1..=50),
            chaos: Chaos {
                until: 700,
                crash: Some((150..=350, 1..=30)),
                partition: None,
            },
            length: 800,
            command_every: 100,
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
            network: Network { loss: 0.2, ..Network::reliable(1..=10) },
            chaos: Chaos {
                until: 2800,
                crash: Some((100..=300, 50..=300)),
                partition: Some((20..=200, 100..=300)),
            },
            length: 3000,
            command_every: 300,
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
            network: Network { duplicate: 0.2, ..Network::reliable(1..=80) },
            chaos: Chaos {
                until: 500,
                crash: Some((100..=300, 100..=300)),
                partition: None,
            },
            length: 700,
            command_every: 15,
            config: Config::default(),
        }
    }

    /// One run with the given seed, all properties checked after every step.
    pub fn run(&self, seed: u64) -> Result<Stats, Violation> {
        let mut world =
            cluster(seed, self.size, self.network.clone(), &self.config)
                .without_trace();
        for (at, fault) in self.chaos.schedule(seed, self.size) {
            world.schedule(at, fault);
        }
        let mut safety = Safety::default();
        let mut stats = Stats::default();
        // Not the sequence that the network draws from.
        let mut rng = Rng::new(!seed);
        let mut value = 0;
        let mut next_command = 0;
        while world.next_event().is_some_and(|at| at <= self.length) {
            if world.now() >= next_command {
                value += 1;
                let command = Command::Set(['x', 'y', 'z'][rng.index(3)], value);
                for server in 0..self.size {
                    world.call(server, |raft, out| {
                        raft.propose(command, out);
                    });
                }
                safety.check(&world.nodes)?;
                next_command =
                    world.now() + rng.range(&(1..=2 * self.command_every));
            }
            world.step();
            safety.check(&world.nodes)?;
            stats.steps += 1;
        }
        stats.elections = safety.elections();
        stats.commits = safety.commits();
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
        let Stats { steps, elections, commits } = self;
        write!(f, "{steps} steps, {elections} elections, {commits} commits")
    }
}
