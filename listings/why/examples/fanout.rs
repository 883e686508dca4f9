//! The share of requests that take a second or longer, as CSV for the chart.

use why::fanout::Servers;

const REQUESTS: u32 = 20_000;

fn main() {
    println!("servers,hundredth,thousandth,tenthousandth,hedged");
    for count in [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] {
        let measure = |slow, hedged| {
            let servers = Servers { count, slow, hedged };
            servers.slow_requests(u64::from(count), REQUESTS) * 100.0
        };
        println!(
            "{count},{:.1},{:.1},{:.1},{:.1}",
            measure(0.01, false),
            measure(0.001, false),
            measure(0.0001, false),
            measure(0.01, true)
        );
    }
}
