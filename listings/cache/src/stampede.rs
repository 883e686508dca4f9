//! A hot key expires: how many queries reach the database?

use crate::single_flight::{Role, SingleFlight, Ticket};

/// A database that shares its power among all queries that run.
#[derive(Clone, Copy, Debug)]
pub struct Database {
    /// How long one query takes when it runs alone, in ms.
    pub work: f64,
    /// How many queries run at full speed side by side.
    pub parallel: f64,
}

/// What happened between the expiry and the end of the last query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Queries that reached the database; all but the first were useless.
    pub loads: usize,
    /// When the value was back in the cache, in ms.
    pub filled: Option<u64>,
    /// When the database had finished all queries, in ms.
    pub drained: Option<u64>,
}

struct Query {
    left: f64,
    process: usize,
    ticket: Option<Ticket>,
}

/// `rate` requests a second for one key whose value expires at time 0; looks at
/// the first `limit` ms. With `processes` of 0 everyone who misses loads; else
/// the requests go round over so many processes, each with a single-flight.
pub fn expiry(
    rate: u64,
    database: Database,
    processes: usize,
    limit: u64,
) -> Outcome {
    let mut flights: Vec<_> =
        (0..processes).map(|_| SingleFlight::<&str, u64>::new(limit)).collect();
    let mut running: Vec<Query> = Vec::new();
    let mut outcome = Outcome { loads: 0, filled: None, drained: None };
    for now in 0..limit {
        if outcome.filled.is_none() {
            for request in now * rate / 1000..(now + 1) * rate / 1000 {
                let process = request as usize % processes.max(1);
                let role =
                    flights.get_mut(process).map(|f| f.join("sku", request, now));
                let ticket = match role {
                    Some(Role::Follower) => continue,
                    Some(Role::Leader(ticket)) => Some(ticket),
                    None => None,
                };
                outcome.loads += 1;
                running.push(Query { left: database.work, process, ticket });
            }
        }
        let speed = (database.parallel / running.len() as f64).min(1.0);
        for query in &mut running {
            query.left -= speed;
        }
        for query in running.extract_if(.., |query| query.left <= 0.0) {
            outcome.filled.get_or_insert(now + 1);
            if let Some(ticket) = query.ticket {
                flights[query.process].finish(&"sku", ticket);
            }
        }
        if outcome.filled.is_some() && running.is_empty() {
            outcome.drained = Some(now + 1);
            break;
        }
    }
    outcome
}
