//! A thousand busy days for each way of reading: which models hold, what it costs.

use consistency::store::{REPLICAS, Reads, history, network, workload, world};
use consistency::{Guarantee, Model, Operation, only};
use sim::Network;

const KEYS: [char; 2] = ['x', 'y'];
const CLIENTS: usize = 3;

/// Requests take up to 100 ms, to the third replica up to 300; answers up to 10.
fn busy() -> Network {
    let clients = REPLICAS..REPLICAS + CLIENTS;
    let requests = clients.flat_map(|client| {
        let slow = [1..=100, 1..=100, 1..=300].into_iter().enumerate();
        slow.map(move |(replica, delay)| (client, replica, delay))
    });
    Network { delay: 1..=10, ..network(1, requests) }
}

fn sequential_by_key(history: &[Operation]) -> bool {
    KEYS.iter().all(|&key| Model::Sequential.allows(&only(key, history)))
}

fn main() {
    let mut counts = [[0; 9]; 4];
    let mut costs = vec![];
    for (count, reads) in counts.iter_mut().zip(Reads::ALL) {
        let mut waits = vec![];
        for seed in 0..1000 {
            let plans = workload(seed, CLIENTS, 10, &KEYS);
            let mut world = world(seed, busy(), reads, plans).without_trace();
            world.run_until(60_000);
            let history = history(&world);
            let models = Model::ALL.map(|model| model.allows(&history));
            let sessions = Guarantee::ALL.map(|g| g.broken(&history).is_none());
            let by_key = [sequential_by_key(&history)];
            let all = models.iter().chain(&by_key).chain(&sessions);
            for (count, holds) in count.iter_mut().zip(all) {
                *count += u32::from(*holds);
            }
            for read in history.iter().filter(|o| !o.is_write()) {
                let returned = read.returned.as_ref().expect("nothing is lost");
                waits.push(returned.at - read.invoked);
            }
        }
        waits.sort_unstable();
        let at = |percent| waits[waits.len() * percent / 100];
        costs.push((at(50), at(99)));
    }
    println!("of 1000 runs with 3 clients, 2 keys, 30 operations, it held in\n");
    println!(
        "{:<22}{:>8}{:>9}{:>8}{:>11}",
        "", "Local", "Session", "Quorum", "WriteBack"
    );
    let names = [
        "linearizable",
        "sequential",
        "causal",
        "pram",
        "sequential by key",
        "read your writes",
        "monotonic reads",
        "monotonic writes",
        "writes follow reads",
    ];
    let line = |name: &str, cells: [String; 4]| {
        let [a, b, c, d] = cells;
        println!("{name:<22}{a:>8}{b:>9}{c:>8}{d:>11}");
    };
    for (i, name) in names.iter().enumerate() {
        line(name, [0, 1, 2, 3].map(|way| counts[way][i].to_string()));
    }
    println!();
    line("read p50 (ms)", [0, 1, 2, 3].map(|way| costs[way].0.to_string()));
    line("read p99 (ms)", [0, 1, 2, 3].map(|way| costs[way].1.to_string()));
}
