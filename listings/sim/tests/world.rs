//! What the listings of the book rely on.

use std::fmt;

use sim::{Chaos, Event, Fault, Network, Node, NodeId, Out, Reason, Time, World};

/// Sends a ping to every other node each 20 ms; counts what it hears.
#[derive(Default)]
struct Pinger {
    peers: Vec<NodeId>,
    heard: Vec<(NodeId, u64)>,
    fired: Vec<Time>,
    sent: u64,
    on_disk: u64,
}

#[derive(Clone)]
struct Ping(u64);

impl fmt::Display for Ping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ping {}", self.0)
    }
}

impl Node for Pinger {
    type Message = Ping;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Ping, ()>) {
        out.set_timer(20, ());
    }

    fn on_message(&mut self, from: NodeId, Ping(n): Ping, _: &mut Out<Ping, ()>) {
        self.heard.push((from, n));
    }

    fn on_timer(&mut self, (): (), out: &mut Out<Ping, ()>) {
        self.fired.push(out.now());
        self.sent += 1;
        self.on_disk += 1;
        for &peer in &self.peers {
            out.send(peer, Ping(self.sent));
        }
        out.set_timer(20, ());
    }

    fn on_crash(&mut self) {
        self.sent = 0;
    }
}

fn world(seed: u64, count: usize, network: Network) -> World<Pinger> {
    let node = |i: usize| Pinger {
        peers: (0..count).filter(|&p| p != i).collect(),
        ..Pinger::default()
    };
    World::new(seed, network, (0..count).map(|i| (format!("n{i}"), node(i))))
}

fn drops(world: &World<Pinger>, wanted: Reason) -> usize {
    let lost =
        |e: &Event| matches!(e, Event::Drop { reason, .. } if *reason == wanted);
    world.trace.records.iter().filter(|r| lost(&r.event)).count()
}

fn chaotic_run(seed: u64) -> String {
    let network =
        Network { loss: 0.1, duplicate: 0.1, ..Network::reliable(1..=50) };
    let mut world = world(seed, 3, network);
    let chaos = Chaos {
        until: 900,
        crash: Some((50..=200, 10..=90)),
        partition: Some((50..=200, 10..=90)),
    };
    for (at, fault) in chaos.schedule(seed, 3) {
        world.schedule(at, fault);
    }
    world.run_until(1000);
    world.trace.to_json()
}

#[test]
fn same_seed_same_bytes() {
    assert_eq!(chaotic_run(7), chaotic_run(7));
    assert_ne!(chaotic_run(7), chaotic_run(8));
}

#[test]
fn one_event_a_line_in_the_format_of_the_diagrams() {
    let mut world = world(1, 2, Network::reliable(5..=5));
    world.nodes[1].peers.clear();
    world.run_until(25);
    world.call(1, |_, out| out.commit("x=1"));
    world.call(1, |_, out| out.role("leader", "term 1"));
    world.apply(Fault::Partition(vec![vec![0], vec![1]]));
    assert_eq!(
        world.trace.to_json(),
        concat!(
            "{\"nodes\":[\"n0\",\"n1\"],\n\"events\":[\n",
            r#"{"t":20,"clock":1,"event":"send","from":"n0","to":"n1","id":2,"label":"Ping 1"},"#,
            "\n",
            r#"{"t":25,"clock":2,"event":"recv","from":"n0","to":"n1","id":2,"label":"Ping 1"},"#,
            "\n",
            r#"{"t":25,"clock":3,"event":"local","at":"n1","mark":"commit","label":"x=1"},"#,
            "\n",
            r#"{"t":25,"clock":4,"event":"state","at":"n1","role":"leader","label":"term 1"},"#,
            "\n",
            r#"{"t":25,"clock":4,"event":"partition","groups":[["n0"],["n1"]]}"#,
            "\n]}\n"
        )
    );
}

#[test]
fn every_lost_message_is_traced() {
    let network = Network { loss: 1.0, ..Network::reliable(1..=9) };
    let mut world = world(1, 3, network);
    world.run_until(109);
    // 5 rounds, 3 nodes, 2 peers each.
    assert_eq!(drops(&world, Reason::Loss), 30);
    assert!(world.nodes.iter().all(|n| n.heard.is_empty()));
}

