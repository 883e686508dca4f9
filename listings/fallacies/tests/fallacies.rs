//! Each fallacy breaks its believer's program, by as much as arithmetic says.

use fallacies::Program::{Cured, Naive};
use fallacies::{
    FALLACIES, administrator, bandwidth, homogeneous, latency, secure, topology,
    transport,
};

#[test]
fn believing_costs_in_all_eight() {
    for f in FALLACIES {
        let [naive, cured] = [Naive, Cured].map(f.run);
        assert!(naive > 9 && cured < naive / 9, "{}: {naive}, {cured}", f.claim);
    }
    let wrong: u64 =
        [0, 3, 4, 5, 7].map(|i| (FALLACIES[i].run)(Cured)).iter().sum();
    assert_eq!(wrong, 0);
}

#[test]
fn twenty_questions_take_twenty_round_trips() {
    assert_eq!([Naive, Cured].map(latency::run), [20 * 30, 30]);
}

#[test]
fn what_does_not_fit_the_line_queues() {
    // The last of 600 orders of 242 KB is sent at 9,983 ms; 12.5 KB leave each ms.
    let last_leaves = (600 * 242_000_u64).div_ceil(12_500);
    assert_eq!(bandwidth::run(Naive), last_leaves - 9_983 + 1);
    assert_eq!(bandwidth::run(Cured), 2);
}

#[test]
fn paid_orders_are_shipped_either_way() {
    for program in [Naive, Cured] {
        let shipped = secure::shipped(program);
        assert_eq!(shipped.iter().filter(|&&order| order < 90).count(), 90);
    }
    assert_eq!(secure::run(Naive), 10);
}

#[test]
fn after_the_move_only_those_who_ask_again_are_served() {
    assert_eq!([Naive, Cured].map(topology::run), [50, 0]);
}

#[test]
fn a_deadline_stops_work_for_nobody_but_not_the_doubt() {
    let [naive, cured] = [Naive, Cured].map(administrator::report);
    assert!(naive.too_late > 100 && cured.too_late == 0);
    assert!(cured.executions < naive.executions);
    // Executed in time, answered too late: no deadline removes that.
    assert!(cured.ambiguous > 0);
    // With one budget for both, as many users are told that it failed.
    assert!(naive.failed.abs_diff(cured.failed) < 100, "{naive:?} {cured:?}");
}

#[test]
fn round_robin_sends_two_pages_of_three_to_another_zone() {
    assert_eq!(transport::kilobytes(Naive), (4_000, 6_000));
    assert_eq!(transport::kilobytes(Cured), (0, 6_000));
}

#[test]
fn the_old_consumer_charges_a_hundredfold() {
    let naive = homogeneous::charged(Naive);
    assert_eq!(naive.iter().filter(|&&cents| cents == 190_000).count(), 100);
    assert_eq!(naive.iter().filter(|&&cents| cents == 1_900).count(), 200);
    assert_eq!(homogeneous::charged(Cured), [1_900; 300]);
}
