//! What the chapter says about expiry and hot keys.

use cache::avalanche::{Warmed, jittered, loads_per_second};
use cache::hot_key::{Fleet, shard_load};
use cache::trace::Zipf;
use cache::xfetch::{refresh_early, run};
use sim::Rng;

#[test]
fn jitter_only_shortens_and_uses_its_whole_range() {
    let mut rng = Rng::new(1);
    let lives: Vec<f64> =
        (0..10_000).map(|_| jittered(300.0, 0.2, &mut rng)).collect();
    assert!(lives.iter().all(|life| (240.0..300.0).contains(life)));
    assert!(lives.iter().any(|life| *life < 241.0));
    assert!(lives.iter().any(|life| *life > 299.0));
    assert_eq!(jittered(300.0, 0.0, &mut rng), 300.0);
}

/// Without jitter the reads of the first second after the expiry nearly all miss;
/// with jitter the same loads are spread over a minute.
#[test]
fn jitter_flattens_the_avalanche() {
    let warmed = Warmed { keys: 20_000, ttl: 300.0, reads: 5_000 };
    let (together, spread) = (
        loads_per_second(warmed, 0.0, 400, 7),
        loads_per_second(warmed, 0.2, 400, 7),
    );
    assert_eq!(together[..300].iter().sum::<usize>(), 0);
    assert!(together[300] > 4_000);
    assert!(spread.iter().all(|loads| *loads < 450));
    let loads = |seconds: &[usize]| seconds.iter().sum::<usize>();
    assert_eq!(loads(&together), loads(&spread));
}

/// The chance to refresh `x` ms before the expiry is e^(-x / (delta · beta)).
#[test]
fn early_refreshes_have_the_right_chance() {
    let mut rng = Rng::new(5);
    for (early, beta) in [(100.0, 1.0), (100.0, 2.0), (300.0, 1.0)] {
        let tries = 100_000;
        let mut refresh =
            || refresh_early(1_000.0 - early, 1_000.0, 100.0, beta, &mut rng);
        let share =
            (0..tries).filter(|_| refresh()).count() as f64 / f64::from(tries);
        let expected = (-early / (100.0 * beta)).exp();
        assert!((share - expected).abs() < 0.01, "{share} {expected}");
    }
    assert!(refresh_early(1_000.0, 1_000.0, 100.0, 1.0, &mut rng), "expired");
    assert!(!refresh_early(999.0, 1_000.0, 100.0, 0.0, &mut rng), "beta 0");
}

#[test]
fn early_refreshes_prevent_the_stampede() {
    let minute = 60_000.0;
    let (plain, early) = (
        run(0.8, 10_000.0, 120.0, 0.0, 10.0 * minute, 1),
        run(0.8, 10_000.0, 120.0, 1.0, 10.0 * minute, 1),
    );
    // 60 expiries at most, of about 96 requests each.
    assert!(plain.loads > 5_000 && plain.waits == plain.loads);
    assert!(early.loads < 250 && early.waits == 0);
    assert!(early.loads > 60, "it still refreshes");
}

#[test]
fn a_small_local_cache_takes_the_heat_off_one_shard() {
    let keys = Zipf::new(10_000, 1.1);
    let fleet = |local| Fleet {
        servers: 10,
        shards: 8,
        reads: 20_000,
        local,
        local_ttl: 1.0,
    };
    let load = |local| {
        let load = shard_load(fleet(local), &keys, 5, 3);
        let (total, busiest) =
            (load.iter().sum::<usize>(), load.iter().max().copied());
        (total, busiest.unwrap())
    };
    let (total, busiest) = load(0);
    assert!(total > 19_990, "all reads go to the shards");
    assert!(busiest > 2 * total / 8);
    let (_, relieved) = load(100);
    assert!(relieved < busiest / 3);
}

/// Each server asks for a hot key once in the life of its copy, however often it
/// is read.
#[test]
fn a_hot_key_costs_one_read_per_server_and_life() {
    let one_key = Zipf::new(1, 1.0);
    let fleet =
        Fleet { servers: 10, shards: 1, reads: 100_000, local: 1, local_ttl: 1.0 };
    let load = shard_load(fleet, &one_key, 5, 3);
    assert!((9..=10).contains(&load[0]), "{load:?}");
}
