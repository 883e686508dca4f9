//! What SWIM promises, and which of its parts each promise hangs on.

use membership::measure::*;
use membership::scenario::{brisk, broken_link, slow_down, slow_node};
use membership::*;
use sim::{Event, Network, Node, NodeId, Out, World};

fn expelled(world: &World<Swim>) -> Vec<NodeId> {
    (0..world.nodes.len()).filter(|&node| world.nodes[node].expelled).collect()
}

#[test]
fn each_crash_is_detected_by_all_survivors() {
    for seed in 0..40 {
        for loss in [0, 5] {
            let mut group = swim(seed, 10, lossy(loss), &Config::default());
            let at = 10_000 + seed * 37 % 1000;
            group.run_until(at);
            group.crash(3);
            group.crash(7);
            group.run_until(at + 60_000);
            for by in [0, 1, 2, 4, 5, 6, 8, 9] {
                for dead in [3, 7] {
                    assert!(
                        group.thinks_dead(by, dead),
                        "seed {seed}: {by}, {dead}"
                    );
                }
            }
            assert!(
                expelled(&group).is_empty(),
                "seed {seed}: a survivor is condemned"
            );
        }
    }
}

#[test]
fn in_a_quiet_network_nobody_is_even_suspected() {
    for seed in 0..5 {
        let config = Config::default();
        let mut world = cluster(seed, 12, Network::reliable(5..=15), &config);
        world.run_until(120_000);
        assert_eq!(world.trace.story(), "", "seed {seed}");
    }
}

#[test]
fn suspicion_lets_a_slow_node_object() {
    let hasty = Config { suspicion: 0, ..brisk() };
    let (mut suspected, mut killed) = (0, 0);
    for seed in 0..200 {
        let world = slow_node(seed, &brisk());
        assert!(expelled(&world).is_empty(), "seed {seed}");
        // Whoever was suspected is alive in a newer incarnation, for everybody.
        let own: Vec<_> =
            (0..3).map(|node| world.nodes[node].view.claim(node)).collect();
        for node in &world.nodes {
            let view: Vec<_> = (0..3).map(|other| node.view.claim(other)).collect();
            assert_eq!(view, own, "seed {seed}");
        }
        suspected += u32::from(own[2].incarnation > 0);
        killed += u32::from(!expelled(&slow_node(seed, &hasty)).is_empty());
    }
    assert!(suspected > 30, "{suspected}");
    assert!(killed >= suspected, "{killed}");
}

#[test]
fn an_objection_needs_a_new_incarnation_and_somebody_who_listens() {
    for bug in [Bug::NoIncarnationBump, Bug::RefutationIgnored] {
        let config = Config { bug: Some(bug), ..brisk() };
        let killed = (0..200)
            .filter(|&seed| !expelled(&slow_node(seed, &config)).is_empty());
        let killed = killed.count();
        assert!(killed > 30, "{bug:?}: {killed}");
    }
}

#[test]
fn helpers_save_a_node_behind_a_broken_link() {
    let direct = Config { helpers: 0, ..brisk() };
    for seed in 0..50 {
        let world = broken_link(seed, &brisk());
        assert_eq!(
            world.trace.story().matches("suspect").count(),
            0,
            "seed {seed}"
        );
        let world = broken_link(seed, &direct);
        assert!(world.trace.story().contains("suspect"), "seed {seed}");
        let world = broken_link(seed, &Config { suspicion: 0, ..direct.clone() });
        assert!(!expelled(&world).is_empty(), "seed {seed}");
    }
}

#[test]
fn each_defence_lowers_the_rate_of_wrong_verdicts() {
    let full = Config::default();
    let hasty = Config { suspicion: 0, ..full.clone() };
    let direct = Config { helpers: 0, ..hasty.clone() };
    let rate = |config: &Config| {
        first_mistakes(10, 300_000, |seed| swim(seed, 16, lossy(10), config))
    };
    let [direct, hasty, full] = [&direct, &hasty, &full].map(rate);
    assert!(direct > 3.0 * hasty, "{direct} {hasty}");
    assert!(hasty > 10.0 * full.max(0.1), "{hasty} {full}");
}

