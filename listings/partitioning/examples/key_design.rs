//! Ten partitions, three designs of the key: who gets today's writes, and how many
//! partitions a query must ask.

use partitioning::{Ranges, hash};
use sim::Rng;

struct Order {
    user: u64,
    day: u32,
    second: u64,
}

impl Order {
    fn by_time(&self) -> String {
        format!("{}-{:05}-u{:05}", self.day, self.second, self.user)
    }

    fn by_user(&self) -> String {
        format!("u{:05}-{}-{:05}", self.user, self.day, self.second)
    }
}

fn day(day: u32, rng: &mut Rng) -> Vec<Order> {
    let draw = |_| Order {
        user: rng.range(&(0..=19_999)),
        day,
        second: rng.range(&(0..=86_399)),
    };
    (0..100_000).map(draw).collect()
}

/// The share of the fullest partition, in percent.
fn fullest(partitions: impl Iterator<Item = usize>) -> f64 {
    let mut counts = [0_u32; 10];
    partitions.for_each(|partition| counts[partition] += 1);
    let total: u32 = counts.iter().sum();
    let max = counts.into_iter().max().unwrap_or(0);
    f64::from(max) * 100.0 / f64::from(total)
}

fn main() {
    let mut rng = Rng::new(1);
    let yesterday = day(20_261_110, &mut rng);
    let today = day(20_261_111, &mut rng);
    let by_time = Ranges::even(yesterday.iter().map(Order::by_time).collect(), 10);
    let by_user = Ranges::even(yesterday.iter().map(Order::by_user).collect(), 10);

    println!("key                fullest   last hour  one user");
    let line = |name, fullest: f64, hour: usize, user: usize| {
        println!("{name:<18}{fullest:>6.1} %{hour:>12}{user:>10}");
    };
    // The last hour of today; and all orders of one user.
    let hour = by_time.scan("20261111-82800", "20261111-86399").count();
    let partitions = today.iter().map(|o| by_time.partition(&o.by_time()));
    line("range of time", fullest(partitions), hour, by_time.count());
    let partitions = today.iter().map(|o| (hash(&o.by_time()) % 10) as usize);
    line("hash of order", fullest(partitions), 10, 10);
    let user = by_user.scan("u00042-", "u00042-~").count();
    let partitions = today.iter().map(|o| by_user.partition(&o.by_user()));
    line("range of user+time", fullest(partitions), by_user.count(), user);
}
