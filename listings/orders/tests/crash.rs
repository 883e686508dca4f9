//! What survives a crash, whenever it comes.

use orders::{Answer, Bug, Disk, Report, Request, Shop, Tail, explore};

fn wish(key: u64, pieces: u32) -> Request {
    Request { key, item: 1, pieces, cents: 100 }
}

fn shop_with(pieces: u32) -> Shop {
    let mut shop = Shop::open(Disk::default(), None);
    shop.receive(1, pieces);
    shop
}

#[test]
fn a_crash_at_any_byte_leaves_the_tables_consistent_and_every_promise_kept() {
    for seed in 1..=3 {
        let report = explore(seed, None);
        let crashes = report.crashes;
        assert!(crashes > 1_000, "seed {seed}: only {crashes} crashes");
        assert_eq!(report, Report { crashes, ..Report::default() }, "seed {seed}");
    }
}

#[test]
fn each_bug_is_caught_by_what_it_breaks() {
    let torn = explore(1, Some(Bug::RecordPerTable));
    assert!(torn.torn > 0 && torn.lost == 0 && torn.lost_later == 0);
    let lost = explore(1, Some(Bug::AnswersBeforeSync));
    assert!(lost.lost > 0 && lost.torn == 0 && lost.doubled == 0);
    let later = explore(1, Some(Bug::KeepsTornTail));
    assert!(later.lost_later > 0 && later.torn == 0 && later.lost == 0);
    let doubled = explore(1, Some(Bug::ForgetsKeys));
    assert!(doubled.doubled > 0 && doubled.lost_later == 0);
}

#[test]
fn every_cut_of_the_log_is_a_state_that_existed() {
    let mut shop = shop_with(4);
    let mut states =
        vec![Shop::open(Disk::default(), None).state, shop.state.clone()];
    for request in [wish(1, 3), wish(2, 2), wish(3, 1)] {
        shop.place(request);
        states.push(shop.state.clone());
    }
    shop.paid(1);
    states.push(shop.state.clone());
    let mut seen = 0;
    for kept in 0..=shop.end() {
        let mut disk = shop.disk().clone();
        disk.crash(kept, Tail::Gone);
        let state = Shop::open(disk, None).state;
        let at = states.iter().position(|s| *s == state);
        let at = at.unwrap_or_else(|| panic!("cut at {kept}: a new state"));
        assert!(at == seen || at == seen + 1, "cut at {kept}: a step was left out");
        seen = at;
    }
    assert_eq!(seen, 5);
}

#[test]
fn no_more_is_sold_than_there_is() {
    let mut shop = shop_with(4);
    assert_eq!(shop.place(wish(1, 3)).answer, Answer::Order(1));
    assert_eq!(shop.place(wish(2, 2)).answer, Answer::SoldOut);
    assert_eq!(shop.place(wish(3, 1)).answer, Answer::Order(2));
    assert_eq!(shop.place(wish(4, 1)).answer, Answer::SoldOut);
    assert_eq!(shop.state.stock[&1].left, 0);
}

#[test]
fn a_retry_hears_the_same_answer_and_changes_nothing() {
    let mut shop = shop_with(2);
    shop.place(wish(1, 2));
    shop.place(wish(2, 1));
    shop.receive(1, 5); // The refusal stands, although there are goods by now.
    let before = (shop.state.clone(), shop.end());
    assert_eq!(shop.place(wish(1, 2)).answer, Answer::Order(1));
    assert_eq!(shop.place(wish(2, 1)).answer, Answer::SoldOut);
    assert_eq!(shop.place(wish(1, 1)).answer, Answer::KeyReused);
    assert_eq!((shop.state.clone(), shop.end()), before);
}

#[test]
fn an_answer_waits_for_the_log_and_so_does_its_repetition() {
    let mut shop = shop_with(2);
    let first = shop.place(wish(1, 1)).after;
    let again = shop.place(wish(1, 1)).after;
    shop.sync_to(first - 1);
    assert!(!shop.may_say(first) && !shop.may_say(again));
    shop.sync_to(first);
    assert!(shop.may_say(first) && shop.may_say(again));
}

#[test]
fn a_payment_that_is_confirmed_twice_is_written_once() {
    let mut shop = shop_with(2);
    shop.place(wish(1, 1));
    assert_eq!(shop.unpaid(), [1]);
    let end = shop.paid(1);
    assert_eq!((shop.paid(1), shop.unpaid()), (end, vec![]));
    assert_eq!(shop.paid(7), end, "an order that is not there");
}