#[test]
fn all_members_are_probed_in_each_round() {
    let round = |order| {
        let config = Config { order, ..Config::default() };
        let mut world = cluster(5, 6, Network::reliable(5..=15), &config);
        world.run_until(60_000);
        let pings =
            world.trace.records.iter().filter_map(|record| match &record.event {
                Event::Send { from, to, label, .. } => {
                    (from == "n0" && label == "ping").then(|| to.clone())
                }
                _ => None,
            });
        pings.collect::<Vec<_>>()
    };
    let complete = |targets: &[String]| {
        (1..6).all(|node| targets.contains(&format!("n{node}")))
    };
    let robin = round(Order::RoundRobin);
    assert!(robin.len() > 50 && robin.chunks_exact(5).all(complete));
    assert!(robin.chunks_exact(5).any(|round| round != &robin[..5]), "no shuffle");
    assert!(!round(Order::Random).chunks_exact(5).all(complete));
}

#[test]
fn the_first_detection_takes_e_over_e_minus_1_periods() {
    for order in [Order::Random, Order::RoundRobin] {
        let config =
            Config { suspicion: 0, start: 0..=0, order, ..Config::default() };
        let periods = |seed| {
            let mut group = swim(seed, 24, lossy(0), &config);
            detection(&mut group, 0, 6_999).unwrap().0 / 1000
        };
        let mean = (0..300).map(periods).sum::<u64>() as f64 / 300.0;
        assert!((1.40..=1.76).contains(&mean), "{order:?}: {mean}");
    }
}

#[test]
fn news_spreads_in_about_log_n_periods() {
    let config = Config { suspicion: 0, ..Config::default() };
    let spread = |size: usize| {
        let mut times: Vec<_> = (0..20)
            .map(|seed| {
                let mut group = swim(seed, size, lossy(0), &config);
                let (first, all) = detection(&mut group, 0, 5_000).unwrap();
                all - first
            })
            .collect();
        percentile(&mut times, 50) as f64 / 1000.0
    };
    for size in [8, 32, 128] {
        let (periods, log) = (spread(size), (size as f64).log2());
        assert!(periods < 1.0 + log, "{size}: {periods} periods");
        assert!(periods > 0.3 * log - 0.5, "{size}: {periods} periods");
    }
}

#[test]
fn the_load_of_a_member_does_not_grow_with_the_group() {
    let config = Config::default();
    let load = |mut group: Box<dyn Group>, size: f64| {
        group.run_until(5_000);
        let before = group.sent();
        group.run_until(35_000);
        (group.sent() - before) as f64 / 30.0 / size
    };
    for size in [8, 64] {
        let member = load(Box::new(swim(1, size, lossy(0), &config)), size as f64);
        assert!((1.9..=2.1).contains(&member), "{size}: {member}");
        let beats = heartbeats(1, size, lossy(0), FixedTimeout::new(5000));
        let node = load(Box::new(beats), size as f64);
        assert!((node - (size as f64 - 1.0)).abs() < 0.1 * size as f64, "{node}");
    }
}

#[test]
fn a_large_group_needs_room_for_its_news_and_time_to_object() {
    let expelled_of = |room, suspicion| {
        let config = Config { room, suspicion, ..Config::default() };
        let mut group = swim(2, 192, lossy(10), &config);
        group.run_until(40_000);
        expelled(&group).len()
    };
    assert!(expelled_of(4, 5_000) > 20);
    assert_eq!(expelled_of(24, 10_000), 0);
}

#[test]
fn a_member_that_misses_answers_doubts_itself() {
    let healthy_dead = |local_health| {
        let config = Config { local_health, suspicion: 3000, ..Config::default() };
        let dead = |seed| {
            let mut network = lossy(0);
            slow_down(&mut network, 0, 12, 300, 900);
            let mut group = swim(seed, 12, network, &config);
            group.run_until(300_000);
            let healthy = expelled(&group).into_iter().filter(|&node| node != 0);
            healthy.count()
        };
        (0..30).map(dead).sum::<usize>()
    };
    let (plain, careful) = (healthy_dead(false), healthy_dead(true));
    assert!(plain > 2 * careful, "{plain} {careful}");
}

