//! Three processes want to agree on a bit: Ben-Or's rounds (PODC 1983).
//!
//! A round has two phases. A process waits for two of the three values, its own
//! among them, and never for the third: that process may have crashed.

use std::collections::BTreeMap;
use std::fmt;

use sim::{Network, Node, NodeId, Out, Rng};

/// The two halves of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// "My value is …"
    Report,
    /// "I have seen only …", or "I have seen both" (`None`).
    Propose,
}

/// A round and its half.
pub type Step = (u64, Phase);

/// What processes say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// When it was said.
    pub step: Step,
    /// A value, or "both".
    pub value: Option<u8>,
}

/// What to do in doubt: when a round shows no value to follow.
#[derive(Clone, Debug)]
pub enum Rule {
    /// Take 1.
    One,
    /// Take 1 in odd rounds, 0 in even ones.
    Alternate,
    /// Throw a coin.
    Coin(Rng),
    /// Take this value: for an adversary that thinks ahead.
    Told(u8),
}

/// A process.
#[derive(Clone, Debug)]
pub struct Process {
    id: NodeId,
    rule: Rule,
    /// A planted bug: one proposal is enough to decide.
    pub hasty: bool,
    /// What it would decide now.
    pub value: u8,
    /// In which round it decided, and what.
    pub decided: Option<(u64, u8)>,
    /// Where it is.
    pub step: Step,
    heard: BTreeMap<Step, Vec<Option<u8>>>,
}

impl Process {
    /// There are three processes.
    pub const COUNT: usize = 3;

    /// A process at the beginning of a round.
    pub fn new(id: NodeId, value: u8, round: u64, rule: Rule) -> Self {
        let (decided, step) = (None, (round, Phase::Report));
        let heard = BTreeMap::new();
        Process { id, rule, hasty: false, value, decided, step, heard }
    }

    /// Says it to the others, and hears it first of all.
    fn announce(&mut self, value: Option<u8>, out: &mut Out<Vote, ()>) {
        let vote = Vote { step: self.step, value };
        let others = (0..Self::COUNT).filter(|&id| id != self.id);
        others.for_each(|id| out.send(id, vote));
        self.heard.entry(self.step).or_default().insert(0, value);
        self.go_on(out);
    }

    // ANCHOR: rounds
    /// Two votes of one phase, the own one and the first of another, are enough.
    fn go_on(&mut self, out: &mut Out<Vote, ()>) {
        let Some(&[own, other, ..]) = self.heard.get(&self.step).map(Vec::as_slice)
        else {
            return;
        };
        self.heard.remove(&self.step);
        let round = self.step.0;
        match self.step.1 {
            Phase::Report => {
                self.step = (round, Phase::Propose);
                self.announce(own.filter(|_| own == other), out);
            }
            Phase::Propose => {
                // Never two different ones: each stands for two of three reports.
                self.value = own.or(other).unwrap_or_else(|| self.in_doubt());
                let sure = own.is_some() && own == other
                    || self.hasty && own.or(other).is_some();
                if sure && self.decided.is_none() {
                    self.decided = Some((round, self.value));
                    out.commit(format!("decides {}", self.value));
                }
                self.step = (round + 1, Phase::Report);
                // All decide one round later at the latest; then nobody needs us.
                if self.decided.is_none_or(|(at, _)| at == round) {
                    out.note(format!("{} now", self.value));
                    self.announce(Some(self.value), out);
                }
            }
        }
    }

    fn in_doubt(&mut self) -> u8 {
        match &mut self.rule {
            Rule::One => 1,
            Rule::Alternate => (self.step.0 % 2) as u8,
            Rule::Coin(rng) => rng.index(2) as u8,
            Rule::Told(value) => *value,
        }
    }
    // ANCHOR_END: rounds
}

impl Node for Process {
    type Message = Vote;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Vote, ()>) {
        self.announce(Some(self.value), out);
    }

    fn on_message(&mut self, _: NodeId, vote: Vote, out: &mut Out<Vote, ()>) {
        if vote.step >= self.step {
            self.heard.entry(vote.step).or_default().push(vote.value);
            self.go_on(out);
        }
    }

    fn on_timer(&mut self, (): (), _: &mut Out<Vote, ()>) {}
}

// ANCHOR: ring
/// A network that loses nothing and takes the same time always: 5 ms from each
/// process to the one before it, 8 ms to the one after it.
pub fn ring() -> Network {
    let mut network = Network::reliable(8..=8);
    for link in [(1, 0), (2, 1), (0, 2)] {
        network.links.insert(link, 5..=5);
    }
    network
}
// ANCHOR_END: ring

impl fmt::Display for Vote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (round, phase) = self.step;
        let phase = if phase == Phase::Report { 'R' } else { 'P' };
        let value = self.value.map_or("?".to_owned(), |value| value.to_string());
        write!(f, "{phase}{round}: {value}")
    }
}
