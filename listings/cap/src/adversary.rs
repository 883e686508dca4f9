//! An adversary that decides which message arrives first, and nothing else.
//!
//! It loses no message and crashes nobody: by the end of a round all messages of
//! the round have arrived. It knows all states, but not the coins still to fall.

use std::collections::{BTreeMap, BTreeSet};

use sim::{Node, NodeId, Out};

use crate::{Phase, Process, Rule, Vote};

/// The values of the three processes, and whether the round is odd.
pub type Config = ([u8; 3], u64);

/// A schedule: one bit for each process and phase says which of the two others is
/// heard in time.
pub type Schedule = u8;

/// Three processes at the beginning of a round, and messages under way.
#[derive(Clone, Debug)]
struct Arena {
    processes: Vec<Process>,
    pool: Vec<(NodeId, NodeId, Vote)>,
}

impl Arena {
    fn new(values: [u8; 3], round: u64, rule: impl Fn(NodeId) -> Rule) -> Self {
        let process = |id| Process::new(id, values[id], round, rule(id));
        let processes = (0..Process::COUNT).map(process).collect();
        let mut arena = Arena { processes, pool: Vec::new() };
        (0..Process::COUNT).for_each(|id| arena.act(id, Process::on_start));
        arena
    }

    fn act(
        &mut self,
        id: NodeId,
        f: impl FnOnce(&mut Process, &mut Out<Vote, ()>),
    ) {
        let mut out = Out::new(0);
        f(&mut self.processes[id], &mut out);
        for action in out.into_actions() {
            if let sim::Action::Send(to, vote) = action {
                self.pool.push((id, to, vote));
            }
        }
    }

    fn deliver(&mut self, wanted: impl Fn(&(NodeId, NodeId, Vote)) -> bool) {
        while let Some(i) = self.pool.iter().position(&wanted) {
            let (from, to, vote) = self.pool.remove(i);
            self.act(to, |process, out| process.on_message(from, vote, out));
        }
    }

    // ANCHOR: play
    /// One round: each process hears one other in time, per phase; then the rest.
    fn play(&mut self, schedule: Schedule) {
        let round = self.processes[0].step.0;
        for (shift, phase) in [(0, Phase::Report), (3, Phase::Propose)] {
            for id in 0..Process::COUNT {
                let skip = usize::from(schedule >> (shift + id) & 1);
                let heard = (id + 1 + skip) % Process::COUNT;
                self.deliver(|&(from, to, vote)| {
                    (from, to, vote.step) == (heard, id, (round, phase))
                });
            }
        }
        self.deliver(|(_, _, vote)| vote.step.0 == round);
    }
    // ANCHOR_END: play

    fn config(&self) -> Config {
        let value = |id: usize| self.processes[id].value;
        ([value(0), value(1), value(2)], self.processes[0].step.0 % 2)
    }

    fn decision(&self) -> Option<u8> {
        self.processes.iter().find_map(|p| p.decided).map(|(_, value)| value)
    }
}

/// What a round leads to.
#[derive(Clone, Copy, Debug)]
enum End {
    /// Somebody decides.
    Decided(u8),
    /// Nobody does, and so it goes on.
    Open(Config),
}

/// Knows what every schedule leads to, for all coins that may fall.
#[derive(Clone, Debug)]
pub struct Adversary {
    /// For each configuration and schedule: one end for each throw of three coins,
    /// or a single one if the rule throws none.
    ends: BTreeMap<Config, Vec<Vec<End>>>,
    /// Where both decisions are still possible.
    bivalent: BTreeSet<Config>,
}

impl Adversary {
    /// Tries out all rounds of processes that follow the rule.
    pub fn new(rule: &Rule) -> Self {
        let throws = if matches!(rule, Rule::Coin(_)) { 8 } else { 1 };
        let end = |(values, odd): Config, schedule, coins: u8| {
            let mut arena = Arena::new(values, odd, |id| match rule {
                Rule::Coin(_) => Rule::Told(coins >> id & 1),
                rule => rule.clone(),
            });
            arena.play(schedule);
            arena.decision().map_or(End::Open(arena.config()), End::Decided)
        };
        let all = |config| {
            let ends = |s| (0..throws).map(|coins| end(config, s, coins)).collect();
            (config, (0..64).map(ends).collect())
        };
        let value = |bits: u64, id: u64| (bits >> id & 1) as u8;
        let config = |i| ([value(i, 0), value(i, 1), value(i, 2)], i / 8);
        let ends = (0..16).map(config).map(all).collect();
        let mut adversary = Adversary { ends, bivalent: BTreeSet::new() };
        let both = |config: &Config| adversary.decisions(*config).len() == 2;
        adversary.bivalent = (0..16).map(config).filter(both).collect();
        adversary
    }

