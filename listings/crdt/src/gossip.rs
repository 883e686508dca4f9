//! How news spreads when every node calls a random other one in each round.
//!
//! After Demers et al., *Epidemic Algorithms for Replicated Database Maintenance*.

use sim::Rng;

/// Who tells whom when one node calls another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The caller tells what it knows.
    Push,
    /// The caller asks.
    Pull,
    /// Both.
    PushPull,
}

// ANCHOR: round
/// One round: each node calls one other. `knows` says who has heard the news.
pub fn round(style: Style, knows: &mut [bool], rng: &mut Rng) {
    let before = knows.to_vec();
    for caller in 0..before.len() {
        // Any node but the caller itself.
        let called = (caller + 1 + rng.index(before.len() - 1)) % before.len();
        if style != Style::Pull && before[caller] {
            knows[called] = true;
        }
        if style != Style::Push && before[called] {
            knows[caller] = true;
        }
    }
}
// ANCHOR_END: round

/// How many have not heard the news after each round, until all have.
pub fn ignorant(style: Style, nodes: usize, seed: u64) -> Vec<usize> {
    let mut rng = Rng::new(seed);
    let mut knows = vec![false; nodes];
    knows[0] = true;
    let mut left = vec![nodes - 1];
    while left.last() != Some(&0) {
        round(style, &mut knows, &mut rng);
        left.push(knows.iter().filter(|&&knows| !knows).count());
    }
    left
}
