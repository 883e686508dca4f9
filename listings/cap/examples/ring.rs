//! A steady network on which three processes never agree, and what disturbs it.

use cap::{Process, Rule, ring};
use sim::{Network, Rng, World};

fn world(seed: u64, network: Network, coin: bool) -> World<Process> {
    let rule = |id| match coin {
        true => Rule::Coin(Rng::new(seed * 3 + id as u64)),
        false => Rule::One,
    };
    let process = |id| Process::new(id, [0, 0, 1][id], 1, rule(id));
    World::new(seed, network, (0..3).map(|id| (format!("p{id}"), process(id))))
}

fn main() {
    let mut text = String::from("from 0 0 1, in doubt take 1, steady ring:\n");
    for minutes in [1, 10, 60] {
        let mut world = world(0, ring(), false).without_trace();
        world.run_until(minutes * 60_000);
        let decided = world.nodes.iter().filter(|p| p.decided.is_some()).count();
        let round = world.nodes[0].step.0;
        text += &format!("{minutes:>4} min  round {round:>7}  decided {decided}\n");
    }
    text += "\nrounds until all have decided, 1,000 seeds:\n";
    text += "rule    network          median  99 %  most\n";
    for (rule, coin) in [("one", false), ("coin", true)] {
        for (name, network) in [
            ("5 or 8 ms, ring", ring()),
            ("5 to 8 ms, random", Network::reliable(5..=8)),
        ] {
            let mut rounds: Vec<_> = (0..1000)
                .filter_map(|seed| {
                    let mut world =
                        world(seed, network.clone(), coin).without_trace();
                    world.run_until(10_000);
                    let rounds = world.nodes.iter().map(|p| p.decided.map(|d| d.0));
                    rounds.collect::<Option<Vec<_>>>()?.into_iter().max()
                })
                .collect();
            rounds.sort_unstable();
            text += &match rounds.len() {
                0 => format!("{rule:<7} {name:<17}  none decides in 10 s\n"),
                n => format!(
                    "{rule:<7} {name:<17}{:>6}{:>6}{:>6}\n",
                    rounds[n / 2],
                    rounds[n * 99 / 100],
                    rounds[n - 1]
                ),
            };
        }
    }
    let mut drawn = world(0, ring(), false);
    drawn.run_until(13);
    sim::show(&drawn.trace, &text);
}
