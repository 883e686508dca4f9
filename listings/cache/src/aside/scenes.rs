//! Runs of the system: one that is scripted, and many that are random.

use sim::{Fault, Network, Rng, Time, World};

use super::{
    App, CACHE, DATABASE, Done, Kind, Member, Protocol, TTL, Workload, system,
};

/// The application server that reads slowly in [`slow_reader`].
pub const READER: usize = 0;
/// The application server that writes in [`slow_reader`].
pub const WRITER: usize = 3;

/// At 0 ms `app-a` reads, and the answer of the database is slow on its way; at
/// 30 ms `app-b` writes, and at 130 ms and 160 ms it reads what it wrote.
pub fn slow_reader(protocol: Protocol) -> World<Member> {
    let mut network = Network::reliable(5..=5);
    network.links.insert((DATABASE, READER), 80..=80);
    let apps = vec![App::new(protocol, None), App::new(protocol, None)];
    let mut world = system(1, network, apps);
    for (at, node, kind) in [
        (0, READER, Kind::Read),
        (30, WRITER, Kind::Write),
        (130, WRITER, Kind::Read),
        (160, WRITER, Kind::Read),
    ] {
        world.run_until(at);
        world.call(node, |member, out| match (member, kind) {
            (Member::App(app), Kind::Read) => app.read(out),
            (Member::App(app), Kind::Write) => app.write(out),
            _ => {}
        });
    }
    world.run_until(200);
    world
}

/// What a random run showed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Finished reads.
    pub reads: usize,
    /// Reads of which [`stale_reads`] says that nobody can explain them.
    pub stale: usize,
    /// Whether the cache is behind the database after all has come to rest.
    pub ends_stale: bool,
}

/// Four application servers with 50 random operations each, a tenth of them
/// writes, all on one row. An answer of the database takes up to 100 ms, every
/// other message up to 5 ms. If `restarts`, the cache restarts ten times.
pub fn random_run(protocol: Protocol, seed: u64, restarts: bool) -> Outcome {
    let apps = (0..4).map(|app| {
        let rng = Rng::new(seed * 4 + app);
        App::new(protocol, Some(Workload { rng, left: 50, writes: 0.1 }))
    });
    let mut network = Network::reliable(1..=5);
    for app in [0, 3, 4, 5] {
        network.links.insert((DATABASE, app), 1..=100);
    }
    let mut world = system(seed, network, apps.collect()).without_trace();
    if restarts {
        for round in 1..=10 {
            world.schedule(round * 200, Fault::Crash(CACHE));
            world.schedule(round * 200 + 10, Fault::Restart(CACHE));
        }
    }
    // All operations are over by then, and no entry has expired.
    let rest: Time = TTL / 2;
    world.run_until(rest);
    let (reads, stale) = stale_reads(&world);
    Outcome { reads, stale, ends_stale: cache_is_behind(&world) }
}

/// All finished reads, and among them those that began after a write had finished
/// and yet returned an older version than that write.
pub fn stale_reads(world: &World<Member>) -> (usize, usize) {
    let histories = world.nodes.iter().filter_map(|node| match node {
        Member::App(app) => Some(&app.history),
        _ => None,
    });
    let (reads, writes): (Vec<&Done>, Vec<&Done>) =
        histories.flatten().partition(|done| done.kind == Kind::Read);
    let is_stale = |read: &&&Done| {
        writes.iter().any(|w| w.end < read.start && w.version > read.version)
    };
    (reads.len(), reads.iter().filter(is_stale).count())
}

/// Whether the cache holds a value older than that of the database.
pub fn cache_is_behind(world: &World<Member>) -> bool {
    let (mut cached, mut committed) = (None, 0);
    for node in &world.nodes {
        match node {
            Member::Cache(cache) => cached = cache.version(world.now()),
            Member::Database(database) => committed = database.version(),
            Member::App(_) => {}
        }
    }
    cached.is_some_and(|version| version < committed)
}
