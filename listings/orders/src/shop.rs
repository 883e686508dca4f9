//! The order service on one machine: memory for reading, one log for surviving.

use crate::{Answer, Change, Disk, OrderId, Request, State, log};

/// Ways to get it wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// Each table's change is a record of its own.
    RecordPerTable,
    /// Answers go out before the log is synced.
    AnswersBeforeSync,
    /// Recovery goes on writing behind a torn record.
    KeepsTornTail,
    /// Keys are kept in memory only.
    ForgetsKeys,
}

/// An answer that may be given once the log is synced up to `after`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What to say.
    pub answer: Answer,
    /// When to say it.
    pub after: usize,
}

/// The service: the tables, and the log from which they can be made again.
#[derive(Clone, Debug)]
pub struct Shop {
    /// The tables.
    pub state: State,
    disk: Disk,
    bug: Option<Bug>,
}

impl Shop {
    // ANCHOR: open
    /// Starts with what is on the disk, after a crash or for the first time.
    pub fn open(mut disk: Disk, bug: Option<Bug>) -> Shop {
        let (records, end) = log::read(disk.bytes());
        let mut state = State::default();
        for change in records.iter().flatten() {
            state.apply(change);
        }
        if bug == Some(Bug::ForgetsKeys) {
            state.answers.clear();
        }
        if bug != Some(Bug::KeepsTornTail) {
            disk.truncate(end);
        }
        Shop { state, disk, bug }
    }
    // ANCHOR_END: open

    // ANCHOR: place
    /// Places an order, or repeats what this key was answered before.
    pub fn place(&mut self, request: Request) -> Reply {
        let answer = match self.state.answers.get(&request.key) {
            Some((first, answer)) if *first == request => *answer,
            Some(_) => Answer::KeyReused,
            None => {
                let (answer, changes) = self.state.decide(request);
                self.commit(&changes);
                answer
            }
        };
        // A repeated answer waits as well: the first one may not be synced yet.
        Reply { answer, after: self.end() }
    }

    /// First the log, then the tables.
    fn commit(&mut self, changes: &[Change]) -> usize {
        if self.bug == Some(Bug::RecordPerTable) {
            for change in changes {
                self.disk.append(std::slice::from_ref(change));
            }
        } else {
            self.disk.append(changes);
        }
        for change in changes {
            self.state.apply(change);
        }
        self.end()
    }
    // ANCHOR_END: place

    /// Takes goods into stock.
    pub fn receive(&mut self, item: u32, pieces: u32) -> usize {
        self.commit(&[Change::Received { item, pieces }])
    }

    /// The bank has confirmed a payment; it may be told so after the position is synced.
    pub fn paid(&mut self, order: OrderId) -> usize {
        if self.state.payments.get(&order) == Some(&false) {
            self.commit(&[Change::Payment { order, paid: true }]);
        }
        self.end()
    }

    /// Orders of which the bank has not confirmed the payment yet.
    pub fn unpaid(&self) -> Vec<OrderId> {
        let payments = self.state.payments.iter();
        payments.filter(|(_, paid)| !**paid).map(|(order, _)| *order).collect()
    }

    /// Makes the log certain up to `end`: one fsync for all orders that wait.
    pub fn sync_to(&mut self, end: usize) {
        self.disk.sync_to(end);
    }

    /// Where the log ends, synced or not.
    pub fn end(&self) -> usize {
        self.disk.bytes().len()
    }

    /// Whether what depends on the log up to `after` may be said to anybody.
    pub fn may_say(&self, after: usize) -> bool {
        after <= self.disk.synced() || self.bug == Some(Bug::AnswersBeforeSync)
    }

    /// The disk, to crash it.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }
}
