//! Graceful degradation: a fallback that shares the fate of what it saves.
//!
//! Product pages read a cache. Orders write to the database. The cache fails.

use sim::Rng;

/// Requests that the database can do in a second.
pub const DATABASE: u64 = 500;

/// What a page does when the cache does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// It asks the database.
    Database,
    /// It shows what was delivered with the release: the article, no live price.
    Static,
}

/// One second of the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    /// Pages as they should be.
    pub full: u64,
    /// Pages with something left out.
    pub plain: u64,
    /// Pages that were an error.
    pub failed_pages: u64,
    /// Orders that were accepted.
    pub orders: u64,
    /// Orders that were an error.
    pub failed_orders: u64,
}

/// Serves `pages` pages and `orders` orders in one second.
pub fn serve(plan: Plan, cache_up: bool, pages: u64, orders: u64) -> Second {
    let mut second = Second::default();
    let asked = match plan {
        _ if cache_up => 0,
        Plan::Database => pages,
        Plan::Static => 0,
    };
    // The database cannot tell an order from a page: it does its share of each.
    let total = asked + orders;
    let share = |n: u64| if total <= DATABASE { n } else { n * DATABASE / total };
    second.orders = share(orders);
    second.failed_orders = orders - second.orders;
    match (cache_up, plan) {
        (true, _) => second.full = pages,
        (false, Plan::Database) => {
            second.full = share(pages);
            second.failed_pages = pages - second.full;
        }
        (false, Plan::Static) => second.plain = pages,
    }
    second
}

/// A minute with a random load; the cache is away from second 20 to second 40.
pub fn minute(seed: u64, plan: Plan) -> Second {
    let mut rng = Rng::new(seed);
    let mut sum = Second::default();
    for second in 0..60 {
        let cache_up = !(20..40).contains(&second);
        let (pages, orders) = (rng.range(&(2_500..=3_500)), rng.range(&(50..=70)));
        let one = serve(plan, cache_up, pages, orders);
        sum.full += one.full;
        sum.plain += one.plain;
        sum.failed_pages += one.failed_pages;
        sum.orders += one.orders;
        sum.failed_orders += one.failed_orders;
    }
    sum
}
