//! What the three styles promise, over a thousand seeds of a bad network.

use counter::{Counter, Style};
use sim::{Network, World};

/// The values of the three nodes after five counts, when nothing happens any more.
fn run(seed: u64, style: Style, loss: f64, duplicate: f64) -> Vec<u64> {
    let mut network = Network::reliable(5..=20);
    network.loss = loss;
    network.duplicate = duplicate;
    let mut world =
        World::new(seed, network, Counter::cluster(style)).without_trace();
    for i in 0..5 {
        world.run_until(i * 30);
        world.call(0, Counter::add);
    }
    world.run_until(60_000);
    assert_eq!(world.next_event(), None, "seed {seed}: still busy");
    world.nodes.iter().map(|node| node.value).collect()
}

fn wrong_runs(style: Style, loss: f64, duplicate: f64) -> usize {
    (0..1000).filter(|&seed| run(seed, style, loss, duplicate) != [5, 5, 5]).count()
}

#[test]
fn on_a_good_network_all_styles_agree() {
    for style in [Style::Once, Style::RepeatStep, Style::RepeatTotal] {
        assert_eq!(wrong_runs(style, 0.0, 0.0), 0, "{style:?}");
    }
}

#[test]
fn saying_it_once_loses_counts() {
    assert!(wrong_runs(Style::Once, 0.2, 0.0) > 500);
    let values = (0..1000).map(|seed| run(seed, Style::Once, 0.2, 0.0));
    assert!(values.into_iter().all(|v| v[1] <= v[0] && v[2] <= v[0]));
}

#[test]
fn repeating_a_step_counts_too_much() {
    // A lost acknowledgement is enough: the network itself doubles nothing here.
    let over = |seed| run(seed, Style::RepeatStep, 0.2, 0.0).iter().any(|&v| v > 5);
    assert!((0..1000).filter(|&seed| over(seed)).count() > 500);
}

#[test]
fn repeating_the_total_is_right_whatever_is_lost_or_doubled() {
    assert_eq!(wrong_runs(Style::RepeatTotal, 0.4, 0.3), 0);
}
