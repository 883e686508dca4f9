//! What a model assumes, and what befalls a program that assumes too much.
//!
//! [`shop`] runs one protocol after another in one model after another; [`links`]
//! builds a reliable link from an unreliable one; [`generals`] shows what no such
//! building can reach. The other modules are the eight fallacies, one run each.

pub mod administrator;
pub mod bandwidth;
pub mod generals;
pub mod homogeneous;
pub mod latency;
pub mod links;
pub mod secure;
pub mod seen;
pub mod shop;
pub mod topology;
pub mod transport;

use shop::{Model, Protocol};

/// Whose program runs: that of someone who believes the fallacy, or the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Believes it.
    Naive,
    /// Does not.
    Cured,
}

/// One fallacy and the run that shows it.
pub struct Fallacy {
    /// What is believed.
    pub claim: &'static str,
    /// What the run counts.
    pub counted: &'static str,
    /// Runs the program and counts.
    pub run: fn(Program) -> u64,
}

/// The eight, in the usual order.
pub const FALLACIES: [Fallacy; 8] = [
    Fallacy {
        claim: "the network is reliable",
        counted: "wrong orders of 1,000",
        run: reliable,
    },
    Fallacy {
        claim: "latency is zero",
        counted: "ms until the page is there",
        run: latency::run,
    },
    Fallacy {
        claim: "bandwidth is infinite",
        counted: "ms of the slowest order",
        run: bandwidth::run,
    },
    Fallacy {
        claim: "the network is secure",
        counted: "unpaid orders shipped of 100",
        run: secure::run,
    },
    Fallacy {
        claim: "topology doesn't change",
        counted: "orders unanswered of 100",
        run: topology::run,
    },
    Fallacy {
        claim: "there is one administrator",
        counted: "orders of 1,000 run too late",
        run: administrator::run,
    },
    Fallacy {
        claim: "transport cost is zero",
        counted: "KB across zones, 3,000 reads",
        run: transport::run,
    },
    Fallacy {
        claim: "the network is homogeneous",
        counted: "wrong amounts of 300",
        run: homogeneous::run,
    },
];

/// No answer means no order? Retrying without a key believes so.
fn reliable(program: Program) -> u64 {
    let protocol = match program {
        Program::Naive => Protocol::Retry,
        Program::Cured => Protocol::KeyOnDisk,
    };
    let tally = shop::run(protocol, Model::FairLoss, 1);
    tally.lost + tally.doubled
}
