//! No leader: what R + W > N gives, what it doesn't, and what each repair adds.

use replication::history::{Kind, Operation, inversions, stale_reads};
use replication::quorum::{Config, HAND_OFF, Member, Message, Repair, Timer};
use replication::scenes;
use sim::{Action, Chaos, Fault, Network, Node, NodeId, Out, Rng, World};

fn config(n: usize, r: usize, w: usize, repair: Repair) -> Config {
    Config {
        homes: (0..n).collect(),
        stand_ins: vec![],
        r,
        w,
        repair,
        patience: 40,
    }
}

/// The history of a writer and two readers on `nodes` nodes in bad times.
fn bad_times(seed: u64, config: &Config, nodes: usize) -> Vec<Operation> {
    let (world, clients) = bad_world(seed, config, nodes);
    history(world, clients)
}

fn bad_world(
    seed: u64,
    config: &Config,
    nodes: usize,
) -> (World<Member>, [NodeId; 3]) {
    let mut network = Network::reliable(1..=30);
    network.loss = 0.05;
    network.duplicate = 0.05;
    let members = Member::cluster(config, nodes, 3);
    let names = (0..).map(|i| format!("n{i}"));
    let mut world = World::new(seed, network, names.zip(members)).without_trace();
    let chaos = Chaos {
        until: 2000,
        crash: Some((100..=400, 20..=200)),
        partition: Some((100..=400, 20..=200)),
    };
    // Clients don't crash: a crashed writer would need its counter on disk.
    for (at, fault) in chaos.schedule(seed, nodes + 3) {
        if !matches!(fault, Fault::Crash(n) | Fault::Restart(n) if n >= nodes) {
            world.schedule(at, fault);
        }
    }
    let clients = [nodes, nodes + 1, nodes + 2];
    let mut rng = Rng::new(seed);
    while world.now() < 2000 {
        world.run_until(world.now() + rng.range(&(5..=25)));
        match rng.index(4) {
            0 => world.call(clients[0], |m, out| m.client().write(out)),
            n => world.call(clients[1 + n % 2], |m, out| m.client().read(out)),
        }
    }
    world.run_until(5000);
    (world, clients)
}

fn history(mut world: World<Member>, clients: [NodeId; 3]) -> Vec<Operation> {
    clients.iter().flat_map(|&c| world.nodes[c].client().history.clone()).collect()
}

#[test]
fn no_stale_read_if_and_only_if_r_plus_w_exceeds_n() {
    for n in [1, 2, 3, 5] {
        for (r, w) in (1..=n).flat_map(|r| (1..=n).map(move |w| (r, w))) {
            let config = config(n, r, w, Repair::Off);
            let stale: usize =
                (0..30).map(|seed| stale_reads(&bad_times(seed, &config, n))).sum();
            assert_eq!(stale == 0, r + w > n, "N={n} R={r} W={w}: {stale}");
        }
    }
}

#[test]
fn only_a_write_back_before_the_answer_rules_out_inversions() {
    let count = |repair| -> usize {
        let config = config(3, 2, 2, repair);
        (0..300).map(|seed| inversions(&bad_times(seed, &config, 3))).sum()
    };
    let off = count(Repair::Off);
    let background = count(Repair::Background);
    assert!(off > background && background > 0, "{off} {background}");
    assert_eq!(count(Repair::BeforeAnswer), 0);
}

#[test]
fn write_back_holds_for_uneven_quorums() {
    for (n, r, w) in [(3, 1, 3), (3, 3, 1), (4, 2, 3), (5, 4, 2)] {
        let config = config(n, r, w, Repair::BeforeAnswer);
        for seed in 0..100 {
            let history = bad_times(seed, &config, n);
            let wrong = stale_reads(&history) + inversions(&history);
            assert_eq!(wrong, 0, "N={n} R={r} W={w} seed {seed}");
        }
    }
}

#[test]
fn the_drawn_inversion_and_its_cure() {
    for (repair, wrong) in [(Repair::Off, 1), (Repair::BeforeAnswer, 0)] {
        let history = history(scenes::inversion(repair), [3, 4, 5]);
        assert_eq!(inversions(&history), wrong, "{repair:?}");
        assert_eq!(stale_reads(&history), 0, "{repair:?}");
    }
}

#[test]
fn a_sloppy_quorum_reads_stale_and_converges() {
    let mut config = config(3, 2, 2, Repair::Off);
    config.stand_ins = vec![3, 4];
    let (mut stale, mut writes) = (0, 0);
    for seed in 0..300 {
        let (mut world, clients) = bad_world(seed, &config, 5);
        for node in 0..5 {
            let hints = &world.nodes[node].replica().hints;
            assert!(hints.is_empty(), "seed {seed}: {hints:?}");
        }
        let history = history(world, clients);
        stale += stale_reads(&history);
        writes += history.iter().filter(|op| op.kind == Kind::Write).count();
    }
    assert!(stale > 0);
    // What was bought with it: more writes succeed.
    config.stand_ins.clear();
    let strict = (0..300).flat_map(|seed| bad_times(seed, &config, 5));
    let strict = strict.filter(|op| op.kind == Kind::Write).count();
    assert!(writes > strict, "{writes} {strict}");
}

/// Three replicas, a client, nothing goes wrong but what the test does.
fn quiet(config: &Config) -> World<Member> {
    let members = Member::cluster(config, 4, 1);
    let names = (0..).map(|i| format!("n{i}"));
    World::new(1, Network::reliable(10..=10), names.zip(members))
}

