//! End to end, and once.

use principles::relay::{Fate, Style, bad_day, fate, one_crash};

fn days(style: Style) -> Fate {
    (0..1000).map(|seed| bad_day(seed, style)).fold(Fate::default(), |a, b| Fate {
        right: a.right + b.right,
        lost: a.lost + b.lost,
        wrong: a.wrong + b.wrong,
        double: a.double + b.double,
        open: a.open + b.open,
    })
}

#[test]
fn a_relay_that_has_acknowledged_still_loses_an_order() {
    let before = fate(&one_crash(Style::EachHop), &[60]);
    assert_eq!(before, Fate { lost: 1, ..Fate::default() });
    let after = fate(&one_crash(Style::Once), &[60]);
    assert_eq!(after, Fate { right: 1, ..Fate::default() });
}

#[test]
fn each_hop_is_right_and_the_whole_is_wrong() {
    let sum = days(Style::EachHop);
    assert!(sum.lost > 100, "{sum:?}");
    assert!(sum.wrong > 100, "{sum:?}");
}

#[test]
fn repeating_until_the_end_confirms_loses_nothing_and_books_twice() {
    let sum = days(Style::EndToEnd);
    assert_eq!((sum.lost, sum.wrong, sum.open), (0, 0, 0));
    assert!(sum.double > 100, "{sum:?}");
}

#[test]
fn end_to_end_and_idempotent_every_order_is_booked_once() {
    let all = Fate { right: 10_000, ..Fate::default() };
    assert_eq!(days(Style::Once), all);
}
