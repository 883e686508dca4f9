//! What a client can and cannot learn from silence.

use sim::{Rng, Time};
use why::silence::{CLIENT, Fate, Reaction, Seen, Times, run};

const SILENT: [Fate; 3] = [Fate::RequestLost, Fate::ReplyLost, Fate::Slow];

/// All that the client has observed of one shop up to and including `until`.
fn view(fate: Fate, times: Times, until: Time) -> Vec<(Time, usize, Seen)> {
    let world = run(&[fate], Reaction::GiveUp, times);
    let log = world.nodes[CLIENT].log().iter().copied();
    log.filter(|(at, ..)| *at <= until).collect()
}

fn reserved(fate: Fate, reaction: Reaction, times: Times) -> u32 {
    run(&[fate], reaction, times).nodes[1].reserved()
}

/// Times in which a slow shop is too slow, and an answer would have been in time.
fn any_times(seed: u64) -> Times {
    let mut rng = Rng::new(seed);
    let link = rng.range(&(1..=40));
    let timeout = rng.range(&(2 * link + 1..=300));
    // The answer is under way for 2 × link besides.
    let work = rng.range(&(timeout - 2 * link + 1..=400));
    Times { link, timeout, work }
}

#[test]
fn at_the_timeout_the_three_silences_look_the_same() {
    for seed in 0..1000 {
        let times = any_times(seed);
        let expected = vec![(0, 1, Seen::Asked), (times.timeout, 1, Seen::Timeout)];
        for fate in SILENT {
            let seen = view(fate, times, times.timeout);
            assert_eq!(seen, expected, "seed {seed}, {fate:?}");
        }
    }
}

#[test]
fn but_what_has_happened_is_not_the_same() {
    for seed in 0..1000 {
        let taken = SILENT.map(|f| reserved(f, Reaction::GiveUp, any_times(seed)));
        assert_eq!(taken, [0, 1, 1], "seed {seed}");
    }
}

#[test]
fn a_timeout_above_the_bound_only_leaves_losses() {
    let times = Times { link: 20, timeout: 191, work: 150 };
    let slow = view(Fate::Slow, times, times.timeout);
    assert_eq!(slow, [(0, 1, Seen::Asked), (190, 1, Seen::Answer)]);
    let lost = view(Fate::RequestLost, times, times.timeout);
    assert_eq!(lost, view(Fate::ReplyLost, times, times.timeout));
}

#[test]
fn asking_again_reserves_twice_unless_the_shop_knows_the_key() {
    for seed in 0..1000 {
        let times = any_times(seed);
        let one = reserved(Fate::RequestLost, Reaction::Retry, times);
        assert_eq!(one, 1, "seed {seed}");
        for fate in [Fate::ReplyLost, Fate::Slow] {
            let two = reserved(fate, Reaction::Retry, times);
            assert!(two >= 2, "seed {seed}, {fate:?}: {two}");
        }
        for fate in SILENT {
            let one = reserved(fate, Reaction::RetryWithKey, times);
            assert_eq!(one, 1, "seed {seed}, {fate:?}");
        }
    }
}

#[test]
fn when_all_is_well_all_reactions_reserve_once_and_see_the_answer() {
    for reaction in [Reaction::GiveUp, Reaction::Retry, Reaction::RetryWithKey] {
        let world = run(&[Fate::Answered], reaction, Times::default());
        let log = world.nodes[CLIENT].log();
        assert_eq!(log, [(0, 1, Seen::Asked), (40, 1, Seen::Answer)]);
        assert_eq!(world.nodes[1].reserved(), 1);
    }
}

#[test]
fn a_retrying_client_ends_with_an_answer() {
    for fate in SILENT {
        let world = run(&[fate], Reaction::RetryWithKey, Times::default());
        let last = world.nodes[CLIENT].log().last().copied();
        assert!(matches!(last, Some((_, 1, Seen::Answer))), "{fate:?}: {last:?}");
    }
}

#[test]
fn in_one_run_each_shop_has_its_own_fate() {
    use Fate::{Answered, ReplyLost, RequestLost, Slow};
    let fates = [RequestLost, Answered, ReplyLost, Answered, Slow];
    let world = run(&fates, Reaction::GiveUp, Times::default());
    let reserved = world.nodes[1..].iter().map(|shop| shop.reserved());
    assert_eq!(reserved.collect::<Vec<_>>(), [0, 1, 1, 1, 1]);
    let log = world.nodes[CLIENT].log().iter();
    let answers = log.filter(|(.., seen)| *seen == Seen::Answer);
    let answers: Vec<_> = answers.map(|&(at, shop, _)| (at, shop)).collect();
    assert_eq!(answers, [(50, 2), (70, 4), (230, 5)]);
}
