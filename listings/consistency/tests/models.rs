//! The models tell the litmus histories apart, and the offence is the right one.

use consistency::litmus::{all, two_registers};
use consistency::{
    Call, Guarantee, Model, Operation, first_offence, linearizable_by_key, only,
};

fn named(name: &str) -> Vec<Operation> {
    all().into_iter().find(|(n, _)| *n == name).expect("a litmus history").1
}

/// The models and guarantees that a history keeps: `LSCP` and `rmws`.
fn kept(history: &[Operation]) -> String {
    let models = Model::ALL.iter().zip("LSCP".chars());
    let models = models.filter(|(m, _)| m.allows(history)).map(|(_, c)| c);
    let sessions = Guarantee::ALL.iter().zip("rmws".chars());
    let sessions = sessions.filter(|(g, _)| g.broken(history).is_none());
    models.chain(sessions.map(|(_, c)| c)).collect()
}

#[test]
fn each_history_separates_two_models() {
    for (name, expected) in [
        ("lucky overlap", "LSCPrmws"),
        ("unanswered write", "LSCPrmws"),
        ("stale read", "SCPrmws"),
        ("new, then old", "SCPrmws"),
        ("two registers", "CPrmws"),
        ("effect first", "Prmws"),
        ("one writer", "rmws"),
        ("own write lost", "mws"),
        ("back in time", "rws"),
    ] {
        assert_eq!(kept(&named(name)), expected, "{name}");
    }
}

#[test]
fn sequential_consistency_does_not_compose() {
    let both = two_registers();
    for key in ['x', 'y'] {
        assert!(Model::Sequential.allows(&only(key, &both)));
        // It is not linearizable, though: of the parts, one is already wrong.
        assert!(!Model::Linearizable.allows(&only(key, &both)));
    }
    assert!(!Model::Sequential.allows(&both));
}

#[test]
fn an_unanswered_write_may_have_happened_or_not() {
    let write = Operation::write(0, 'x', 1, 0..=10).pending();
    for value in [0, 1] {
        let read = Operation::read(1, 'x', value, 20..=30);
        assert!(Model::Linearizable.allows(&[write.clone(), read]));
    }
    // But once it has been seen, it has happened.
    let seen = Operation::read(1, 'x', 1, 20..=30);
    let unseen = Operation::read(1, 'x', 0, 40..=50);
    let history = [write, seen, unseen];
    assert_eq!(kept(&history), "rws");
    assert_eq!(first_offence(&history).unwrap().operation, history[2]);
}

#[test]
fn a_value_that_nobody_wrote_is_never_allowed() {
    let history =
        [Operation::write(0, 'x', 1, 0..=9), Operation::read(1, 'x', 7, 0..=9)];
    assert_eq!(kept(&history), "rmws");
    let early =
        [Operation::read(0, 'x', 1, 0..=9), Operation::write(1, 'x', 1, 20..=30)];
    // Sequential consistency knows no time: reading the future is allowed.
    assert_eq!(kept(&early), "SCPrmws");
    assert_eq!(first_offence(&early).unwrap().operation, early[0]);
}

#[test]
fn an_operation_that_touches_another_is_concurrent_with_it() {
    let write = Operation::write(0, 'x', 1, 0..=10);
    let read = |from| Operation::read(1, 'x', 0, from..=30);
    assert!(Model::Linearizable.allows(&[write.clone(), read(10)]));
    assert!(!Model::Linearizable.allows(&[write, read(11)]));
}

#[test]
fn a_client_keeps_its_own_order_even_without_time_between() {
    let write = Operation::write(0, 'x', 1, 0..=10);
    assert!(
        !Model::Linearizable.allows(&[write, Operation::read(0, 'x', 0, 10..=20)])
    );
}

#[test]
fn cause_and_effect_go_through_other_clients() {
    // x=1 is read by c1, who writes x=2, which is read by c2, who writes y=3.
    let history = [
        Operation::write(0, 'x', 1, 0..=9),
        Operation::read(1, 'x', 1, 10..=19),
        Operation::write(1, 'z', 2, 20..=29),
        Operation::read(2, 'z', 2, 30..=39),
        Operation::write(2, 'y', 3, 40..=49),
        Operation::read(3, 'y', 3, 50..=59),
        Operation::read(3, 'x', 0, 60..=69),
    ];
    assert_eq!(kept(&history), "Prmws");
    // With time turned around in the list, the closure must find it all the same.
    let turned: Vec<_> = history.into_iter().rev().collect();
    assert_eq!(kept(&turned), "Prmws");
}

