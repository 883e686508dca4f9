//! One leader: what each policy promises, and what a lagging follower shows.

use replication::history::{inversions, stale_reads};
use replication::leader::{Client, Member, Message, Policy, REPEAT};
use replication::scenes::{Promote, READER, WRITER, failover, sessions};
use sim::{Action, Fault, Network, Node, NodeId, Out, World};

const CLIENT: NodeId = 3;

/// Replica 0 of three, which leads; and what it sends when something happens.
fn leader(policy: Policy) -> Member {
    Member::cluster(policy, 3, 0).swap_remove(0)
}

fn follower() -> Member {
    Member::cluster(Policy::Async, 3, 0).swap_remove(1)
}

fn deliver(member: &mut Member, from: NodeId, message: Message) -> Vec<String> {
    let mut out = Out::new(0);
    member.on_message(from, message, &mut out);
    sent(out)
}

fn sent(out: Out<Message, Option<u64>>) -> Vec<String> {
    let label = |action| match action {
        Action::Send(to, message) => Some(format!("{to}: {message}")),
        _ => None,
    };
    out.into_actions().into_iter().filter_map(label).collect()
}

fn have(position: u64) -> Message {
    Message::Have { epoch: 0, position }
}

fn copy(epoch: u64, log: &[u64]) -> Message {
    Message::Copy { epoch, log: log.to_vec() }
}

#[test]
fn async_answers_at_once() {
    let sent = deliver(&mut leader(Policy::Async), CLIENT, Message::Write(7));
    assert_eq!(sent, ["1: copy [7]", "2: copy [7]", "3: done"]);
}

#[test]
fn semi_sync_answers_when_one_follower_has_it() {
    let mut leader = leader(Policy::SemiSync);
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(7)).len(), 2);
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(8)).len(), 2);
    assert_eq!(deliver(&mut leader, 1, have(0)).len(), 0);
    assert_eq!(deliver(&mut leader, 2, have(1)), ["3: done"]);
    assert_eq!(deliver(&mut leader, 2, have(2)), ["3: done"]);
}

#[test]
fn sync_answers_when_all_followers_have_it() {
    let mut leader = leader(Policy::Sync);
    deliver(&mut leader, CLIENT, Message::Write(7));
    assert_eq!(deliver(&mut leader, 1, have(1)).len(), 0);
    assert_eq!(deliver(&mut leader, 1, have(0)).len(), 0);
    assert_eq!(deliver(&mut leader, 2, have(1)), ["3: done"]);
}

#[test]
fn a_confirmation_of_another_epoch_does_not_count() {
    let mut leader = leader(Policy::SemiSync);
    deliver(&mut leader, CLIENT, Message::Write(7));
    let late = Message::Have { epoch: 1, position: 1 };
    assert_eq!(deliver(&mut leader, 1, late).len(), 0);
}

#[test]
fn patience_ends_and_comes_back() {
    let expire = |leader: &mut Member, position| {
        let mut out = Out::new(0);
        leader.on_timer(Some(position), &mut out);
        sent(out)
    };
    let mut leader = leader(Policy::SemiSyncFor(100));
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(7)).len(), 2);
    assert_eq!(expire(&mut leader, 1), ["3: done"]);
    // Degraded: no more waiting …
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(8)).len(), 3);
    assert_eq!(deliver(&mut leader, 1, have(1)).len(), 0);
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(9)).len(), 3);
    // … until a follower has caught up.
    assert_eq!(deliver(&mut leader, 1, have(3)).len(), 0);
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(10)).len(), 2);
    assert_eq!(deliver(&mut leader, 1, have(4)), ["3: done"]);
    // The timer of a write that was answered in time changes nothing.
    assert!(expire(&mut leader, 4).is_empty());
    assert_eq!(deliver(&mut leader, CLIENT, Message::Write(11)).len(), 2);
}

#[test]
fn a_follower_takes_no_writes() {
    assert!(deliver(&mut follower(), CLIENT, Message::Write(7)).is_empty());
}

#[test]
fn copies_may_come_late_twice_and_out_of_order() {
    let mut follower = follower();
    assert_eq!(deliver(&mut follower, 0, copy(0, &[7, 8])), ["0: have 2"]);
    assert_eq!(deliver(&mut follower, 0, copy(0, &[7])), ["0: have 2"]);
    assert_eq!(follower.replica().log, [7, 8]);
}

#[test]
fn a_newer_epoch_wins_even_with_fewer_orders() {
    let mut old = leader(Policy::Async);
    deliver(&mut old, CLIENT, Message::Write(7));
    deliver(&mut old, CLIENT, Message::Write(8));
    assert_eq!(deliver(&mut old, 1, copy(1, &[7])), ["1: have 1"]);
    assert_eq!(old.replica().log, [7]);
    assert!(!old.replica().leads);
    // What the deposed leader sent before is ignored now.
    assert!(deliver(&mut old, 2, copy(0, &[7, 8, 9])).is_empty());
    assert_eq!(old.replica().log, [7]);
}

#[test]
fn a_read_waits_until_the_follower_is_far_enough() {
    let mut follower = follower();
    let read = |at_least| Message::Read { at_least };
    assert_eq!(deliver(&mut follower, CLIENT, read(0)), ["3: orders: 0"]);
    assert!(deliver(&mut follower, CLIENT, read(2)).is_empty());
    assert_eq!(deliver(&mut follower, 0, copy(0, &[7])), ["0: have 1"]);
    let sent = deliver(&mut follower, 0, copy(0, &[7, 8]));
    assert_eq!(sent, ["0: have 2", "3: orders: 2"]);
    assert_eq!(deliver(&mut follower, CLIENT, read(2)), ["3: orders: 2"]);
}

