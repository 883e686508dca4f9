//! Servers that come and go: one rule a test.

mod common;

use common::{deliver, expire, set};
use raft::{
    Body, Change, Command, Config, Entry, Members, Property, Raft, Safety,
    Snapshot, Term, Timer, cluster_and_spares, split,
};
use sim::{Fault, Network, Node, NodeId, Out, World};

fn members(ids: &[NodeId]) -> Members {
    ids.iter().copied().collect()
}

/// n0 of a cluster of `size` servers, elected in term 1; its no-op is not committed.
fn leader(size: usize) -> Raft {
    let mut raft = Raft::new(0, size, Config::default(), 1);
    expire(&mut raft, Timer::Election);
    for peer in 1..size {
        deliver(&mut raft, peer, 1, Body::Vote { granted: true });
    }
    assert!(raft.is_leader());
    raft
}

fn accept(raft: &mut Raft, from: NodeId, matched: u64) {
    deliver(raft, from, raft.disk.term, Body::Accepted { matched });
}

fn change(raft: &mut Raft, new: &[NodeId]) -> Option<u64> {
    raft.propose(Command::Members(members(new)), &mut Out::new(0))
}

fn append(prev: (Term, u64), entries: &[Entry]) -> Body {
    let (prev_term, prev_index) = prev;
    let entries = entries.to_vec();
    Body::AppendEntries { prev_index, prev_term, entries, commit: 0 }
}

#[test]
fn a_configuration_is_in_force_while_it_is_in_the_log() {
    let mut raft = Raft::new(0, 3, Config::default(), 1);
    let four = Command::Members(members(&[0, 1, 2, 3]));
    let entry = |term, command| Entry { term, command };
    deliver(&mut raft, 1, 1, append((0, 0), &[entry(1, set(1)), entry(1, four)]));
    // Not committed, and yet it counts; a restart doesn't change that.
    assert_eq!(raft.members(), members(&[0, 1, 2, 3]));
    raft.on_crash();
    raft.on_start(&mut Out::new(0));
    assert_eq!((raft.ram.commit, raft.members()), (0, members(&[0, 1, 2, 3])));
    // Another leader has something else there: the old configuration is back.
    deliver(&mut raft, 2, 2, append((1, 1), &[entry(2, set(2))]));
    assert_eq!(raft.members(), members(&[0, 1, 2]));
}

#[test]
fn one_server_at_a_time_and_one_change_at_a_time() {
    let mut raft = leader(3);
    accept(&mut raft, 1, 1);
    // Two servers more; two less; one swapped for another; none at all; no change.
    for new in [&[0, 1, 2, 3, 4][..], &[0], &[0, 1, 3], &[], &[0, 1, 2]] {
        assert_eq!(change(&mut raft, new), None, "{new:?}");
    }
    assert_eq!(change(&mut raft, &[0, 1, 2, 3]), Some(2));
    assert_eq!(change(&mut raft, &[0, 1, 2, 3, 4]), None);
    accept(&mut raft, 1, 2);
    accept(&mut raft, 2, 2);
    assert_eq!(change(&mut raft, &[0, 1, 2, 3, 4]), Some(3));
}

#[test]
fn the_last_member_cannot_be_removed() {
    let mut raft = leader(1);
    assert_eq!(raft.ram.commit, 1);
    assert_eq!(change(&mut raft, &[]), None);
}

#[test]
fn no_change_before_an_entry_of_the_own_term_is_committed() {
    let mut raft = leader(3);
    assert_eq!(change(&mut raft, &[0, 1, 2, 3]), None);
    accept(&mut raft, 1, 1);
    assert_eq!(change(&mut raft, &[0, 1, 2, 3]), Some(2));
}

#[test]
fn entries_are_counted_over_the_new_configuration_at_once() {
    // Three become four: with the leader it takes three, and the new one counts.
    let mut raft = leader(3);
    accept(&mut raft, 1, 1);
    change(&mut raft, &[0, 1, 2, 3]);
    accept(&mut raft, 1, 2);
    assert_eq!(raft.ram.commit, 1);
    accept(&mut raft, 3, 2);
    assert_eq!(raft.ram.commit, 2);

    // Three become two: the one that goes no longer counts.
    let mut raft = leader(3);
    accept(&mut raft, 1, 1);
    change(&mut raft, &[0, 1]);
    accept(&mut raft, 2, 2);
    assert_eq!(raft.ram.commit, 1);
    accept(&mut raft, 1, 2);
    assert_eq!(raft.ram.commit, 2);
}