#[test]
fn a_partition_blocks_both_ways_until_it_heals() {
    let mut world = world(1, 3, Network::reliable(5..=5));
    world.schedule(10, Fault::Partition(vec![vec![0], vec![1, 2]]));
    world.schedule(50, Fault::Heal);
    world.run_until(49);
    assert!(world.nodes[0].heard.is_empty());
    assert!(world.nodes[1].heard.iter().all(|(from, _)| *from == 2));
    assert_eq!(world.nodes[1].heard.len(), 2);
    assert_eq!(drops(&world, Reason::Partition), 8);
    world.run_until(65);
    assert_eq!(world.nodes[0].heard.len(), 2);
}

#[test]
fn a_node_in_two_groups_reaches_both() {
    let mut world = world(1, 3, Network::reliable(5..=5));
    world.apply(Fault::Partition(vec![vec![0, 1], vec![1, 2]]));
    world.run_until(30);
    assert_eq!(world.nodes[1].heard.len(), 2);
    assert_eq!(world.nodes[0].heard, [(1, 1)]);
}

#[test]
fn a_message_under_way_is_lost_when_the_network_splits() {
    let mut world = world(1, 2, Network::reliable(15..=15));
    world.schedule(30, Fault::Partition(vec![vec![0], vec![1]]));
    world.run_until(36);
    assert_eq!(drops(&world, Reason::Partition), 2);
}

#[test]
fn a_crash_drops_deliveries_timers_and_volatile_state() {
    let mut world = world(1, 2, Network::reliable(5..=5));
    world.schedule(30, Fault::Crash(1));
    world.schedule(70, Fault::Restart(1));
    world.run_until(69);
    assert_eq!(world.nodes[1].fired, [20]);
    assert_eq!(drops(&world, Reason::Crashed), 2);
    assert_eq!((world.nodes[1].sent, world.nodes[1].on_disk), (0, 1));
    world.run_until(130);
    // The timer from before the crash is gone; on_start has set a new one.
    assert_eq!(world.nodes[1].fired, [20, 90, 110, 130]);
    assert_eq!((world.nodes[1].sent, world.nodes[1].on_disk), (3, 4));
}

#[test]
fn a_duplicated_message_arrives_twice_under_one_id() {
    let network = Network { duplicate: 1.0, ..Network::reliable(1..=9) };
    let mut world = world(1, 2, network);
    world.run_until(35);
    assert_eq!(world.nodes[0].heard, [(1, 1), (1, 1)]);
    let ids: Vec<u64> = (world.trace.records.iter())
        .filter_map(|r| match &r.event {
            Event::Recv { id, to, .. } if to == "n0" => Some(*id),
            _ => None,
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[0], ids[1]);
}

#[test]
fn a_wide_delay_range_reorders() {
    let mut world = world(3, 2, Network::reliable(1..=200));
    world.run_until(2000);
    let heard: Vec<u64> = world.nodes[0].heard.iter().map(|h| h.1).collect();
    assert!(!heard.is_sorted());
}

#[test]
fn setting_a_timer_again_replaces_it_and_cancelling_forgets_it() {
    let mut world = world(1, 1, Network::reliable(1..=1));
    world.run_until(15);
    world.call(0, |_, out| out.set_timer(20, ()));
    world.run_until(34);
    assert!(world.nodes[0].fired.is_empty());
    world.run_until(35);
    assert_eq!(world.nodes[0].fired, [35]);
    world.call(0, |_, out| out.cancel_timer(()));
    world.run_until(200);
    assert_eq!(world.nodes[0].fired, [35]);
}

#[test]
fn a_receiver_clock_is_above_the_sender_clock() {
    let mut world = world(5, 3, Network::reliable(1..=60));
    world.run_until(300);
    let clock_of_send = |wanted: u64| {
        let sent = |r: &&sim::Record| matches!(&r.event, Event::Send { id, .. } if *id == wanted);
        world.trace.records.iter().find(sent).unwrap().clock
    };
    let mut received = 0;
    for record in &world.trace.records {
        if let Event::Recv { id, .. } = record.event {
            assert!(record.clock > clock_of_send(id));
            received += 1;
        }
    }
    assert!(received > 50);
}
