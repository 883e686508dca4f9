//! Two timeouts that nobody compared: 1,000 orders, with and without a deadline.

use fallacies::Program;
use fallacies::administrator::report;

fn main() {
    let names =
        ["told: failed", "executed later", "executed in time", "executions"];
    let [naive, cured] = [Program::Naive, Program::Cured].map(report);
    println!("{:<17}{:>6}{:>6}", "", "naive", "cured");
    let numbers = |r: fallacies::administrator::Report| {
        [r.failed, r.too_late, r.ambiguous, r.executions]
    };
    for ((name, naive), cured) in
        names.iter().zip(numbers(naive)).zip(numbers(cured))
    {
        println!("{name:<17}{naive:>6}{cured:>6}");
    }
}
