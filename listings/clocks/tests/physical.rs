//! Clocks of machines, and the clock that knows its error.

use clocks::{Physical, Stopwatch, TrueTime, out_of_order};

#[test]
fn drift_adds_up() {
    let day = 86_400_000;
    let clock = Physical { offset: 0, ppm: 50 };
    assert_eq!(clock.monotonic(day), day + 4_320);
    let slow = Physical { offset: 0, ppm: -20 };
    assert_eq!(slow.wall(day), day - 1_728);
    let set = Physical { offset: -100, ppm: 0 };
    assert_eq!((set.wall(1000), set.monotonic(1000)), (900, 1000));
}

#[test]
fn only_the_wall_clock_measures_a_negative_time() {
    let mut clock = Physical::default();
    let watch = Stopwatch::start(&clock, 5_000);
    clock.offset -= 1_000; // A leap second.
    assert_eq!(watch.by_wall(&clock, 5_030), -970);
    assert_eq!(watch.by_monotonic(&clock, 5_030), 30);
}

#[test]
fn true_time_lies_in_the_interval_while_the_bound_holds() {
    for offset in -7..=7 {
        let node = TrueTime { clock: Physical { offset, ppm: 0 }, epsilon: 7 };
        let interval = node.now(1000);
        assert!(interval.earliest <= 1000 && 1000 <= interval.latest);
        assert_eq!(interval.latest - interval.earliest, 14);
        // A stamp has passed only when it has passed on every clock.
        let stamp = node.stamp(1000);
        assert!(stamp >= 1000 && !node.passed(stamp, 1014));
        assert!(node.passed(stamp, 1015) && stamp < 1015);
    }
}

#[test]
fn commits_keep_their_order_if_and_only_if_they_wait() {
    for epsilon in [1, 4, 7, 50] {
        let wrong = |wait| -> usize {
            (0..300).map(|seed| out_of_order(seed, epsilon, wait)).sum()
        };
        assert_eq!(wrong(true), 0, "{epsilon}");
        assert!(epsilon < 4 || wrong(false) > 0, "{epsilon}");
    }
}