#[test]
fn votes_are_counted_over_the_configuration_in_the_log() {
    let mut raft = Raft::new(0, 3, Config::default(), 1);
    let five = Command::Members(members(&[0, 1, 2, 3, 4]));
    let entries = [Entry { term: 1, command: five }];
    deliver(&mut raft, 1, 1, append((0, 0), &entries));
    assert_eq!(expire(&mut raft, Timer::Election).len(), 4);
    deliver(&mut raft, 1, 2, Body::Vote { granted: true });
    assert!(!raft.is_leader());
    deliver(&mut raft, 4, 2, Body::Vote { granted: true });
    assert!(raft.is_leader());
}

#[test]
fn a_leader_that_removes_itself_does_not_count_itself_and_goes_when_it_is_done() {
    let mut raft = leader(3);
    accept(&mut raft, 1, 1);
    change(&mut raft, &[1, 2]);
    accept(&mut raft, 1, 2);
    assert_eq!((raft.ram.commit, raft.is_leader()), (1, true));
    accept(&mut raft, 2, 2);
    assert_eq!((raft.ram.commit, raft.is_leader()), (2, false));
    // It knows that it is out, and disturbs nobody.
    assert!(expire(&mut raft, Timer::Election).is_empty());
    assert_eq!(raft.disk.term, 1);
}

#[test]
fn who_is_removed_may_still_have_to_lead_but_its_own_vote_does_not_count() {
    let mut raft = Raft::new(0, 3, Config::default(), 1);
    let two = Command::Members(members(&[1, 2]));
    deliver(&mut raft, 1, 1, append((0, 0), &[Entry { term: 1, command: two }]));
    assert_eq!(expire(&mut raft, Timer::Election).len(), 2);
    deliver(&mut raft, 1, 2, Body::Vote { granted: true });
    assert!(!raft.is_leader());
    deliver(&mut raft, 2, 2, Body::Vote { granted: true });
    assert!(raft.is_leader());
}

#[test]
fn a_spare_stands_for_nothing_and_takes_what_a_leader_sends() {
    let mut raft = Raft::new(3, 3, Config::default(), 1);
    assert!(expire(&mut raft, Timer::Election).is_empty());
    let four = Command::Members(members(&[0, 1, 2, 3]));
    deliver(&mut raft, 0, 1, append((0, 0), &[Entry { term: 1, command: four }]));
    assert_eq!(raft.members(), members(&[0, 1, 2, 3]));
    assert_eq!(expire(&mut raft, Timer::Election).len(), 3);
}

#[test]
fn a_snapshot_holds_the_configuration_of_its_own_index() {
    let config = Config { compact_after: Some(2), ..Config::default() };
    let mut raft = Raft::new(0, 3, config.clone(), 1);
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 1, Body::Vote { granted: true });
    accept(&mut raft, 1, 1);
    raft.propose(set(1), &mut Out::new(0));
    change(&mut raft, &[0, 1, 2, 3]);
    for peer in [1, 2] {
        accept(&mut raft, peer, 2);
    }
    // The change is in the log, and in force, but not committed.
    let snapshot = &raft.disk.log.snapshot;
    assert_eq!((snapshot.index, snapshot.members), (2, members(&[0, 1, 2])));
    assert_eq!(raft.members(), members(&[0, 1, 2, 3]));
    raft.propose(set(2), &mut Out::new(0));
    for peer in [1, 2] {
        accept(&mut raft, peer, 4);
    }
    let snapshot = &raft.disk.log.snapshot;
    assert_eq!((snapshot.index, snapshot.members), (4, members(&[0, 1, 2, 3])));

    // Who gets the snapshot gets the configuration.
    let mut spare = Raft::new(3, 3, config, 1);
    deliver(&mut spare, 0, 1, Body::InstallSnapshot(snapshot.clone()));
    assert_eq!(spare.members(), members(&[0, 1, 2, 3]));
}

