//! Single servers and small clusters: one rule a test.

mod common;

use common::{deliver, expire, set};
use raft::{
    Body, Config, Entry, Index, Log, Message, Raft, Safety, Snapshot, Term, Timer,
    cluster,
};
use sim::{Fault, Network, Node, Out};

/// A server of a cluster of three whose log has entries of the given terms.
fn server(term: Term, log: &[Term]) -> Raft {
    let config = Config { noop: false, ..Config::default() };
    let mut raft = Raft::new(0, 3, config, 1);
    raft.disk.term = term;
    for (value, &term) in (1..).zip(log) {
        raft.disk.log.push(Entry { term, command: set(value) });
    }
    raft
}

fn terms(raft: &Raft) -> Vec<Term> {
    raft.disk.log.since(1).iter().map(|entry| entry.term).collect()
}

fn request_vote(last_term: Term, last_index: Index) -> Body {
    Body::RequestVote { last_index, last_term }
}

fn append(prev: (Term, Index), new: &[Term], commit: Index) -> Body {
    let entry = |&term: &Term| Entry { term, command: set(100 + term) };
    let entries = new.iter().map(entry).collect();
    Body::AppendEntries { prev_index: prev.1, prev_term: prev.0, entries, commit }
}

fn granted(answer: &[Message]) -> bool {
    matches!(answer, [Message { body: Body::Vote { granted: true }, .. }])
}

#[test]
fn a_vote_goes_only_to_a_log_that_is_as_up_to_date() {
    // Own log: last entry has term 2 and index 3.
    for (last_term, last_index, expected) in
        [(2, 3, true), (2, 4, true), (3, 1, true), (2, 2, false), (1, 9, false)]
    {
        let mut raft = server(3, &[1, 1, 2]);
        let answer = deliver(&mut raft, 1, 4, request_vote(last_term, last_index));
        assert_eq!(granted(&answer), expected, "{last_term} {last_index}");
    }
}

#[test]
fn one_vote_a_term_even_across_a_restart() {
    let mut raft = server(3, &[]);
    assert!(granted(&deliver(&mut raft, 1, 4, request_vote(0, 0))));
    assert!(!granted(&deliver(&mut raft, 2, 4, request_vote(0, 0))));
    raft.on_crash();
    raft.on_start(&mut Out::new(0));
    assert!(!granted(&deliver(&mut raft, 2, 4, request_vote(0, 0))));
    // The answer to the first may have been lost: it may ask again.
    assert!(granted(&deliver(&mut raft, 1, 4, request_vote(0, 0))));
    assert!(granted(&deliver(&mut raft, 2, 5, request_vote(0, 0))));
}

#[test]
fn a_duplicated_vote_counts_once() {
    let mut raft = Raft::new(0, 5, Config::default(), 1);
    expire(&mut raft, Timer::Election);
    for _ in 0..3 {
        deliver(&mut raft, 1, 1, Body::Vote { granted: true });
    }
    assert!(!raft.is_leader());
    deliver(&mut raft, 2, 1, Body::Vote { granted: true });
    assert!(raft.is_leader());
}

#[test]
fn a_vote_of_an_older_term_does_not_count() {
    let mut raft = server(0, &[]);
    expire(&mut raft, Timer::Election);
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 1, Body::Vote { granted: true });
    assert!(!raft.is_leader());
}

#[test]
fn entries_are_refused_without_the_one_before_them() {
    // The answer says where to try next; a whole conflicting term is skipped.
    for (log, prev, retry) in [
        (vec![1, 1], (1, 5), 3),
        (vec![1, 2, 2, 2], (3, 4), 2),
        (vec![], (1, 1), 1),
    ] {
        let mut raft = server(3, &log);
        let answer = deliver(&mut raft, 1, 3, append(prev, &[3], 0));
        assert_eq!(answer[0].body, Body::Rejected { retry_from: retry });
        assert_eq!(terms(&raft), log);
    }
}

#[test]
fn only_a_conflict_removes_entries() {
    for (log, prev, new, result) in [
        // Conflict at index 2: it and all after it go.
        (vec![1, 2, 2], (1, 1), vec![3], vec![1, 3]),
        // An old message with less: nothing goes.
        (vec![1, 3, 3], (1, 1), vec![3], vec![1, 3, 3]),
        (vec![1, 3, 3], (1, 1), vec![], vec![1, 3, 3]),
        // Partly known.
        (vec![1, 3], (1, 1), vec![3, 3], vec![1, 3, 3]),
    ] {
        let mut raft = server(3, &log);
        let matched = prev.1 + new.len() as u64;
        let answer = deliver(&mut raft, 1, 3, append(prev, &new, 0));
        assert_eq!(answer[0].body, Body::Accepted { matched });
        assert_eq!(terms(&raft), result);
    }
}

