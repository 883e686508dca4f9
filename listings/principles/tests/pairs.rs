//! The other pairs: each fails before, and holds after.

use principles::crash_only::{after, before};
use principles::facts::{Fact, Facts, Row};
use principles::fallback::{Plan, minute};
use principles::observe::{Balancer, Evidence};
use principles::page::{DEADLINE, Page, Server, Style};
use principles::queue::{LIMIT, Policy, run};
use sim::{Fault, Network, Rng, World};

// ---- queue

#[test]
fn an_unbounded_queue_is_busy_and_useless() {
    for seed in 0..50 {
        let report = run(seed, Policy::Unbounded, 120);
        assert_eq!(report.times.len() as u64, report.offered, "all are served");
        assert!(report.useful() * 5 < report.times.len(), "few of them in time");
        assert!(report.length[59] > 1_000, "and the queue only grows");
    }
}

#[test]
fn a_bounded_queue_refuses_some_and_serves_the_others_in_time() {
    for seed in 0..50 {
        let report = run(seed, Policy::Bounded, 120);
        assert_eq!(report.useful(), report.times.len());
        assert!(report.useful() as u64 * 100 > report.offered * 80);
        assert_eq!(report.refused + report.times.len() as u64, report.offered);
        assert_eq!(report.length.iter().max(), Some(&LIMIT));
    }
}

#[test]
fn dropping_what_is_too_late_saves_the_work_but_not_the_waiting() {
    for seed in 0..50 {
        let late = run(seed, Policy::Expiring, 120);
        assert_eq!(late.useful(), late.times.len(), "no work is wasted");
        assert!(late.expired > 100);
        assert!(
            late.percentile(50)
                > 2 * run(seed, Policy::Bounded, 120).percentile(50)
        );
    }
}

#[test]
fn below_the_limit_nobody_is_refused_for_long_and_littles_law_holds() {
    for seed in 0..50 {
        for policy in [Policy::Unbounded, Policy::Expiring, Policy::Bounded] {
            for load in [50, 90, 120] {
                let report = run(seed, policy, load);
                let (number, rate_times_stay) = report.little();
                assert!(number.abs_diff(rate_times_stay) <= 1, "{policy:?} {load}");
            }
            assert_eq!(run(seed, policy, 50).refused, 0);
        }
    }
}

#[test]
fn percentiles_are_ranks() {
    let report = run(1, Policy::Bounded, 120);
    let beyond = |p| report.times.iter().filter(|t| **t / 1_000 > p).count();
    assert!(beyond(report.percentile(99)) * 100 <= report.times.len());
    assert!(beyond(report.percentile(99) - 1) * 100 >= report.times.len());
}

// ---- page

fn page(seed: u64, style: Style, faults: bool) -> Option<(u64, Page)> {
    let mut network = Network::reliable(5..=80);
    network.loss = if faults { 0.2 } else { 0.0 };
    let mut world = World::new(seed, network, Server::site(style)).without_trace();
    if faults && seed.is_multiple_of(3) {
        world.schedule(20, Fault::Crash(1 + (seed % 2) as usize));
    }
    world.run_until(5_000);
    world.nodes[0].page()
}

#[test]
fn who_waits_for_all_may_wait_for_ever() {
    let pages = (0..1000).map(|seed| page(seed, Style::WaitsForAll, true));
    assert!(pages.filter(Option::is_none).count() > 300);
}

#[test]
fn there_is_an_answer_by_the_deadline_and_never_an_invented_price() {
    let mut seen = [0; 3];
    for seed in 0..1000 {
        let answer = page(seed, Style::Deadline, true);
        let (at, page) = answer.expect("there is always an answer");
        assert!(at <= DEADLINE, "seed {seed}");
        match page {
            Page::Full(60, 8) => seen[0] += 1,
            Page::WithoutReviews(60) => seen[1] += 1,
            Page::Error => seen[2] += 1,
            other => panic!("seed {seed}: {other:?}"),
        }
        if at < DEADLINE {
            assert_eq!(page, Page::Full(60, 8), "no hurry before the deadline");
        }
    }
    assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
}

// ---- fallback

#[test]
fn a_fallback_to_the_database_takes_the_orders_down_with_it() {
    for seed in 0..100 {
        let sum = minute(seed, Plan::Database);
        assert!(sum.failed_orders * 5 > sum.orders, "{sum:?}");
        assert!(sum.failed_pages > sum.full / 4, "{sum:?}");
    }
}

#[test]
fn a_fallback_that_needs_nothing_leaves_the_orders_alone() {
    for seed in 0..100 {
        let (sum, other) =
            (minute(seed, Plan::Static), minute(seed, Plan::Database));
        assert_eq!((sum.failed_orders, sum.failed_pages), (0, 0));
        assert_eq!(sum.orders, other.orders + other.failed_orders);
        assert!(sum.plain > 20 * 2_500, "for twenty seconds, pages are plain");
        let pages =
            |s: principles::fallback::Second| s.full + s.plain + s.failed_pages;
        assert_eq!(pages(sum), pages(other));
    }
}

// ---- facts

const HISTORY: [Fact; 5] = [
    Fact::Received(10),
    Fact::Sold(3),
    Fact::Returned(1),
    Fact::Sold(4),
    Fact::Cancelled(1),
];