#[test]
fn the_check_sees_wrong_members_in_a_snapshot() {
    let mut raft = leader(1);
    let mut safety = Safety::default();
    change(&mut raft, &[0, 1]);
    let (term, state) = (1, raft.ram.state.clone());
    let servers = |raft: &Raft| [raft.clone()];
    safety.check(&servers(&raft)).unwrap();
    accept(&mut raft, 1, 2);
    safety.check(&servers(&raft)).unwrap();
    let wrong = members(&[0]);
    raft.disk.log.install(Snapshot { index: 2, term, state, members: wrong });
    let violation = safety.check(&servers(&raft)).unwrap_err();
    assert_eq!(violation.property, Property::StateMachineSafety);
}

/// Runs until `done`, with all properties checked.
fn run_until(
    world: &mut World<Raft>,
    safety: &mut Safety,
    done: impl Fn(&World<Raft>) -> bool,
) {
    let limit = world.now() + 10_000;
    while !done(world) {
        world.step();
        safety.check(&world.nodes).unwrap();
        assert!(world.now() < limit);
    }
}

fn leader_of(world: &World<Raft>) -> Option<&Raft> {
    world.nodes.iter().find(|raft| world.is_up(raft.id) && raft.is_leader())
}

#[test]
fn three_servers_are_replaced_by_three_others_one_at_a_time() {
    let config = Config { compact_after: Some(4), ..Config::default() };
    let network = Network::reliable(5..=10);
    let mut world = cluster_and_spares(3, 3, 3, network, &config);
    let mut safety = Safety::default();
    let steps = [3, 0, 4, 1, 5, 2];
    for (value, server) in (1..).zip(steps) {
        let target = |world: &World<Raft>| {
            leader_of(world).is_some_and(|leader| {
                leader.members().contains(server) == (server > 2)
                    && leader.disk.log.members_at(leader.ram.commit).1
                        == leader.members()
            })
        };
        let mut proposed = false;
        while !proposed {
            run_until(&mut world, &mut safety, |world| leader_of(world).is_some());
            let leader = leader_of(&world).unwrap().id;
            world.call(leader, |raft, out| {
                raft.propose(set(value), out);
                let new = raft.members().toggle(server);
                proposed = raft.propose(Command::Members(new), out).is_some();
            });
            world.run_until(world.now() + 10);
        }
        run_until(&mut world, &mut safety, |world| {
            // A leader that removed itself has to be followed by another one.
            target(world)
        });
        if server <= 2 {
            world.apply(Fault::Crash(server));
        }
    }
    world.run_until(world.now() + 500);
    for raft in &world.nodes[3..] {
        assert_eq!(raft.members(), members(&[3, 4, 5]));
        assert_eq!(raft.ram.state[&'x'], 6);
    }
}

#[test]
fn a_change_at_once_loses_what_was_committed_the_rule_of_2015_does_not() {
    let wrong = split(Change::AtOnce);
    assert_eq!(wrong.violation.unwrap().property, Property::LeaderCompleteness);
    // Two leaders commit different things, at the same time and the same index.
    let (_, _, divided) = &wrong.pictures[3];
    assert!(divided.contains("[2:noop]  [2:{1 2 3}]  [2:x=2]"), "{divided}");
    assert!(divided.contains("[1:{0 1 2 3 4}]  [3:noop]  [3:x=3]"), "{divided}");
    // In the end nothing is left of the first.
    assert!(!wrong.pictures[4].2.contains("x=2"));

    // The second leader has nothing committed, so it has promised nothing.
    let refused = split(Change::Refused);
    assert!(refused.violation.is_none());
    assert!(!refused.pictures.iter().any(|(_, _, logs)| logs.contains("[2:")));
    assert!(refused.world.nodes[0].is_leader());

    // It has committed its no-op: the first leader cannot come back.
    let after = split(Change::AfterNoop);
    assert!(after.violation.is_none());
    assert!(after.pictures[2].2.contains("[2:noop]  [2:{1 2 3}]  [2:x=2]"));
    assert!(!after.world.nodes[0].is_leader());
    assert!(after.world.nodes[1].is_leader());
}