/// Delivers a message to n0 of a group of four; returns what it sends.
fn deliver(
    swim: &mut Swim,
    kind: Kind,
    probe: Probe,
    gossip: &[Update],
) -> Vec<Message> {
    let mut out = Out::new(0);
    swim.on_message(1, Message { kind, probe, gossip: gossip.to_vec() }, &mut out);
    sent(out).into_iter().map(|(_, message)| message).collect()
}

fn sent(out: Out<Message, Timer>) -> Vec<(NodeId, Message)> {
    let send = |action| match action {
        sim::Action::Send(to, message) => Some((to, message)),
        _ => None,
    };
    out.into_actions().into_iter().filter_map(send).collect()
}

fn period(swim: &mut Swim) -> Vec<(NodeId, Message)> {
    let mut out = Out::new(0);
    swim.on_timer(Timer::Period, &mut out);
    sent(out)
}

#[test]
fn an_answer_to_an_earlier_probe_does_not_count() {
    let mut member = Swim::new(0, 4, Config::default(), 1);
    let first = period(&mut member)[0].1.probe;
    let second = period(&mut member)[0].1.probe;
    deliver(&mut member, Kind::Ack, first, &[]);
    let third = period(&mut member)[0].1.probe;
    deliver(&mut member, Kind::Ack, third, &[]);
    period(&mut member);
    let statuses = [first, second, third].map(|probe| member.status(probe.target));
    assert_eq!(statuses, [Status::Suspect, Status::Suspect, Status::Alive]);
}

#[test]
fn patience_ends_when_answers_come_again() {
    let config = Config { local_health: true, ..Config::default() };
    let mut member = Swim::new(0, 4, config, 1);
    let wait = |member: &mut Swim, answered: bool| {
        let mut out = Out::new(0);
        member.on_timer(Timer::Period, &mut out);
        let mut wait = 0;
        for action in out.into_actions() {
            match action {
                sim::Action::SetTimer(time, Timer::Period) => wait = time,
                sim::Action::Send(_, message) if answered => {
                    deliver(member, Kind::Ack, message.probe, &[]);
                }
                _ => {}
            }
        }
        wait
    };
    assert_eq!([0; 3].map(|_| wait(&mut member, false)), [1000, 2000, 3000]);
    // The third probe goes unanswered as well, then all is well again.
    assert_eq!(
        [0; 5].map(|_| wait(&mut member, true)),
        [4000, 3000, 2000, 1000, 1000]
    );
}

#[test]
fn an_old_suspicion_is_no_reason_to_object_again() {
    let mut member = Swim::new(0, 4, Config::default(), 1);
    let probe = Probe { origin: 1, target: 0, number: 1 };
    let suspect = |incarnation| Update {
        node: 0,
        claim: Claim { incarnation, status: Status::Suspect },
    };
    deliver(&mut member, Kind::Ping, probe, &[suspect(0)]);
    assert_eq!(member.view.claim(0).incarnation, 1);
    deliver(&mut member, Kind::Ping, probe, &[suspect(0)]);
    assert_eq!(member.view.claim(0).incarnation, 1);
    deliver(&mut member, Kind::Ping, probe, &[suspect(4)]);
    assert_eq!(member.view.claim(0).incarnation, 5);
    assert_eq!(member.status(0), Status::Alive);
}

#[test]
fn the_expelled_fall_silent() {
    let mut member = Swim::new(0, 4, Config::default(), 1);
    let probe = Probe { origin: 1, target: 0, number: 1 };
    assert_eq!(deliver(&mut member, Kind::Ping, probe, &[]).len(), 1);
    let claim = Claim { incarnation: 0, status: Status::Dead };
    deliver(&mut member, Kind::Ping, probe, &[Update { node: 0, claim }]);
    assert!(member.expelled);
    assert_eq!(deliver(&mut member, Kind::Ping, probe, &[]).len(), 0);
}
