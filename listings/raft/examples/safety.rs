//! Ten thousand runs a plan with the right code; then one planted bug at a time.

use raft::{Bug, Plan};

const RUNS: u64 = 10_000;

fn main() {
    let plans = [
        ("everything", Plan::everything()),
        ("quick restarts", Plan::quick_restarts()),
        ("slow restarts", Plan::slow_restarts()),
        ("unfinished replication", Plan::unfinished_replication()),
        ("reordering", Plan::reordering()),
    ];
    println!(
        "No bug, {RUNS} runs a plan, five properties checked after every step"
    );
    for (name, plan) in &plans {
        match plan.run_all(RUNS) {
            Ok(stats) => println!("  {name:<24}{stats}"),
            Err((seed, violation)) => {
                println!("  {name:<24}seed {seed}: {violation}")
            }
        }
    }
    for bug in [
        Bug::GrantsTwoVotes,
        Bug::VoteForgottenOnRestart,
        Bug::TruncatesWithoutConflict,
        Bug::CommitOlderTermByCounting,
    ] {
        println!("\n{bug:?}");
        for (name, plan) in &plans {
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
}
