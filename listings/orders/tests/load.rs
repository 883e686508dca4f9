//! The estimates, and the queue against what can be computed by hand.

use orders::{Commit, Load, Machine, Rates, measure};

fn orders(orders_per_second: u64) -> Rates {
    Rates { orders_per_second, reads_per_second: 0 }
}

#[test]
fn the_numbers_of_the_book_follow_from_each_other() {
    let load = Load::BOOK;
    assert_eq!(load.average().orders_per_second, 12);
    assert_eq!(load.daily_peak().orders_per_second, 60);
    let promotion = load.promotion();
    let expected = Rates { orders_per_second: 2_000, reads_per_second: 100_000 };
    assert_eq!(promotion, expected);
    assert_eq!(load.kept_gb(), 2_190);
    assert_eq!(load.sent_mbit_per_second(promotion), 16_000);
    assert_eq!(load.orders_in_flight(promotion), 1_000);
    assert_eq!(load.connections(promotion), 1_000_000);
}

#[test]
fn a_machine_is_full_where_its_parts_are() {
    let (machine, promotion) = (Machine::BOOK, Load::BOOK.promotion());
    assert_eq!(machine.order_permille(promotion), 400);
    assert_eq!(machine.read_permille(promotion), 5_000);
    assert_eq!(machine.fsync_permille(promotion), 6_000);
    assert_eq!(machine.fsync_permille(orders(333)), 999);
    assert_eq!(machine.restore_seconds(2_190), 1_752);
}

#[test]
fn one_fsync_per_order_ends_at_333_orders_a_second() {
    let full = measure(1, Machine::BOOK, Commit::Each, orders(2_000));
    assert!((330..=333).contains(&full.done_per_second), "{full:?}");
    assert_eq!(full.orders_per_ten_fsyncs, 10);
    let waiting = 2_000 * 10 - full.done_per_second * 10;
    assert!(full.waiting.abs_diff(waiting) < 600, "{full:?}");
}

#[test]
fn group_commit_carries_a_promotion_and_needs_at_most_two_fsyncs_for_an_order() {
    let machine = Machine::BOOK;
    let m = measure(1, machine, Commit::Group, orders(2_000));
    assert!(m.done_per_second > 1_950 && m.waiting < 30, "{m:?}");
    // It may just miss a group, and then waits for that one and its own.
    assert!(m.p50_us >= machine.fsync_us + machine.order_us);
    assert!(m.p50_us < 2 * machine.fsync_us && m.p99_us < 3 * machine.fsync_us);
    // 2,000 orders a second in groups of 3 ms.
    assert!((55..=65).contains(&m.orders_per_ten_fsyncs), "{m:?}");
}

#[test]
fn without_company_group_commit_changes_nothing() {
    let [each, group] = [Commit::Each, Commit::Group]
        .map(|c| measure(1, Machine::BOOK, c, orders(1)));
    assert_eq!(each, group);
    assert_eq!(each.p50_us, 3_200);
}

#[test]
fn reads_fill_the_core_long_before_orders_do() {
    // 200 µs and 50 reads of 50 µs: 370 orders a second, whatever the disk does.
    let with_reads = |orders_per_second| Rates {
        orders_per_second,
        reads_per_second: orders_per_second * 50,
    };
    let measured =
        |rate| measure(1, Machine::BOOK, Commit::Group, with_reads(rate));
    assert!(measured(300).waiting < 30);
    let full = measured(2_000);
    assert!((360..=375).contains(&full.done_per_second), "{full:?}");
}
