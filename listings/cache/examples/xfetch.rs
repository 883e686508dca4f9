//! One hot key for an hour: what early refreshes cost and save.

use cache::xfetch;

fn main() {
    println!(
        "800 requests/s for one hour, time to live 10 s, a load takes 120 ms\n"
    );
    println!("{:>6} {:>14} {:>16}", "beta", "loads a minute", "waits a minute");
    for beta in [0.0, 0.5, 1.0, 2.0, 4.0, 8.0] {
        let cost = xfetch::run(0.8, 10_000.0, 120.0, beta, 3_600_000.0, 1);
        println!(
            "{beta:>6} {:>14.1} {:>16.2}",
            cost.loads as f64 / 60.0,
            cost.waits as f64 / 60.0,
        );
    }
}
