//! PreVote and CheckQuorum: what they prevent, and what they need each other for.

mod common;

use common::{deliver, expire, set};
use raft::{
    Body, Config, Entry, Message, Raft, Role, Safety, Term, Timer, cluster,
};
use sim::{Fault, Network, Node, NodeId, Out, World};

fn pre_vote() -> Config {
    Config { pre_vote: true, ..Config::default() }
}

fn ask(raft: &mut Raft, now: u64, term: Term, last_term: Term) -> Vec<Message> {
    let mut out = Out::new(now);
    let body = Body::RequestPreVote { last_index: 1, last_term };
    raft.on_message(1, Message { term, body }, &mut out);
    common::sent(out)
}

fn granted(answer: &[Message]) -> bool {
    matches!(answer, [Message { body: Body::PreVote { yes_to: Some(_) }, .. }])
}

#[test]
fn a_pre_vote_is_for_a_good_log_and_a_term_that_is_not_over() {
    let mut raft = Raft::new(0, 3, pre_vote(), 1);
    raft.disk.term = 3;
    raft.disk.log.push(Entry { term: 2, command: set(1) });
    for (term, last_term, expected) in
        [(3, 2, true), (3, 3, true), (4, 2, true), (3, 1, false), (2, 2, false)]
    {
        let before = (raft.disk.clone(), raft.ram.clone());
        let answer = ask(&mut raft, 500, term, last_term);
        assert_eq!(granted(&answer), expected, "{term} {last_term}");
        // It binds nobody: nothing has changed, not even with a later term.
        assert_eq!((raft.disk.clone(), raft.ram.clone()), before);
    }
}

#[test]
fn no_pre_vote_while_a_leader_is_heard() {
    let mut raft = Raft::new(0, 3, pre_vote(), 1);
    let mut out = Out::new(1_000);
    let heartbeat = Body::AppendEntries {
        prev_index: 0,
        prev_term: 0,
        entries: vec![],
        commit: 0,
    };
    raft.on_message(2, Message { term: 1, body: heartbeat }, &mut out);
    // The shortest election timeout is 150 ms.
    assert!(!granted(&ask(&mut raft, 1_149, 1, 1)));
    assert!(granted(&ask(&mut raft, 1_150, 1, 1)));
}

#[test]
fn a_leader_gives_no_pre_vote() {
    let mut raft = Raft::new(0, 1, pre_vote(), 1);
    expire(&mut raft, Timer::Election);
    assert!(raft.is_leader());
    assert!(!granted(&ask(&mut raft, 1_000, 1, 5)));
}

#[test]
fn the_term_grows_only_after_a_majority_of_pre_votes_of_this_term() {
    let mut raft = Raft::new(0, 5, pre_vote(), 1);
    raft.disk.term = 7;
    expire(&mut raft, Timer::Election);
    let yes = |term| Body::PreVote { yes_to: Some(term) };
    let no = Body::PreVote { yes_to: None };
    // Old ones, refusals and duplicates don't count.
    for (from, body) in
        [(1, yes(6)), (2, yes(6)), (3, no), (4, yes(7)), (4, yes(7))]
    {
        deliver(&mut raft, from, 7, body);
        assert_eq!(raft.disk.term, 7);
    }
    // The sender may be in an earlier term.
    deliver(&mut raft, 1, 5, yes(7));
    assert_eq!(raft.disk.term, 8);
    assert!(matches!(raft.ram.role, Role::Candidate { .. }));
}

/// Cuts one follower off for three seconds; returns the highest term at the end, and
/// how often somebody was elected.
fn cut_off_and_back(config: &Config) -> (Term, usize) {
    let mut world = cluster(1, 3, Network::reliable(5..=10), config);
    let mut safety = Safety::default();
    run_until(&mut world, &mut safety, 500);
    let first = leader(&world).unwrap();
    let lonely = (first + 1) % 3;
    let others = (0..3).filter(|&id| id != lonely).collect();
    world.apply(Fault::Partition(vec![vec![lonely], others]));
    run_until(&mut world, &mut safety, 3_500);
    world.apply(Fault::Heal);
    run_until(&mut world, &mut safety, 5_000);
    assert_eq!(world.nodes[lonely].ram.commit, world.nodes[first].ram.commit);
    let term = world.nodes.iter().map(|raft| raft.disk.term).max().unwrap();
    (term, safety.elections())
}

