//! ReadIndex: what a leader has to know before it answers a read.

mod common;

use common::{deliver, expire, set};
use raft::{Body, Config, Message, Raft, Timer, cluster};
use sim::{Fault, Network, Out};

/// n0 of three servers, leader of term 1, with `x=1` committed.
fn leader() -> Raft {
    let mut raft = Raft::new(0, 3, Config::default(), 1);
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 1, Body::Vote { granted: true });
    raft.propose(set(1), &mut Out::new(0));
    deliver(&mut raft, 1, 1, Body::Accepted { matched: 2 });
    assert_eq!(raft.ram.commit, 2);
    raft
}

fn read(raft: &mut Raft, id: u64) -> Vec<Message> {
    let mut out = Out::new(0);
    assert!(raft.read(id, &mut out));
    common::sent(out)
}

fn confirm(raft: &mut Raft, from: usize, term: u64, read: u64) {
    deliver(raft, from, term, Body::Confirmed { read });
}

#[test]
fn a_read_is_answered_when_a_majority_confirms_and_writes_nothing() {
    let mut raft = leader();
    let disk = raft.disk.clone();
    let asked = read(&mut raft, 7);
    assert!(matches!(
        asked[..],
        [Message { body: Body::Confirm { read: 7 }, .. }, _]
    ));
    assert!(raft.ram.answers.is_empty());
    confirm(&mut raft, 2, 1, 7);
    assert_eq!(raft.ram.answers.len(), 1);
    assert_eq!((raft.ram.answers[0].id, raft.ram.answers[0].index), (7, 2));
    assert_eq!(raft.ram.answers[0].state[&'x'], 1);
    // No entry, no term, no vote: nothing for the disk.
    assert_eq!(raft.disk, disk);
    // The second confirmation is not a second answer.
    confirm(&mut raft, 1, 1, 7);
    assert_eq!(raft.ram.answers.len(), 1);
}

#[test]
fn only_a_confirmation_of_this_read_in_this_term_counts() {
    let mut raft = leader();
    read(&mut raft, 7);
    // One that was sent before the read began proves nothing about now.
    confirm(&mut raft, 2, 1, 6);
    confirm(&mut raft, 2, 0, 7);
    deliver(&mut raft, 2, 1, Body::Accepted { matched: 2 });
    assert!(raft.ram.answers.is_empty());
}

#[test]
fn a_duplicated_confirmation_counts_once() {
    let mut raft = Raft::new(0, 5, Config::default(), 1);
    expire(&mut raft, Timer::Election);
    for peer in [1, 2] {
        deliver(&mut raft, peer, 1, Body::Vote { granted: true });
    }
    for peer in [1, 2] {
        deliver(&mut raft, peer, 1, Body::Accepted { matched: 1 });
    }
    read(&mut raft, 7);
    for _ in 0..3 {
        confirm(&mut raft, 1, 1, 7);
    }
    assert!(raft.ram.answers.is_empty());
    confirm(&mut raft, 4, 1, 7);
    assert_eq!(raft.ram.answers.len(), 1);
}

#[test]
fn no_reads_before_an_entry_of_the_own_term_is_committed() {
    let mut raft = Raft::new(0, 3, Config::default(), 1);
    assert!(!raft.read(1, &mut Out::new(0)));
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 1, Body::Vote { granted: true });
    assert!(!raft.read(1, &mut Out::new(0)));
    deliver(&mut raft, 1, 1, Body::Accepted { matched: 1 });
    assert!(raft.read(1, &mut Out::new(0)));
}

#[test]
fn the_answer_holds_what_was_committed_while_it_waited() {
    let mut raft = leader();
    read(&mut raft, 7);
    raft.propose(set(2), &mut Out::new(0));
    deliver(&mut raft, 1, 1, Body::Accepted { matched: 3 });
    confirm(&mut raft, 1, 1, 7);
    assert_eq!(raft.ram.answers[0].state[&'x'], 2);
}

#[test]
fn a_question_that_was_lost_is_asked_again_with_the_heartbeat() {
    let mut raft = leader();
    read(&mut raft, 7);
    let sent = expire(&mut raft, Timer::Heartbeat);
    let asks = |m: &&Message| m.body == Body::Confirm { read: 7 };
    assert_eq!(sent.iter().filter(asks).count(), 2);
}

#[test]
fn a_leader_that_steps_down_forgets_its_reads() {
    let mut raft = leader();
    read(&mut raft, 7);
    // It learns of term 2, and is elected again in term 3.
    deliver(&mut raft, 1, 2, Body::Rejected { retry_from: 0 });
    assert!(!raft.is_leader());
    expire(&mut raft, Timer::Election);
    deliver(&mut raft, 1, 3, Body::Vote { granted: true });
    deliver(&mut raft, 1, 3, Body::Accepted { matched: 3 });
    confirm(&mut raft, 1, 3, 7);
    assert!(raft.ram.answers.is_empty());
}

#[test]
fn a_follower_in_a_later_term_deposes_who_asks() {
    let mut raft = Raft::new(1, 3, Config::default(), 1);
    raft.disk.term = 5;
    let answer = deliver(&mut raft, 0, 1, Body::Confirm { read: 7 });
    assert_eq!(answer[0].body, Body::Rejected { retry_from: 0 });
    assert_eq!(answer[0].term, 5);
}

#[test]
fn a_single_server_confirms_itself() {
    let mut raft = Raft::new(0, 1, Config::default(), 1);
    expire(&mut raft, Timer::Election);
    read(&mut raft, 7);
    assert_eq!(raft.ram.answers.len(), 1);
}

#[test]
fn a_leader_that_was_replaced_unawares_answers_no_read() {
    for seed in 0..100 {
        let mut world =
            cluster(seed, 3, Network::reliable(10..=20), &Config::default());
        let elect = |world: &mut sim::World<Raft>, among: &[usize]| loop {
            match among.iter().find(|&&id| world.nodes[id].is_leader()) {
                Some(&id) => return id,
                None => world.step(),
            };
        };
        let old = elect(&mut world, &[0, 1, 2]);
        world.run_until(world.now() + 120);
        let others: Vec<_> = (0..3).filter(|&id| id != old).collect();
        world.apply(Fault::Partition(vec![vec![old], others.clone()]));
        let new = elect(&mut world, &others);
        world.call(new, |raft, out| {
            raft.propose(set(3), out);
        });
        world.run_until(world.now() + 200);
        // Both take the read; only one of them can answer it.
        assert!(world.nodes[old].is_leader());
        for server in [old, new] {
            world.call(server, |raft, out| assert!(raft.read(1, out)));
        }
        world.run_until(world.now() + 500);
        assert!(world.nodes[old].is_leader());
        assert_eq!(world.nodes[new].ram.answers[0].state[&'x'], 3);
        world.apply(Fault::Heal);
        world.run_until(world.now() + 2_000);
        // Not later, either.
        assert!(world.nodes[old].ram.answers.is_empty(), "seed {seed}");
    }
}
