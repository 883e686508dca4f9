//! Four protocols in four models: what becomes of 1,000 orders.

use fallacies::shop::{Model, Protocol, run};

fn main() {
    println!("lost + doubled, of 1,000 orders\n");
    let names =
        Model::ALL.map(|model| format!("{:>15}", format!("{model:?}"))).concat();
    println!("{:<12}{names}", "");
    for protocol in [
        Protocol::Once,
        Protocol::Retry,
        Protocol::KeyInMemory,
        Protocol::KeyOnDisk,
    ] {
        let cells = Model::ALL.map(|model| {
            let tally = run(protocol, model, 1);
            format!("{:>15}", format!("{} + {}", tally.lost, tally.doubled))
        });
        println!("{:<12}{}", format!("{protocol:?}"), cells.concat());
    }
}