const CLIENT: NodeId = 4;

fn versions(world: &mut World<Member>) -> [u64; 3] {
    [0, 1, 2].map(|n| world.nodes[n].replica().version)
}

#[test]
fn a_minority_may_be_down_but_no_more() {
    let config = config(3, 2, 2, Repair::BeforeAnswer);
    for down in 0..=3 {
        let mut world = quiet(&config);
        (0..down).for_each(|node| world.apply(Fault::Crash(node)));
        world.call(CLIENT, |m, out| m.client().write(out));
        world.run_until(100);
        world.call(CLIENT, |m, out| m.client().read(out));
        world.run_until(1000);
        let done = world.nodes[CLIENT].client().history.len();
        assert_eq!(done, if down <= 1 { 2 } else { 0 }, "{down} down");
    }
}

#[test]
fn a_read_repairs_the_replica_that_it_asked() {
    for (repair, repaired) in [
        (Repair::Off, false),
        (Repair::Background, true),
        (Repair::BeforeAnswer, true),
    ] {
        let mut world = quiet(&config(3, 2, 2, repair));
        world.apply(Fault::Crash(2));
        world.call(CLIENT, |m, out| m.client().write(out));
        world.run_until(100);
        world.apply(Fault::Restart(2));
        world.apply(Fault::Crash(1));
        world.call(CLIENT, |m, out| m.client().read(out));
        world.run_until(200);
        assert_eq!(versions(&mut world), [1, 1, u64::from(repaired)], "{repair:?}");
        let read = world.nodes[CLIENT].client().history[1];
        assert_eq!(read.version, 1);
        let trips = if repair == Repair::BeforeAnswer { 2 } else { 1 };
        assert_eq!(read.end - read.start, 20 * trips, "{repair:?}");
    }
}

#[test]
fn a_read_does_not_write_back_what_enough_replicas_have() {
    let mut world = quiet(&config(3, 2, 2, Repair::BeforeAnswer));
    world.call(CLIENT, |m, out| m.client().write(out));
    world.run_until(100);
    world.call(CLIENT, |m, out| m.client().read(out));
    world.run_until(200);
    let read = world.nodes[CLIENT].client().history[1];
    assert_eq!(read.end - read.start, 20);
}

#[test]
fn a_stand_in_hands_over_until_the_home_has_it() {
    let mut config = config(3, 2, 2, Repair::Off);
    config.stand_ins = vec![3];
    let mut world = quiet(&config);
    world.apply(Fault::Crash(1));
    world.apply(Fault::Crash(2));
    world.call(CLIENT, |m, out| m.client().write(out));
    world.run_until(100);
    // Acknowledged, though two of three homes have nothing.
    assert_eq!(world.nodes[CLIENT].client().history.len(), 1);
    assert_eq!(versions(&mut world), [1, 0, 0]);
    // The hint is on disk.
    world.apply(Fault::Crash(3));
    world.apply(Fault::Restart(3));
    world.run_until(100 + 5 * HAND_OFF);
    assert_eq!(world.nodes[3].replica().hints, [(1, 1)]);
    assert_eq!(world.nodes[3].replica().version, 0, "a hint is no home");
    world.apply(Fault::Restart(1));
    world.run_until(world.now() + 2 * HAND_OFF);
    assert_eq!(versions(&mut world), [1, 1, 0]);
    assert!(world.nodes[3].replica().hints.is_empty());
    world.run_until(world.now() + 2 * HAND_OFF);
    assert_eq!(world.next_event(), None, "nothing left to hand over");
}

#[test]
fn a_confirmation_ends_one_hint_only() {
    let mut stand_in =
        Member::cluster(&config(3, 2, 2, Repair::Off), 4, 0).remove(3);
    let mut out = Out::new(0);
    for version in [1, 2] {
        stand_in.on_message(9, Message::Hint { op: 1, version, home: 1 }, &mut out);
    }
    stand_in.on_message(1, Message::Stored { op: 0, version: 1 }, &mut out);
    assert_eq!(stand_in.replica().hints, [(1, 2)]);
}

#[test]
fn a_late_old_answer_does_not_hide_a_new_one() {
    // A client that writes back counts a replica once it has stored the version,
    // even if that replica's older answer to the read arrives afterwards.
    let mut members = Member::cluster(&config(3, 2, 3, Repair::BeforeAnswer), 3, 1);
    let client = &mut members[3];
    let mut out = Out::<Message, Timer>::new(0);
    client.client().read(&mut out);
    let mut hear = |from, message| {
        client.on_message(from, message, &mut out);
        client.client().history.len()
    };
    hear(0, Message::Has { op: 1, version: 2 });
    hear(1, Message::Has { op: 1, version: 1 });
    hear(1, Message::Stored { op: 1, version: 2 });
    hear(1, Message::Has { op: 1, version: 1 });
    assert_eq!(hear(0, Message::Has { op: 1, version: 2 }), 0);
    assert_eq!(hear(2, Message::Stored { op: 1, version: 2 }), 1);
    let puts = out.into_actions().into_iter().filter_map(|action| match action {
        Action::Send(to, Message::Put { .. }) => Some(to),
        _ => None,
    });
    assert_eq!(Vec::from_iter(puts), [1, 2], "n0 has it already");
}