fn run_until(world: &mut World<Raft>, safety: &mut Safety, time: u64) {
    while world.next_event().is_some_and(|at| at <= time) {
        world.step();
        safety.check(&world.nodes).unwrap();
    }
    world.run_until(time);
}

fn leader(world: &World<Raft>) -> Option<NodeId> {
    let leaders = world.nodes.iter().filter(|raft| raft.is_leader());
    leaders.max_by_key(|raft| raft.disk.term).map(|raft| raft.id)
}

#[test]
fn who_was_cut_off_raises_the_term_when_it_is_back_unless_it_asks_first() {
    let (term, elections) = cut_off_and_back(&Config::default());
    assert!((12..20).contains(&term), "{term}");
    assert_eq!(elections, 2);
    assert_eq!(cut_off_and_back(&pre_vote()), (1, 1));
}

#[test]
fn with_some_links_down_pre_vote_keeps_the_leader() {
    let mut world = cluster(1, 5, Network::reliable(5..=10), &pre_vote());
    world.apply(Fault::Partition(vec![vec![0, 1, 2], vec![1, 3], vec![2, 4]]));
    let mut safety = Safety::default();
    run_until(&mut world, &mut safety, 10_000);
    assert_eq!(safety.elections(), 1);
}

/// A leader goes deaf: all hear it, it hears nobody. Returns whether it still leads
/// two seconds later, whether a command then gets through, and the leaders of the
/// next ten seconds.
fn deaf_leader(config: &Config) -> (bool, bool, usize) {
    let mut world = cluster(1, 3, Network::reliable(5..=10), config);
    world.run_until(500);
    let deaf = leader(&world).unwrap();
    let links = (0..3).map(|from| ((from, deaf), 60_000..=60_000));
    world.network.links = links.collect();
    world.run_until(2_500);
    let still = world.nodes[deaf].is_leader();
    let mut safety = Safety::default();
    let mut committed = false;
    for value in 1..=200 {
        if let Some(id) = leader(&world) {
            world.call(id, |raft, out| {
                raft.propose(set(value), out);
            });
        }
        run_until(&mut world, &mut safety, 2_500 + 50 * value);
        committed |= world.nodes.iter().any(|r| r.ram.state.contains_key(&'x'));
    }
    (still, committed, safety.elections())
}

#[test]
fn a_deaf_leader_stays_for_ever_unless_it_checks_its_quorum() {
    assert_eq!(deaf_leader(&Config::default()), (true, false, 1));
    // The followers hear a leader: pre-vote alone makes it no better.
    assert_eq!(deaf_leader(&pre_vote()), (true, false, 1));

    let check_quorum = Config { check_quorum: true, ..Config::default() };
    let (still, committed, leaders) = deaf_leader(&check_quorum);
    assert_eq!((still, committed), (false, true));
    // But as a candidate it goes on disturbing: it is still heard.
    assert!(leaders > 5, "{leaders}");

    let both = Config { check_quorum: true, ..pre_vote() };
    assert_eq!(deaf_leader(&both), (false, true, 1));
}

#[test]
fn a_leader_that_hears_a_majority_stays() {
    let config = Config { check_quorum: true, ..Config::default() };
    let mut world = cluster(1, 5, Network::reliable(5..=10), &config);
    world.run_until(500);
    let first = leader(&world).unwrap();
    for gone in [(first + 1) % 5, (first + 2) % 5] {
        world.apply(Fault::Crash(gone));
    }
    world.run_until(5_000);
    assert!(world.nodes[first].is_leader());
    // One more, and it goes after the longest election timeout (and a heartbeat).
    world.apply(Fault::Crash((first + 3) % 5));
    world.run_until(5_000 + 200);
    assert!(world.nodes[first].is_leader());
    world.run_until(5_000 + 400);
    assert!(!world.nodes[first].is_leader());
}