#[test]
fn a_value_of_another_register_is_no_cause() {
    let history = [
        Operation::write(0, 'z', 5, 0..=9),
        Operation::write(0, 'x', 1, 10..=19),
        Operation::write(1, 'y', 1, 0..=9),
        Operation::read(2, 'y', 1, 20..=29),
        Operation::read(2, 'z', 0, 30..=39),
    ];
    assert!(Model::Causal.allows(&history));
}

#[test]
fn the_offence_is_the_first_impossible_answer() {
    let history = named("new, then old");
    let offence = first_offence(&history).unwrap();
    assert_eq!(offence.operation, history[2]);
    // Its write is not yet answered, and the first read shows that it has happened.
    let write = history[0].clone().pending();
    assert_eq!(offence.others, [write, history[1].clone()]);
    assert_eq!(first_offence(&named("lucky overlap")), None);

    // The write answers last, and is not to blame.
    let stale = named("stale read");
    assert_eq!(first_offence(&stale).unwrap().operation, stale[1]);
    // A question without an answer explains nothing.
    let asking = Operation::read(2, 'x', 0, 0..=1).pending();
    let history = [vec![asking], stale].concat();
    assert_eq!(first_offence(&history).unwrap().others, history[1..2]);
}

#[test]
fn the_guarantees_name_the_two_operations() {
    let versioned = |call, version, at| {
        let mut operation = match call {
            Call::Write(key, value) => Operation::write(0, key, value, at..=at + 5),
            Call::Read(key) => Operation::read(0, key, version, at..=at + 5),
        };
        operation.returned.as_mut().unwrap().version = (version, 0);
        operation
    };
    let (write, read) = (Call::Write('x', 1), Call::Read('x'));
    for (first, then, guarantee) in [
        (write, read, Guarantee::ReadYourWrites),
        (read, read, Guarantee::MonotonicReads),
        (write, write, Guarantee::MonotonicWrites),
        (read, write, Guarantee::WritesFollowReads),
    ] {
        for other in Guarantee::ALL {
            let back = [versioned(first, 2, 0), versioned(then, 1, 10)];
            let expected = (other == guarantee).then_some([&back[0], &back[1]]);
            assert_eq!(other.broken(&back), expected, "{other:?}");
            let same = [versioned(first, 2, 0), versioned(then, 2, 10)];
            assert_eq!(other.broken(&same), None);
            // Another key, or another client: no promise.
            let key =
                if then == read { Call::Read('y') } else { Call::Write('y', 1) };
            let keys = [versioned(first, 2, 0), versioned(key, 1, 10)];
            assert_eq!(other.broken(&keys), None);
            let mut clients = back.clone();
            clients[1].client = 1;
            assert_eq!(other.broken(&clients), None);
        }
    }
}

#[test]
fn what_has_failed_is_not_tried_again() {
    // 14 writes at once have 14! orders, and no order explains the read.
    let mut history: Vec<_> =
        (0..14).map(|i| Operation::write(i, 'x', i as u32 + 1, 0..=10)).collect();
    history.push(Operation::read(14, 'x', 99, 20..=30));
    assert!(!Model::Linearizable.allows(&history));
}

#[test]
#[should_panic(expected = "u64")]
fn a_history_that_is_too_long_is_refused() {
    let write =
        |i| Operation::write(0, 'x', i, u64::from(i) * 10..=u64::from(i) * 10 + 5);
    Model::Linearizable.allows(&(1..=65).map(write).collect::<Vec<_>>());
}

#[test]
fn by_key_longer_histories_can_be_checked() {
    let mut history = vec![];
    for i in 0..70_u32 {
        let key = ['x', 'y'][i as usize % 2];
        let at = u64::from(i) * 10;
        history.push(Operation::write(0, key, i + 1, at..=at + 5));
    }
    assert!(linearizable_by_key(&history));
    history.push(Operation::read(1, 'y', 1, 900..=910));
    assert!(!linearizable_by_key(&history));
}
