//! The safety properties over thousands of faulty runs, and the bugs they catch.

use raft::{Bug, Command, Ending, Plan, Property, Raft, figure8};
use sim::Fault;

/// The right code keeps all five properties; says how much has been tried.
fn holds(plan: &Plan, runs: u64) {
    match plan.run_all(runs) {
        Ok(stats) => {
            // A check of runs in which nothing happens would prove nothing.
            assert!(stats.elections as u64 > runs, "{stats}");
            assert!(stats.commits as u64 > 2 * runs, "{stats}");
        }
        Err((seed, violation)) => panic!("seed {seed}: {violation}"),
    }
}

/// The bug is found within `runs` runs of the plan; returns what it broke.
fn caught(plan: &Plan, bug: Bug, runs: u64) -> Property {
    let mut plan = plan.clone();
    plan.config.bug = Some(bug);
    match plan.run_all(runs) {
        Ok(stats) => panic!("{bug:?} was not caught: {stats}"),
        Err((_, violation)) => violation.property,
    }
}

fn missed(plan: &Plan, bug: Bug, runs: u64) {
    let mut plan = plan.clone();
    plan.config.bug = Some(bug);
    plan.run_all(runs).unwrap();
}

#[test]
fn ten_thousand_runs_with_everything_that_can_go_wrong() {
    holds(&Plan::everything(), 10_000);
}

#[test]
fn the_right_code_passes_the_schedules_that_catch_the_bugs() {
    holds(&Plan::quick_restarts(), 10_000);
    holds(&Plan::unfinished_replication(), 10_000);
    holds(&Plan::reordering(), 2_000);
}

#[test]
fn granting_two_votes_elects_two_leaders() {
    let property = caught(&Plan::everything(), Bug::GrantsTwoVotes, 10);
    assert_eq!(property, Property::ElectionSafety);
}

#[test]
fn a_forgotten_vote_elects_two_leaders_if_the_restart_is_quick() {
    let bug = Bug::VoteForgottenOnRestart;
    let property = caught(&Plan::quick_restarts(), bug, 1_000);
    assert_eq!(property, Property::ElectionSafety);
    // The same bug sleeps through the election if the restart is slow.
    missed(&Plan::slow_restarts(), bug, 10_000);
}

#[test]
fn truncating_without_a_conflict_loses_committed_entries() {
    let bug = Bug::TruncatesWithoutConflict;
    let property = caught(&Plan::reordering(), bug, 1_000);
    assert_eq!(property, Property::LeaderCompleteness);
}

#[test]
fn committing_an_older_term_by_counting_loses_committed_entries() {
    let bug = Bug::CommitOlderTermByCounting;
    let plan = Plan::unfinished_replication();
    assert_eq!(caught(&plan, bug, 1_000), Property::LeaderCompleteness);
}

#[test]
fn a_no_op_of_the_new_term_hides_that_bug_from_the_same_runs() {
    let mut plan = Plan::unfinished_replication();
    plan.config.noop = true;
    missed(&plan, Bug::CommitOlderTermByCounting, 1_000);
}

#[test]
fn figure_8_loses_a_committed_entry_only_with_the_wrong_rule() {
    let wrong = figure8(Ending::Counting);
    assert_eq!(wrong.violation.unwrap().property, Property::LeaderCompleteness);
    // S1 has told its client that x=2 is committed; now x=3 is, at the same index.
    assert!(wrong.pictures[2].2.contains("[2:x=2]"));
    assert!(wrong.pictures[3].2.contains("[3:x=3]"));

    let waiting = figure8(Ending::Waiting);
    assert!(waiting.violation.is_none());
    // Nothing was promised, so nothing is lost.
    assert!(waiting.pictures.iter().all(|(_, _, logs)| !logs.contains("[2:x=2]")));

    let own_entry = figure8(Ending::OwnEntry);
    assert!(own_entry.violation.is_none());
    assert!(own_entry.pictures[3].2.contains("[2:x=2]  [4:x=4]"));
    // S5 has not been elected.
    assert!(!own_entry.world.nodes[4].is_leader());
}

#[test]
fn members_change_and_reads_are_current_whatever_goes_wrong() {
    let plan = Plan::changing_members();
    holds(&plan, 10_000);
    let stats = plan.run_all(1_000).unwrap();
    assert!(stats.changes > 5_000 && stats.reads > 4_000, "{stats:?}");
}

#[test]
fn changing_members_too_early_loses_committed_entries() {
    let plan = Plan::changing_members();
    let property = caught(&plan, Bug::ChangesTooEarly, 1_000);
    assert_eq!(property, Property::LeaderCompleteness);
}

#[test]
fn reads_are_stale_without_a_confirmation_or_without_a_commit_in_the_own_term() {
    let plans = [Plan::everything(), Plan::unfinished_replication()];
    for plan in plans.map(|plan| Plan { reads: true, ..plan }) {
        holds(&plan, 1_000);
        for bug in [Bug::ReadsUnconfirmed, Bug::ReadsTooEarly] {
            assert_eq!(caught(&plan, bug, 1_000), Property::CurrentReads);
        }
    }
}

#[test]
fn pre_vote_and_check_quorum_cost_no_safety() {
    for plan in [Plan::everything(), Plan::changing_members()] {
        let mut plan = plan;
        plan.config.pre_vote = true;
        plan.config.check_quorum = true;
        holds(&plan, 2_000);
        recovers(&plan);
    }
}

#[test]
fn disregarding_candidates_costs_no_safety() {
    let mut plan = Plan::everything();
    plan.config.sticky = true;
    holds(&plan, 2_000);
    recovers(&plan);
}

#[test]
fn the_cluster_recovers_when_the_faults_stop() {
    recovers(&Plan::everything());
}

/// After the faults have stopped, somebody leads and a command reaches all members.
fn recovers(plan: &Plan) {
    for seed in 0..1_000 {
        let mut world = plan.world(seed);
        let mut server = 0;
        while world.now() < plan.length {
            world.run_until(world.now() + 40);
            if plan.change_every.is_some() {
                server = (server + 1 + seed as usize) % world.nodes.len();
                for id in 0..world.nodes.len() {
                    world.call(id, |raft, out| {
                        let new = raft.members().toggle(server);
                        raft.propose(Command::Members(new), out);
                    });
                }
            }
        }
        world.network.loss = 0.0;
        world.apply(Fault::Heal);
        for server in 0..world.nodes.len() {
            world.apply(Fault::Restart(server));
        }
        // The paper's condition: messages are much faster than election timeouts.
        world.run_until(plan.length + 3_000);
        let leaders = world.nodes.iter().filter(|raft| raft.is_leader());
        let leader = leaders.max_by_key(|raft| raft.disk.term).map(|raft| raft.id);
        let leader = leader.unwrap_or_else(|| panic!("seed {seed}: no leader"));
        world.call(leader, |raft, out| {
            raft.propose(Command::Set('q', seed), out);
        });
        world.run_until(plan.length + 3_500);
        let members = world.nodes[leader].members();
        let member = |raft: &&Raft| members.contains(raft.id);
        for raft in world.nodes.iter().filter(member) {
            assert_eq!(raft.ram.state.get(&'q'), Some(&seed), "seed {seed}");
        }
    }
}

#[test]
fn the_same_seed_is_the_same_run() {
    let plan = Plan::everything();
    assert_eq!(plan.run(42), plan.run(42));
    assert_ne!(plan.run(42), plan.run(43));
}
