//! Three ways to tell a configuration, looked at whole.

use principles::config::{Telling, Way};
use principles::explore::{Protocol, Report, explore};

fn look(way: Way, changes: usize, restarts: bool) -> Report {
    explore(&Telling { way, changes, restarts })
}

#[test]
fn the_whole_configuration_is_always_right_restart_or_not() {
    for changes in 1..=8 {
        for restarts in [false, true] {
            let report = look(Way::Whole, changes, restarts);
            assert_eq!(report.fault, None);
            assert_eq!(report.states, (changes + 1) * (changes + 2) / 2);
        }
    }
}

#[test]
fn changes_as_they_come_make_a_configuration_that_never_was() {
    let (fault, path) = look(Way::Changes, 2, false).fault.expect("it is wrong");
    assert_eq!(fault, "a configuration that never was");
    assert_eq!(path, ["make 1", "make 2", "deliver 2"]);
}

#[test]
fn changes_in_their_order_are_right_until_the_receiver_restarts() {
    // Each change is missing, taken, or acknowledged: three cases.
    for changes in 1..=6 {
        let report = look(Way::Ordered, changes, false);
        assert_eq!(report.fault, None);
        let states: usize = (0..=changes as u32).map(|n| 3_usize.pow(n)).sum();
        assert_eq!(report.states, states);
    }
    let (fault, path) = look(Way::Ordered, 1, true).fault.expect("it is wrong");
    assert_eq!(fault, "stuck: nobody will say it again");
    assert_eq!(path, ["make 1", "deliver 1", "acknowledge 1", "restart"]);
}

#[test]
fn an_old_message_does_not_take_the_configuration_back() {
    let telling = Telling { way: Way::Whole, changes: 2, restarts: false };
    let walk = |names: &[&str]| {
        names.iter().fold(telling.start(), |state, name| {
            let steps = telling.steps(&state);
            steps.into_iter().find(|(n, _)| n == name).expect("it can happen").1
        })
    };
    let newest = walk(&["make 1", "make 2", "deliver 2"]);
    assert_eq!(walk(&["make 1", "make 2", "deliver 2", "deliver 1"]), newest);
    assert_ne!(walk(&["make 1", "make 2", "deliver 1"]), newest);
}
