//! Ten thousand runs a plan with the right code; then one planted bug at a time.

use raft::{Bug, Plan, Stats};

const RUNS: u64 = 10_000;

fn main() {
    let plans = [
        ("everything", Plan::everything()),
        ("quick restarts", Plan::quick_restarts()),
        ("slow restarts", Plan::slow_restarts()),
        ("unfinished replication", Plan::unfinished_replication()),
        ("reordering", Plan::reordering()),
        ("changing members", Plan::changing_members()),
    ];
    println!("No bug, {RUNS} runs a plan, all properties checked after every step");
    for (name, plan) in &plans {
        match plan.run_all(RUNS) {
            Ok(stats) => {
                println!("  {name:<24}{stats}");
                let Stats { changes, reads, .. } = stats;
                if changes > 0 {
                    println!("  {:<24}{changes} changes, {reads} reads", "");
                }
            }
            Err((seed, violation)) => {
                println!("  {name:<24}seed {seed}: {violation}")
            }
        }
    }
    let (older, newest) = plans.split_at(5);
    for bug in [
        Bug::GrantsTwoVotes,
        Bug::VoteForgottenOnRestart,
        Bug::TruncatesWithoutConflict,
        Bug::CommitOlderTermByCounting,
    ] {
        look_for(bug, older);
    }
    // The other plans change no members and read nothing.
    for bug in [Bug::ChangesTooEarly, Bug::ReadsUnconfirmed, Bug::ReadsTooEarly] {
        look_for(bug, newest);
    }
}

fn look_for(bug: Bug, plans: &[(&str, Plan)]) {
    println!("\n{bug:?}");
    for (name, plan) in plans {
        let mut plan = plan.clone();
        plan.config.bug = Some(bug);
        match plan.run_all(RUNS) {
            Ok(_) => println!("  {name:<24}not found in {RUNS} runs"),
            Err((seed, violation)) => {
                println!("  {name:<24}seed {seed:<6}{:?}", violation.property);
            }
        }
    }
}
