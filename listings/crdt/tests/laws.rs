//! Convergence as a property of all orders, and the wrong types that break it.

use std::collections::BTreeSet;
use std::fmt::Debug;

use crdt::Replicated;
use crdt::check::{Lab, Law, Step, exhaust};
use crdt::counter::{GCounter, PnCounter};
use crdt::lww::{Lww, LwwMap};
use crdt::mv::MvRegister;
use crdt::or_set::{OrSet, SetUpdate};
use crdt::wrong::{AddingCounter, TieRegister, TwoPhaseSet, UnionSet};
use proptest::prelude::*;

const CUP: [SetUpdate<&str>; 2] = [SetUpdate::Add("cup"), SetUpdate::Remove("cup")];

fn broken<T: Replicated>(updates: &[T::Update]) -> Vec<Law> {
    exhaust::<T>(updates, 4).0.into_iter().collect()
}

#[test]
fn right_types_hold_in_every_order_of_every_short_script() {
    assert_eq!(broken::<GCounter>(&[1, 2]), []);
    assert_eq!(broken::<PnCounter>(&[1, -2]), []);
    assert_eq!(broken::<OrSet<&str>>(&CUP), []);
    assert_eq!(broken::<Lww<char>>(&[(1, 'x'), (1, 'y')]), []);
    assert_eq!(
        broken::<LwwMap<char, char>>(&[(1, 'k', Some('x')), (1, 'k', None)]),
        []
    );
    assert_eq!(broken::<MvRegister<char>>(&['x', 'y']), []);
}

#[test]
fn every_delta_arrives_in_every_order_twice() {
    // Two updates, twice each: 4! / (2! 2!) orders. Three: 6! / 2!^3.
    let script = |n: usize| vec![Step::Update(0, 1); n];
    assert_eq!(Lab::<GCounter>::run(2, &script(2)).every_order(2), 6);
    assert_eq!(Lab::<GCounter>::run(2, &script(3)).every_order(2), 90);
    assert_eq!(exhaust::<GCounter>(&[1], 3).1, 4 * 4 * 4);
}

#[test]
fn a_counter_that_adds_counts_repeated_messages_again() {
    let laws = broken::<AddingCounter>(&[1, -2]);
    assert!(laws.contains(&Law::Idempotent), "{laws:?}");
    assert!(laws.contains(&Law::Convergent), "{laws:?}");
    assert!(!laws.contains(&Law::Commutative), "{laws:?}");
}

#[test]
fn a_union_obeys_the_laws_of_merge_and_still_diverges() {
    let laws = broken::<UnionSet>(&CUP);
    assert_eq!(laws, [Law::Inflationary, Law::Convergent, Law::Meaningful]);
}

#[test]
fn a_two_phase_set_converges_to_the_wrong_value() {
    assert_eq!(broken::<TwoPhaseSet<&str>>(&CUP), [Law::Meaningful]);
}

#[test]
fn ties_that_are_not_broken_are_not_commutative() {
    let laws = broken::<TieRegister>(&[(1, 'x'), (1, 'y')]);
    assert_eq!(laws, [Law::Commutative, Law::Convergent, Law::Meaningful]);
    // With clocks that never agree there is nothing to see.
    let lucky = [Step::Update(0, (1, 'x')), Step::Update(1, (2, 'y'))];
    assert_eq!(Lab::<TieRegister>::run(2, &lucky).broken, BTreeSet::new());
}

#[test]
fn two_values_for_one_slot_have_no_order() {
    // What `every_order` must see: here only the order of deltas differs.
    let script = [Step::Update(0, (1, 'x')), Step::Update(1, (1, 'y'))];
    let mut lab = Lab::<TieRegister>::run(2, &script[..1]);
    assert_eq!(lab.broken, BTreeSet::new());
    lab = Lab::<TieRegister>::run(2, &script);
    lab.broken.clear();
    lab.every_order(1);
    assert!(lab.broken.contains(&Law::Convergent));
}

fn script<U: Clone + Debug>(
    update: impl Strategy<Value = U> + Clone + 'static,
) -> impl Strategy<Value = Vec<Step<U>>> {
    let step = prop_oneof![
        2 => (0..4usize, update).prop_map(|(at, update)| Step::Update(at, update)),
        2 => (0..4usize, 0..4usize).prop_map(|(from, to)| Step::Push(from, to)),
        1 => (0..4usize, 0..500usize).prop_map(|(to, old)| Step::Replay(to, old)),
    ];
    prop::collection::vec(step, 0..60)
}

fn set_update() -> impl Strategy<Value = SetUpdate<char>> + Clone {
    let element = || prop::sample::select(vec!['a', 'b', 'c']);
    prop_oneof![
        element().prop_map(SetUpdate::Add),
        element().prop_map(SetUpdate::Remove)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(150)
    })]

    #[test]
    fn long_scripts_with_repetition_converge(
        adds in script(1..9u64),
        steps in script(prop_oneof![-9..0i64, 1..9i64]),
        sets in script(set_update()),
        writes in script((0..5u64, 0..9u8)),
        keys in script((0..5u64, 0..3u8, prop::option::of(0..9u8))),
        values in script(0..9u8),
    ) {
        prop_assert_eq!(Lab::<GCounter>::run(4, &adds).broken, BTreeSet::new());
        prop_assert_eq!(Lab::<PnCounter>::run(4, &steps).broken, BTreeSet::new());
        prop_assert_eq!(Lab::<OrSet<char>>::run(4, &sets).broken, BTreeSet::new());
        prop_assert_eq!(Lab::<Lww<u8>>::run(4, &writes).broken, BTreeSet::new());
        prop_assert_eq!(Lab::<LwwMap<u8, u8>>::run(4, &keys).broken, BTreeSet::new());
        prop_assert_eq!(Lab::<MvRegister<u8>>::run(4, &values).broken, BTreeSet::new());
    }
}