/// Two copies that hear the same messages, each in its own order, some twice.
fn copies(seed: u64) -> ([Row; 2], [Facts; 2]) {
    let mut rng = Rng::new(seed);
    let mut copies = (<[Row; 2]>::default(), <[Facts; 2]>::default());
    for copy in 0..2 {
        let mut order: Vec<usize> = (0..5).chain([rng.index(5)]).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, rng.index(i + 1));
        }
        for i in order {
            let mut told = Facts::default();
            (0..=i).for_each(|n| told.accept(n as u64, HISTORY[n]));
            copies.0[copy].accept(told.stock(true));
            copies.1[copy].accept(i as u64, HISTORY[i]);
        }
    }
    copies
}

#[test]
fn overwritten_rows_differ_for_ever() {
    let differ = |seed: &u64| {
        let (rows, _) = copies(*seed);
        rows[0] != rows[1]
    };
    assert!((0..1000).filter(differ).count() > 500);
}

#[test]
fn facts_agree_whatever_the_order_and_can_be_asked_again() {
    for seed in 0..1000 {
        let (_, [one, two]) = copies(seed);
        assert_eq!(one, two, "seed {seed}");
        assert_eq!(one.stock(true), 10 + 1 - 4, "the first sale was cancelled");
        assert_eq!(one.stock(false), 10 - 4, "another question, the same facts");
    }
}

#[test]
fn a_fact_does_not_change() {
    let mut facts = Facts::default();
    facts.accept(0, Fact::Received(10));
    facts.accept(0, Fact::Received(99));
    assert_eq!(facts.stock(true), 10);
}

#[test]
fn facts_alone_do_not_keep_a_limit() {
    // Two shops sell the last one, each by what it knows: facts need no permission.
    let (mut one, mut two) = (Facts::default(), Facts::default());
    for shop in [&mut one, &mut two] {
        shop.accept(0, Fact::Received(1));
        assert_eq!(shop.stock(true), 1);
    }
    one.accept(1, Fact::Sold(1));
    one.accept(2, Fact::Sold(1)); // the other's, when it arrives
    assert_eq!(one.stock(true), -1);
}

// ---- crash-only

#[test]
fn what_is_saved_at_shutdown_is_lost_in_a_crash() {
    let mut disk = Vec::new();
    let mut inbox = before::Inbox::start(&mut disk);
    assert!(inbox.accept(1, &mut disk));
    inbox.stop(&mut disk);
    let mut inbox = before::Inbox::start(&mut disk);
    assert_eq!(inbox.orders(), [1], "an orderly restart keeps the order");
    assert!(inbox.accept(2, &mut disk));
    drop(inbox); // kill -9
    assert_eq!(before::Inbox::start(&mut disk).orders(), [] as [u64; 0]);
}

#[test]
fn whatever_was_acknowledged_survives_any_sequence_of_crashes() {
    for seed in 0..1000 {
        let mut rng = Rng::new(seed);
        let (mut disk, mut acknowledged) = (Vec::new(), Vec::new());
        let mut inbox = after::Inbox::start(&mut disk);
        for order in 0..50 {
            if inbox.accept(order, &mut disk) {
                acknowledged.push(order);
            }
            while rng.chance(0.3) {
                inbox = after::Inbox::start(&mut disk); // also twice in a row
            }
            assert_eq!(inbox.orders(), acknowledged, "seed {seed}");
        }
    }
}

// ---- observe

/// Requests that failed: of 1000 while one of three is broken, of 1000 after.
fn failures(seed: u64, evidence: Evidence) -> (usize, usize, usize) {
    let mut balancer = Balancer::new(seed, evidence, 3);
    let fail =
        |balancer: &mut Balancer| (0..1000).filter(|_| !balancer.request()).count();
    let whole = fail(&mut balancer);
    balancer.servers[1].broken = true;
    let broken = fail(&mut balancer);
    balancer.servers[1].broken = false;
    (whole, broken, fail(&mut balancer))
}

#[test]
fn a_health_check_that_passes_hides_a_third_of_the_failures() {
    for seed in 0..100 {
        let (whole, broken, mended) = failures(seed, Evidence::HealthCheck);
        assert_eq!((whole, mended), (0, 0));
        assert!(broken > 250, "seed {seed}: {broken}");
    }
}

#[test]
fn outcomes_show_it_and_probes_forgive_it() {
    for seed in 0..100 {
        let mut balancer = Balancer::new(seed, Evidence::Outcomes, 3);
        balancer.servers[1].broken = true;
        let failed = (0..1000).filter(|_| !balancer.request()).count();
        assert!((5..40).contains(&failed), "seed {seed}: {failed}");
        balancer.servers[1].broken = false;
        assert!((0..5000).all(|_| balancer.request()));
        assert!(balancer.trusts(1), "seed {seed}: it is trusted again");
    }
}

#[test]
fn if_all_seem_broken_all_are_tried() {
    let mut balancer = Balancer::new(1, Evidence::Outcomes, 3);
    balancer.servers.iter_mut().for_each(|server| server.broken = true);
    assert!((0..200).all(|_| !balancer.request()));
    assert!((0..3).all(|server| !balancer.trusts(server)));
    balancer.servers[2].broken = false;
    let answered = (0..200).filter(|_| balancer.request()).count();
    assert!(answered > 100, "{answered}");
}
