//! One hot key expires: database queries without and with single-flight.

use cache::stampede::{Database, expiry};

fn main() {
    let database = Database { work: 120.0, parallel: 32.0 };
    println!("one query alone: 120 ms; 32 queries run at full speed\n");
    println!("{:>10} {:>12} {:>9} {:>9} {:>9}", "", "", "", "value", "database");
    println!(
        "{:>10} {:>12} {:>9} {:>9} {:>9}",
        "requests/s", "guard", "queries", "back", "idle"
    );
    for rate in [200, 400, 800, 1_600] {
        for (guard, processes) in
            [("none", 0), ("20 processes", 20), ("one for all", 1)]
        {
            let outcome = expiry(rate, database, processes, 60_000);
            let ms = |time: Option<u64>| {
                time.map_or("never".into(), |t| format!("{t} ms"))
            };
            println!(
                "{rate:>10} {guard:>12} {:>9} {:>9} {:>9}",
                outcome.loads,
                ms(outcome.filled),
                ms(outcome.drained),
            );
        }
    }
}
