//! All-to-all heartbeats: complete, and accurate as long as the network is quiet.

use membership::measure::*;
use membership::{Detector, FixedTimeout, Heartbeats, PhiAccrual};
use sim::{Fault, Network, World};

fn complete<D: Detector + Clone>(detector: D, slowest: u64) {
    for seed in 0..60 {
        let mut group = heartbeats(seed, 5, lossy(5), detector.clone());
        let found = detection(&mut group, 3, 60_000 + seed * 37 % 1000);
        // A false suspicion at that very moment does not count.
        if let Some((first, all)) = found {
            assert!(first <= all && all <= slowest, "seed {seed}: {all} ms");
        }
        group.run_until(300_000);
        let sure = [0, 1, 2, 4].iter().all(|&by| group.thinks_dead(by, 3));
        assert!(sure, "seed {seed}: the crash was forgotten");
    }
}

#[test]
fn each_crash_is_detected_by_all_and_for_good() {
    complete(FixedTimeout::new(3000), 3200);
    complete(PhiAccrual::new(8.0, 100.0), 10_000);
}

#[test]
fn a_fixed_timeout_detects_no_sooner_than_it_says() {
    for seed in 0..60 {
        let mut group = heartbeats(seed, 4, lossy(0), FixedTimeout::new(3000));
        let (first, _) =
            detection(&mut group, 1, 10_000 + seed * 37 % 1000).unwrap();
        // The last heartbeat is up to an interval old when the node crashes.
        assert!((2000..=3200).contains(&first), "seed {seed}: {first} ms");
    }
}

fn quiet<D: Detector + Clone>(detector: D) {
    let mut group = heartbeats(1, 8, Network::reliable(5..=15), detector);
    group.run_until(3_600_000);
    assert_eq!(group.verdicts(), 0);
}

#[test]
fn in_a_quiet_network_nobody_is_suspected() {
    quiet(FixedTimeout::new(1500));
    quiet(PhiAccrual::new(8.0, 100.0));
}

#[test]
fn a_suspicion_ends_with_the_next_heartbeat_and_is_counted_once() {
    let detector = FixedTimeout::new(3000);
    let nodes = (0..2).map(|id| Heartbeats::new(id, 2, detector.clone(), 1000, 1));
    let names = ["n0", "n1"];
    let mut world =
        World::new(1, Network::reliable(5..=15), names.into_iter().zip(nodes));
    world.run_until(10_000);
    world.apply(Fault::Partition(vec![vec![0], vec![1]]));
    world.run_until(20_000);
    assert!(world.nodes[0].suspects(1) && world.nodes[1].suspects(0));
    world.apply(Fault::Heal);
    world.run_until(21_500);
    assert!(!world.nodes[0].suspects(1) && !world.nodes[1].suspects(0));
    assert_eq!(world.nodes[0].accusations, 1);
}

#[test]
fn mistakes_grow_with_loss_and_shrink_with_patience() {
    let rate = |loss, limit| {
        let pair =
            |seed| heartbeats(seed, 2, lossy(loss), FixedTimeout::new(limit));
        mistakes_of_a_pair(3, pair)
    };
    assert_eq!(rate(0, 1500), 0.0);
    assert!(rate(10, 2500) > 10.0 * rate(10, 4500).max(0.1));
    assert!(rate(20, 2500) > 2.0 * rate(10, 2500));
}

#[test]
fn phi_adapts_where_a_fixed_timeout_has_to_be_tuned_again() {
    fn run<D: Detector + Clone>(detector: D, slowest: u64) -> (f64, f64) {
        let network = Network::reliable(5..=slowest);
        let pair = |seed| heartbeats(seed, 2, network.clone(), detector.clone());
        let time = median_detection(30, WARM_UP, |seed| (pair(seed), 1)).0;
        (time, mistakes_of_a_pair(2, pair))
    }
    let phi = PhiAccrual::new(8.0, 100.0);
    let (calm, jittery) = (run(phi.clone(), 15), run(phi, 800));
    assert!(calm.0 < 1.5 && calm.1 == 0.0);
    assert!(jittery.0 > 2.0 && jittery.1 == 0.0);
    assert!(run(FixedTimeout::new(1500), 800).1 > 50.0);
    assert!(run(FixedTimeout::new(3000), 15).0 > 2.0);
}
