//! Customers, and what goes wrong while they buy.

use sim::{Fault, Network, NodeId, Time, World};

use crate::{Answer, Op, Outcome, Shop};

/// Who asks for what, when; and the faults meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Requests, by time.
    pub requests: Vec<(Time, NodeId, Op)>,
    /// Faults.
    pub faults: Vec<(Time, Fault)>,
    /// When the run ends.
    pub until: Time,
}

/// Three replicas: a round trip takes `near` ms between 0 and 1, and `far` ms between
/// 2 and the others. Both are even.
pub fn network(near: Time, far: Time) -> Network {
    let mut network = Network::reliable(far / 2..=far / 2);
    for link in [(0, 1), (1, 0)] {
        network.links.insert(link, near / 2..=near / 2);
    }
    network
}

/// Carries out the plan. All answers, by the time of the request.
pub fn run<S: Shop>(world: &mut World<S>, plan: &Plan) -> Vec<Answer> {
    for (at, fault) in &plan.faults {
        world.schedule(*at, fault.clone());
    }
    for &(at, node, op) in &plan.requests {
        world.run_until(at);
        world.call(node, |shop, out| shop.request(op, out));
    }
    world.run_until(plan.until);
    let mut answers: Vec<_> =
        world.nodes.iter().flat_map(|shop| shop.answers()).copied().collect();
    answers.sort_by_key(|answer| answer.begin);
    answers
}

/// Reads that saw more left than there can have been: a sale that was confirmed
/// before the read began is missing. Without excuse, whatever the order of the rest.
pub fn stale(answers: &[Answer], stock: usize) -> usize {
    let too_many = |read: &&Answer| {
        let sold = answers
            .iter()
            .filter(|a| a.outcome == Outcome::Sold && a.end < read.begin)
            .count();
        matches!(read.outcome, Outcome::Left(left) if left + sold > stock)
    };
    answers.iter().filter(too_many).count()
}