    // ANCHOR: decisions
    /// All decisions that some schedules and some coins lead to. If there are two,
    /// the configuration is bivalent: nothing is settled yet.
    pub fn decisions(&self, from: Config) -> BTreeSet<u8> {
        let (mut seen, mut todo) = (BTreeSet::from([from]), vec![from]);
        let mut decisions = BTreeSet::new();
        while let Some(config) = todo.pop() {
            for end in self.ends[&config].iter().flatten() {
                match *end {
                    End::Decided(value) => _ = decisions.insert(value),
                    End::Open(next) if seen.insert(next) => todo.push(next),
                    End::Open(_) => {}
                }
            }
        }
        decisions
    }

    /// For how many throws a schedule leaves both decisions possible.
    fn open(&self, config: Config, schedule: Schedule) -> usize {
        let bivalent = |end: &&End| match end {
            End::Open(next) => self.bivalent.contains(next),
            End::Decided(_) => false,
        };
        self.ends[&config][usize::from(schedule)].iter().filter(bivalent).count()
    }

    /// The first of the schedules that leave most open, and how much.
    pub fn best(&self, config: Config) -> (Schedule, usize) {
        let schedules = (0..64).map(|s| (s, self.open(config, s)));
        schedules.rev().max_by_key(|(_, open)| *open).expect("there are 64")
    }
    // ANCHOR_END: decisions

    /// Of the 64 schedules: how many decide at once, how many settle what will be
    /// decided, and how many leave both possible. For rules without coins.
    pub fn tally(&self, config: Config) -> [usize; 3] {
        let decide = |ends: &&Vec<End>| matches!(ends[0], End::Decided(_));
        let decided = self.ends[&config].iter().filter(decide).count();
        let open = (0..64).filter(|&s| self.open(config, s) > 0).count();
        [decided, 64 - decided - open, open]
    }
}

/// Rounds until all three have decided, and the decisions; `None` if they haven't
/// after `limit` rounds.
pub fn duel(
    adversary: &Adversary,
    values: [u8; 3],
    rule: impl Fn(NodeId) -> Rule,
    limit: u64,
) -> Option<(u64, Vec<u8>)> {
    let mut arena = Arena::new(values, 1, rule);
    for round in 1..=limit {
        arena.play(adversary.best(arena.config()).0);
        let decisions: Option<Vec<_>> =
            arena.processes.iter().map(|p| p.decided.map(|d| d.1)).collect();
        if let Some(decisions) = decisions {
            return Some((round, decisions));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first disagreement or invented decision in any two rounds, if there is one.
    fn unsafe_run(rule: &Rule, hasty: bool) -> Option<[u8; 3]> {
        let starts =
            (0..8).map(|bits: u8| [bits & 1, bits >> 1 & 1, bits >> 2 & 1]);
        starts.into_iter().find(|&values| {
            let mut start = Arena::new(values, 1, |_| rule.clone());
            start.processes.iter_mut().for_each(|process| process.hasty = hasty);
            (0..64 * 64).any(|schedules: u16| {
                let mut arena = start.clone();
                arena.play((schedules % 64) as u8);
                arena.play((schedules / 64) as u8);
                let under_way = arena.pool.iter().map(|(_, _, vote)| vote.step.0);
                assert!(
                    under_way.min().is_none_or(|round| round == 3),
                    "all arrive"
                );
                let decisions: BTreeSet<u8> = arena
                    .processes
                    .iter()
                    .filter_map(|p| p.decided)
                    .map(|d| d.1)
                    .collect();
                decisions.len() > 1 || decisions.iter().any(|d| !values.contains(d))
            })
        })
    }

    #[test]
    fn every_schedule_of_two_rounds_is_safe() {
        let coin = Rule::Coin(sim::Rng::new(7));
        for rule in [Rule::One, Rule::Alternate, coin, Rule::Told(0), Rule::Told(1)]
        {
            assert_eq!(unsafe_run(&rule, false), None, "{rule:?}");
        }
    }

    #[test]
    fn one_proposal_is_not_enough_to_decide() {
        assert!(unsafe_run(&Rule::One, true).is_some());
    }

    #[test]
    fn who_decides_first_is_followed_a_round_later() {
        for schedules in 0..64_u16 * 64 {
            let mut arena = Arena::new([0, 0, 1], 1, |_| Rule::One);
            arena.play((schedules % 64) as u8);
            let first = arena.decision();
            arena.play((schedules / 64) as u8);
            let all: Vec<_> =
                arena.processes.iter().map(|p| p.decided.map(|d| d.1)).collect();
            assert!(first.is_none() || all == [first; 3], "{schedules}: {all:?}");
        }
    }
}