#[test]
fn a_follower_commits_only_what_the_message_proved_equal() {
    // Entry 3 is left over from another leader; the heartbeat vouches for 1 and 2.
    let mut raft = server(3, &[1, 1, 2]);
    deliver(&mut raft, 1, 3, append((1, 2), &[], 3));
    assert_eq!(raft.ram.commit, 2);
}

#[test]
fn a_leader_counts_only_entries_of_its_own_term() {
    let mut raft = server(1, &[1, 1]);
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 2, Body::Vote { granted: true });
    deliver(&mut raft, 1, 2, Body::Accepted { matched: 2 });
    assert_eq!(raft.ram.commit, 0);
    raft.propose(set(3), &mut Out::new(0));
    deliver(&mut raft, 1, 2, Body::Accepted { matched: 3 });
    assert_eq!(raft.ram.commit, 3);
}

#[test]
fn an_old_leader_learns_of_the_new_term_and_steps_down() {
    let mut old = server(1, &[]);
    expire(&mut old, Timer::Election);
    deliver(&mut old, 1, 2, Body::Vote { granted: true });
    assert!(old.is_leader());
    let mut other = server(5, &[]);
    let answer = deliver(&mut other, 0, 2, append((0, 0), &[], 0)).remove(0);
    deliver(&mut old, 1, answer.term, answer.body);
    assert!(!old.is_leader());
    assert_eq!(old.disk.term, 5);
}

#[test]
fn a_crash_keeps_term_vote_and_log_and_nothing_else() {
    let mut raft = server(1, &[1]);
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 2, Body::Vote { granted: true });
    let disk = raft.disk.clone();
    raft.on_crash();
    assert_eq!(raft.disk, disk);
    assert_eq!(raft.ram, raft::Volatile::default());
}

#[test]
fn a_snapshot_keeps_the_entries_after_it_only_if_the_log_agrees() {
    let snapshot = Snapshot { index: 2, term: 1, ..Snapshot::default() };
    let mut agrees: Log = server(3, &[1, 1, 2]).disk.log;
    agrees.install(snapshot.clone());
    assert_eq!((agrees.last_index(), agrees.last_term()), (3, 2));
    let mut differs: Log = server(3, &[2, 2, 2]).disk.log;
    differs.install(snapshot);
    assert_eq!((differs.last_index(), differs.last_term()), (2, 1));
}

#[test]
fn who_lags_behind_the_log_gets_the_snapshot() {
    let config = Config { compact_after: Some(5), ..Config::default() };
    let mut world = cluster(1, 3, Network::reliable(5..=10), &config);
    world.run_until(400);
    let leader = world.nodes.iter().position(Raft::is_leader).unwrap();
    let lagging = (leader + 1) % 3;
    world.apply(Fault::Crash(lagging));
    for value in 1..=20 {
        world.call(leader, |raft, out| {
            raft.propose(set(value), out);
        });
        world.run_until(world.now() + 30);
    }
    assert!(world.nodes[leader].disk.log.snapshot.index >= 10);
    world.apply(Fault::Restart(lagging));
    world.run_until(world.now() + 200);
    assert!(world.trace.to_json().contains("\"label\":\"Snapshot t"));
    assert_eq!(world.nodes[lagging].ram.state, world.nodes[leader].ram.state);
    assert_eq!(world.nodes[lagging].ram.state[&'x'], 20);
}

/// n0, n1 and n2 reach each other, n3 only n1, n4 only n2: how many lead in 10 s?
fn leaders_with_some_links_down(sticky: bool) -> usize {
    let config = Config { sticky, ..Config::default() };
    let mut world = cluster(1, 5, Network::reliable(5..=10), &config);
    world.apply(Fault::Partition(vec![vec![0, 1, 2], vec![1, 3], vec![2, 4]]));
    let mut safety = Safety::default();
    while world.next_event().is_some_and(|at| at <= 10_000) {
        world.step();
        safety.check(&world.nodes).unwrap();
    }
    safety.elections()
}

#[test]
fn with_some_links_down_leaders_keep_falling_unless_followers_are_sticky() {
    assert!(leaders_with_some_links_down(false) > 10);
    assert_eq!(leaders_with_some_links_down(true), 1);
}
