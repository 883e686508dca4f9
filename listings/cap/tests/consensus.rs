//! Safety under every schedule tried; termination only for the coin.

use cap::{Adversary, Process, Rule, duel, ring};
use sim::{Fault, Network, Rng, World};

fn coin(seed: u64) -> impl Fn(usize) -> Rule {
    move |id| Rule::Coin(Rng::new(seed * 3 + id as u64))
}

fn world(
    seed: u64,
    network: Network,
    values: [u8; 3],
    rule: impl Fn(usize) -> Rule,
) -> World<Process> {
    let process =
        |id| (format!("p{id}"), Process::new(id, values[id], 1, rule(id)));
    World::new(seed, network, (0..3).map(process)).without_trace()
}

/// Agreement and validity among those who have decided; how many have.
fn decided(world: &World<Process>, values: [u8; 3]) -> usize {
    let decisions: Vec<u8> =
        world.nodes.iter().filter_map(|p| p.decided).map(|d| d.1).collect();
    assert!(decisions.windows(2).all(|pair| pair[0] == pair[1]), "disagreement");
    assert!(decisions.iter().all(|d| values.contains(d)), "an invented value");
    decisions.len()
}

#[test]
fn random_networks_and_a_crash_break_nothing() {
    for seed in 0..2_000 {
        let bits = seed % 8;
        let values = [0, 1, 2].map(|i| (bits >> i & 1) as u8);
        let fixed = [Rule::One, Rule::Alternate][seed as usize / 8 % 2].clone();
        for with_coin in [false, true] {
            let rule = |id| if with_coin { coin(seed)(id) } else { fixed.clone() };
            let delay = Network::reliable(1..=30);
            let mut world = world(seed, delay, values, rule);
            // The process falls silent, perhaps in the middle of a round.
            let crash = Fault::Crash(seed as usize % 3);
            world.schedule(Rng::new(seed).range(&(0..=120)), crash);
            while world.step() {
                decided(&world, values);
                assert!(world.now() < 60_000, "seed {seed}: no end");
            }
            let alive = (0..3).filter(|&id| world.is_up(id));
            let done =
                alive.filter(|&id| world.nodes[id].decided.is_some()).count();
            assert_eq!(done, 2, "seed {seed}: two are alive, both decide");
        }
    }
}

#[test]
fn the_same_value_everywhere_is_decided_in_one_round() {
    for value in [0, 1] {
        let mut world = world(1, ring(), [value; 3], |_| Rule::One);
        while world.step() {}
        assert!(world.nodes.iter().all(|p| p.decided == Some((1, value))));
    }
}

#[test]
fn the_ring_keeps_a_fixed_rule_undecided_and_not_the_coin() {
    let mut fixed = world(0, ring(), [0, 0, 1], |_| Rule::One);
    fixed.run_until(600_000);
    assert_eq!(decided(&fixed, [0, 0, 1]), 0);
    assert!(fixed.nodes.iter().all(|p| p.step.0 > 60_000), "nobody stands still");
    // Two values are 0 and one is 1, in every round.
    assert_eq!(fixed.nodes.iter().map(|p| p.value).sum::<u8>(), 1);
    for seed in 0..200 {
        let mut coins = world(seed, ring(), [0, 0, 1], coin(seed));
        coins.run_until(10_000);
        assert_eq!(decided(&coins, [0, 0, 1]), 3, "seed {seed}");
    }
}

#[test]
fn the_adversary_holds_out_against_rules_without_coins() {
    for rule in [Rule::One, Rule::Alternate] {
        let adversary = Adversary::new(&rule);
        assert_eq!(adversary.decisions(([0, 0, 1], 1)).len(), 2, "both possible");
        let end = duel(&adversary, [0, 0, 1], |_| rule.clone(), 10_000);
        assert_eq!(end, None, "{rule:?}");
    }
    // Not from everywhere: here the decision is settled before it is made.
    let one = Adversary::new(&Rule::One);
    assert_eq!(one.decisions(([0, 1, 1], 1)), [1].into());
    assert!(duel(&one, [0, 1, 1], |_| Rule::One, 10).is_some());
    assert_eq!(one.tally(([0, 0, 1], 1)), [12, 36, 16]);
}

#[test]
fn the_coin_ends_every_duel_after_five_rounds_on_average() {
    let adversary = Adversary::new(&Rule::Coin(Rng::new(0)));
    assert_eq!(adversary.best(([0, 0, 1], 1)).1, 6, "it wins six of eight throws");
    assert_eq!(adversary.best(([1, 1, 1], 1)).1, 0);
    let mut total = 0;
    for seed in 0..2_000 {
        let end = duel(&adversary, [0, 0, 1], coin(seed), 1_000);
        let (rounds, decisions) = end.expect("a thousand rounds suffice");
        assert!(decisions == [0; 3] || decisions == [1; 3], "seed {seed}");
        total += rounds;
    }
    let mean = total as f64 / 2_000.0;
    assert!((4.8..5.2).contains(&mean), "{mean}");
}
