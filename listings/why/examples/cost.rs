//! Two systems for a job that one thread does in 300 s: which one scales better,
//! and which one is faster.

use why::cost::Job;

fn main() {
    let single = 300.0;
    let heavy = Job { single, overhead: 20.0, serial: 0.0, coordination: 0.1 };
    let light = Job { single, overhead: 2.0, serial: 0.02, coordination: 0.1 };
    println!("one thread: {single:.0} s");
    println!("machines      heavy: time scaling      light: time scaling");
    for n in [1, 4, 16, 64, 256] {
        let show =
            |job: &Job| format!("{:>8.1} s {:>7.1}x", job.time(n), job.scaling(n));
        println!("{n:>8}   {:>22}   {:>22}", show(&heavy), show(&light));
    }
    let cost = |job: &Job| job.cost(1000).unwrap_or(0);
    println!(
        "COST      {:>15} machines {:>15} machines",
        cost(&heavy),
        cost(&light)
    );
}