#[test]
fn a_deposed_leader_forgets_what_it_knew_of_its_followers() {
    let promote = |member: &mut Member| {
        member.replica().promote(&mut Out::new(0));
    };
    // It must not confirm order 7 when a follower has order 9 in its place.
    let mut old = leader(Policy::SemiSync);
    deliver(&mut old, CLIENT, Message::Write(7));
    deliver(&mut old, 2, copy(1, &[9]));
    promote(&mut old);
    assert_eq!(old.replica().epoch, 2);
    assert!(
        deliver(&mut old, 1, Message::Have { epoch: 2, position: 1 }).is_empty()
    );

    // What a follower had before the failover says nothing of the new log.
    let mut old = leader(Policy::SemiSync);
    deliver(&mut old, CLIENT, Message::Write(7));
    deliver(&mut old, CLIENT, Message::Write(8));
    deliver(&mut old, 1, Message::Have { epoch: 0, position: 2 });
    deliver(&mut old, 2, copy(1, &[9]));
    promote(&mut old);
    let sent = deliver(&mut old, CLIENT, Message::Write(10));
    assert_eq!(sent, ["1: copy [9, 10]", "2: copy [9, 10]"], "not done yet");

    let mut old = leader(Policy::SemiSyncFor(100));
    deliver(&mut old, CLIENT, Message::Write(7));
    old.on_timer(Some(1), &mut Out::new(0));
    deliver(&mut old, 2, copy(1, &[7]));
    promote(&mut old);
    assert_eq!(deliver(&mut old, CLIENT, Message::Write(8)).len(), 2, "patient");
}

#[test]
fn a_crash_ends_the_reads_that_wait() {
    let mut follower = follower();
    deliver(&mut follower, CLIENT, Message::Read { at_least: 1 });
    follower.on_crash();
    assert_eq!(deliver(&mut follower, 0, copy(0, &[7])), ["0: have 1"]);
}

#[test]
fn a_client_remembers_the_furthest_it_has_seen() {
    let mut client = Client::default();
    let mut out = Out::new(0);
    let mut hear = |n| {
        client.read(1, &mut out);
        let mut member = Member::Client(client.clone());
        member.on_message(1, Message::Orders(n), &mut out);
        client = member.client().clone();
    };
    [2, 1, 1, 2].into_iter().for_each(&mut hear);
    let broken = |action: &Action<Message, _>| {
        matches!(action, Action::Note(_, Some(sim::Mark::Error)))
    };
    let notes = out.into_actions();
    assert_eq!(notes.iter().filter(|action| broken(action)).count(), 2);
}

#[test]
fn failover_loses_what_the_policy_did_not_wait_for() {
    let lost = |policy, promote| -> usize {
        (0..500).map(|seed| failover(seed, policy, promote).1).sum()
    };
    assert!(lost(Policy::Async, Promote::Longest) > 0);
    assert!(lost(Policy::SemiSyncFor(100), Promote::Longest) > 0);
    assert_eq!(lost(Policy::SemiSync, Promote::Longest), 0);
    assert!(lost(Policy::SemiSync, Promote::Any) > 0);
    assert_eq!(lost(Policy::Sync, Promote::Any), 0);
}

#[test]
fn who_waits_confirms_less_while_the_followers_are_away() {
    let confirmed = |policy| -> usize {
        (0..100).map(|seed| failover(seed, policy, Promote::Longest).0).sum()
    };
    let [free, tied] = [Policy::Async, Policy::SemiSync].map(confirmed);
    assert!(free > tied && tied > 0, "{free} {tied}");
}

#[test]
fn sessions_break_without_a_token_and_hold_with_it() {
    let (mut own, mut back) = ([0, 0], [0, 0]);
    for (i, token) in [false, true].into_iter().enumerate() {
        for seed in 0..100 {
            let mut world = sessions(seed, 100..=300, token);
            own[i] += stale_reads(&world.nodes[WRITER].client().history);
            let reads = world.nodes[READER].client().history.clone();
            back[i] += inversions(&reads);
            assert!(reads.len() > 100, "seed {seed}: the reader got stuck");
        }
    }
    assert!(own[0] > 0 && back[0] > 0);
    assert_eq!((own[1], back[1]), (0, 0));
}

#[test]
fn after_a_failover_all_replicas_agree_again() {
    for seed in 0..200 {
        let mut network = Network::reliable(5..=40);
        network.loss = 0.2;
        network.duplicate = 0.1;
        let mut members = Member::cluster(Policy::SemiSync, 3, 0);
        members.push(Member::Client(Client::default()));
        let names = ["leader", "f1", "f2", "client"];
        let named = names.into_iter().zip(members);
        let mut world = World::new(seed, network, named).without_trace();
        let write = |world: &mut World<Member>, leader, order| {
            world.call(CLIENT, |m, out| m.client().write(leader, order, out));
            world.run_until(world.now() + 30);
        };
        (1..=5).for_each(|order| write(&mut world, 0, order));
        world.apply(Fault::Crash(0));
        world.call(1, |m, out| m.replica().promote(out));
        (6..=10).for_each(|order| write(&mut world, 1, order));
        world.apply(Fault::Restart(0));
        world.run_until(world.now() + 50 * REPEAT);
        let logs: Vec<_> =
            (0..3).map(|n| world.nodes[n].replica().log.clone()).collect();
        assert!(logs[1] == logs[0] && logs[1] == logs[2], "seed {seed}: {logs:?}");
        let leads = (0..3).filter(|&n| world.nodes[n].replica().leads).count();
        assert_eq!(leads, 1, "seed {seed}");
        assert_eq!(world.next_event(), None, "seed {seed}: still busy");
    }
}
