//! The formulas against each other, against known numbers and against chance.

use why::availability::{all_of, any_of, any_of_correlated, at_least, observe};
use why::cost::Job;
use why::fanout::Servers;

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn all_is_worse_than_one_and_any_is_better() {
    for n in 2..15 {
        assert!(all_of(n, 0.99) < all_of(n - 1, 0.99));
        assert!(any_of(n, 0.9) > any_of(n - 1, 0.9));
        assert!(close(all_of(n, 0.9), 0.9_f64.powi(n as i32)));
        assert!(close(any_of(n, 0.9), at_least(1, n, 0.9)));
    }
    assert!(close(all_of(1, 0.99), 0.99) && close(any_of(1, 0.99), 0.99));
}

#[test]
fn a_majority_by_hand() {
    // Three machines at 0.9: all three, or exactly two in three ways.
    let p: f64 = 0.9;
    assert!(close(at_least(2, 3, p), p * p * p + 3.0 * p * p * (1.0 - p)));
    assert!(close(at_least(0, 3, p), 1.0));
    // A fourth machine needs a third vote: worse than three.
    assert!(at_least(3, 4, 0.99) < at_least(2, 3, 0.99));
    assert!(at_least(3, 5, 0.99) > at_least(2, 3, 0.99));
    let rounded = [(2, 3), (3, 5), (3, 4)]
        .map(|(k, n)| format!("{:.3}", at_least(k, n, 0.99) * 100.0));
    assert_eq!(rounded, ["99.970", "99.999", "99.941"]);
}

#[test]
fn four_services_in_a_row_miss_what_each_of_them_promises() {
    // A month of 30 days has 43,200 minutes.
    let minutes = |up: f64| ((1.0 - up) * 43_200.0).round() as u32;
    assert_eq!([minutes(0.9995), minutes(0.999)], [22, 43]);
    assert_eq!([minutes(all_of(3, 0.999)), minutes(all_of(4, 0.999))], [129, 173]);
}

#[test]
fn common_causes_are_a_floor_that_no_number_of_machines_lowers() {
    for n in 1..50 {
        let x = any_of_correlated(n, 0.99, 0.1);
        assert!(x <= 1.0 - 0.001, "{n}: {x}");
        assert!(close(any_of_correlated(n, 0.99, 0.0), any_of(n, 0.99)));
        assert!(close(any_of_correlated(n, 0.99, 1.0), 0.99));
    }
    // A single machine doesn't notice where its downtime comes from.
    assert!(close(any_of_correlated(1, 0.99, 0.1), 0.99));
    assert!(close(any_of_correlated(50, 0.99, 0.1), 0.999));
}

#[test]
fn chance_agrees_with_the_formulas() {
    // 100,000 trials: four standard errors are below 0.0064.
    let trials = 100_000;
    for (seed, n) in (0..).zip([1, 2, 3, 10, 50]) {
        let near = |a: f64, b: f64| (a - b).abs() < 0.0064;
        let all = observe(seed, trials, (n, 0.9, 0.0), |up| up == n);
        assert!(near(all, all_of(n, 0.9)), "{n}: {all}");
        let any = observe(seed, trials, (n, 0.7, 0.2), |up| up > 0);
        assert!(near(any, any_of_correlated(n, 0.7, 0.2)), "{n}: {any}");
        let majority = observe(seed, trials, (n, 0.7, 0.0), |up| up > n / 2);
        assert!(near(majority, at_least(n / 2 + 1, n, 0.7)), "{n}: {majority}");
    }
}

#[test]
fn a_hundred_servers_make_the_exception_the_rule() {
    let share = |count, slow, hedged| {
        Servers { count, slow, hedged }.slow_requests(1, 20_000)
    };
    let near = |a: f64, b: f64| (a - b).abs() < 0.014;
    assert!(near(share(1, 0.01, false), 0.01));
    assert!(near(share(10, 0.01, false), 0.096));
    assert!(near(share(100, 0.01, false), 0.634)); // Dean and Barroso: 63%.
    assert!(near(share(2000, 0.0001, false), 0.181)); // Almost one in five.
    let hedged = share(100, 0.01, true);
    assert!((0.005..0.015).contains(&hedged), "{hedged}");
}

#[test]
fn a_request_takes_as_long_as_its_slowest_server() {
    let mut rng = sim::Rng::new(1);
    let time =
        |slow, hedged, rng: &mut _| Servers { count: 3, slow, hedged }.request(rng);
    let mut second = 0;
    for _ in 0..1000 {
        assert!((5..=15).contains(&time(0.0, false, &mut rng)));
        assert_eq!(time(1.0, false, &mut rng), 1000);
        assert_eq!(time(1.0, true, &mut rng), 1000);
        let half = time(0.5, true, &mut rng);
        // 5 to 15 ms at once, or that much after the wait.
        let fast = (5..=15).contains(&half) || (25..=35).contains(&half);
        assert!(fast || half == 1000, "{half}");
        second += u32::from((25..=35).contains(&half));
    }
    assert!(second > 100, "{second} requests were saved by the second replica");
}

#[test]
fn the_cost_of_an_ideal_system_is_its_overhead() {
    let job = Job { single: 100.0, overhead: 4.0, serial: 0.0, coordination: 0.0 };
    // Four machines are as fast as the thread; the fifth makes the difference.
    assert!(close(job.time(4), 100.0) && job.cost(100) == Some(5));
    assert!(close(job.scaling(8), 8.0));
    assert_eq!((job.cost(4), job.cost(5)), (None, Some(5)));
    let stuck = Job { serial: 0.25, ..job };
    assert_eq!(stuck.cost(1_000_000), None, "the serial part alone takes 100 s");
    // Exercise 5.
    let eight = Job { single: 300.0, overhead: 8.0, serial: 0.05, ..job };
    assert_eq!(eight.cost(1000), Some(13));
    assert_eq!(Job { serial: 0.15, ..eight }.cost(1_000_000), None);
    let chatty = Job { coordination: 1.0, ..job };
    assert!(chatty.time(20) < chatty.time(40) && close(chatty.time(20), 40.0));
}
