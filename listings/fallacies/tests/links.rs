//! The properties that define the links, over many seeds of a bad network.

use fallacies::links::{AGAIN, End, Layer};
use sim::{Fault, Network, World};

const SEEDS: u64 = 100;
const LAYERS: [Layer; 4] =
    [Layer::FairLoss, Layer::Stubborn, Layer::Perfect, Layer::Acked];

fn world(layer: Layer, seed: u64, loss: f64) -> World<End> {
    let mut network = Network::reliable(5..=120);
    network.loss = loss;
    network.duplicate = 0.2;
    let ends = [("a", End::new(layer)), ("b", End::new(layer))];
    World::new(seed, network, ends).without_trace()
}

fn send(world: &mut World<End>, n: u64) {
    world.call(0, |end, out| end.send(1, n, out));
}

/// How often the application at b was given message `n` of a.
fn given(world: &World<End>, n: u64) -> u64 {
    world.nodes[1].given.get(&(0, n)).copied().unwrap_or(0)
}

#[test]
fn no_layer_creates_messages() {
    for (seed, layer) in (0..SEEDS).flat_map(|s| LAYERS.map(|l| (s, l))) {
        let mut world = world(layer, seed, 0.4);
        (10..20).for_each(|n| send(&mut world, n));
        world.run_until(2_000);
        assert!(
            world.nodes[1]
                .given
                .keys()
                .all(|(f, n)| *f == 0 && (10..20).contains(n))
        );
        assert!(world.nodes[0].given.is_empty());
    }
}

#[test]
fn a_fair_loss_link_loses_some_but_not_what_is_sent_again_and_again() {
    let mut lost = 0;
    for seed in 0..SEEDS {
        let mut world = world(Layer::FairLoss, seed, 0.9);
        send(&mut world, 0);
        (0..200).for_each(|_| send(&mut world, 1));
        world.run_until(60_000);
        assert_eq!(world.next_event(), None);
        lost += u64::from(given(&world, 0) == 0);
        assert!((1..=400).contains(&given(&world, 1)), "seed {seed}");
    }
    assert!(lost > SEEDS / 2);
}

#[test]
fn a_stubborn_link_delivers_for_ever() {
    for seed in 0..SEEDS {
        let mut world = world(Layer::Stubborn, seed, 0.9);
        (0..5).for_each(|n| send(&mut world, n));
        let mut before = [0; 5];
        for round in 1..=4 {
            world.run_until(round * 10_000);
            let now = [0, 1, 2, 3, 4].map(|n| given(&world, n));
            assert!((0..5).all(|n| now[n] > before[n]), "seed {seed}: {now:?}");
            before = now;
        }
        // Without acknowledgements, each round costs each message once more.
        assert_eq!(world.nodes[0].packets, 5 * (1 + 40_000 / AGAIN));
    }
}

#[test]
fn perfect_links_deliver_each_message_once_even_across_a_partition() {
    for (seed, layer) in
        (0..SEEDS).flat_map(|s| [Layer::Perfect, Layer::Acked].map(|l| (s, l)))
    {
        let mut world = world(layer, seed, 0.6);
        world.schedule(50, Fault::Partition(vec![vec![0], vec![1]]));
        world.schedule(3_000, Fault::Heal);
        (0..10).for_each(|n| send(&mut world, n));
        world.run_until(2_000);
        (10..20).for_each(|n| send(&mut world, n));
        world.run_until(20_000);
        assert!((0..20).all(|n| given(&world, n) == 1), "{layer:?} seed {seed}");
    }
}

#[test]
fn acknowledgements_end_the_repetition() {
    for seed in 0..SEEDS {
        let mut world = world(Layer::Acked, seed, 0.5);
        (0..20).for_each(|n| send(&mut world, n));
        world.run_until(60_000);
        assert_eq!(world.next_event(), None, "seed {seed}: still busy");
        // And it begins again with the next message.
        send(&mut world, 20);
        world.run_until(120_000);
        assert_eq!(given(&world, 20), 1, "seed {seed}");
    }
}

#[test]
fn two_senders_may_use_the_same_number() {
    let ends = ["a", "b", "c"].map(|name| (name, End::new(Layer::Perfect)));
    let mut world = World::new(1, Network::reliable(5..=20), ends);
    world.call(0, |end, out| end.send(2, 7, out));
    world.call(1, |end, out| end.send(2, 7, out));
    world.run_until(1_000);
    assert_eq!(world.nodes[2].given.len(), 2);
}

#[test]
fn a_crash_breaks_a_perfect_link_whose_memory_is_volatile() {
    let receiver = |seed| {
        let mut world = world(Layer::Perfect, seed, 0.5);
        (0..10).for_each(|n| send(&mut world, n));
        world.schedule(1_000, Fault::Crash(1));
        world.schedule(1_100, Fault::Restart(1));
        world.run_until(10_000);
        (0..10).any(|n| given(&world, n) > 1)
    };
    let sender = |seed| {
        let mut world = world(Layer::Perfect, seed, 0.5);
        (0..10).for_each(|n| send(&mut world, n));
        world.schedule(60, Fault::Crash(0));
        world.schedule(100, Fault::Restart(0));
        world.run_until(10_000);
        (0..10).any(|n| given(&world, n) == 0)
    };
    assert!((0..SEEDS).all(receiver), "delivered twice");
    assert!(
        (0..SEEDS).filter(|&seed| sender(seed)).count() > 50,
        "never delivered"
    );
}
