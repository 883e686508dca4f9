//! The shop that refuses: a register on a majority, with read-modify-write.
//!
//! Two trips as in Attiya, Bar-Noy and Dolev's register; that a replica *promises*
//! to ignore older ballots is Paxos, and makes "look, then change" one step.

use std::cmp::max;
use std::collections::{BTreeMap, VecDeque};

use sim::{Node, NodeId, Out, Time};

use crate::{
    Answer, Ballot, Book, Message, Op, Order, Outcome, Request, Shop, Timer,
};

/// How a read is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// From the majority: current.
    Majority,
    /// From the own copy: at once, perhaps stale.
    Local,
}

/// A fault in the code, for tests that must find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bug {
    /// None.
    None,
    /// Half of the replicas, rounded down, pass for a majority.
    SmallQuorum,
    /// A replica accepts what is older than its promise.
    BreaksPromise,
    /// A read doesn't write back what only some replicas hold.
    NoWriteBack,
}

/// The request in progress.
#[derive(Clone, Debug)]
struct Attempt {
    request: Request,
    /// Whether it has asked for no promise.
    asks: bool,
    ballot: Ballot,
    /// What replicas said they hold.
    held: BTreeMap<NodeId, (Ballot, Book)>,
    /// Who holds the proposed book.
    accepted: Vec<NodeId>,
    /// What to answer once a majority holds the book. Stays set when the attempt
    /// fails: from then on nobody knows whether the request is done.
    proposed: Option<Outcome>,
}

/// A replica of the shop that refuses.
#[derive(Clone, Debug)]
pub struct Majority {
    id: NodeId,
    nodes: usize,
    stock: usize,
    reads: Reads,
    bug: Bug,
    /// On disk: no older ballot is accepted.
    promised: Ballot,
    /// On disk: the book, and the ballot it came with.
    book: (Ballot, Book),
    /// On disk: counters for ballots and orders.
    round: u64,
    serial: u64,
    attempt: Option<Attempt>,
    waiting: VecDeque<Request>,
    answers: Vec<Answer>,
}

impl Majority {
    /// A request is refused after so many ms.
    pub const DEADLINE: Time = 200;

    /// `nodes` replicas with `stock` items to sell.
    pub fn cluster(
        nodes: usize,
        stock: usize,
        reads: Reads,
        bug: Bug,
    ) -> Vec<Self> {
        let replica = |id| Majority {
            id,
            nodes,
            stock,
            reads,
            bug,
            promised: (0, 0),
            book: ((0, 0), Book::new()),
            round: 0,
            serial: 0,
            attempt: None,
            waiting: VecDeque::new(),
            answers: Vec::new(),
        };
        (0..nodes).map(replica).collect()
    }

    fn quorum(&self) -> usize {
        self.nodes / 2 + usize::from(self.bug != Bug::SmallQuorum)
    }

    /// The book that this replica holds.
    pub fn book(&self) -> &Book {
        &self.book.1
    }

    // ANCHOR: replica
    /// The passive half: what a replica answers to the trips of others.
    fn reply(&mut self, message: Message) -> Option<Message> {
        let hold = |ballot, (of, book): &(Ballot, Book)| {
            Message::Holds(ballot, *of, book.clone())
        };
        Some(match message {
            Message::Query(ballot) => hold(ballot, &self.book),
            Message::Prepare(ballot) if ballot > self.promised => {
                self.promised = ballot;
                hold(ballot, &self.book)
            }
            Message::Accept(ballot, book)
                if ballot >= self.promised || self.bug == Bug::BreaksPromise =>
            {
                self.promised = max(self.promised, ballot);
                self.book = (ballot, book);
                Message::Accepted(ballot)
            }
            Message::Prepare(ballot) | Message::Accept(ballot, _) => {
                Message::Reject(ballot, self.promised)
            }
            _ => return None,
        })
    }
    // ANCHOR_END: replica

    /// Sends a trip to all replicas; the own one answers at once.
    fn trip(&mut self, message: Message, out: &mut Out<Message, Timer>) {
        let others = (0..self.nodes).filter(|&node| node != self.id);
        others.for_each(|node| out.send(node, message.clone()));
        self.on_message(self.id, message, out);
    }

    // ANCHOR: trips
    /// First trip: a read only asks, a sale asks for a promise as well. So does a
    /// read that met one: the one who holds the promise may never come back.
    fn begin(&mut self, request: Request, out: &mut Out<Message, Timer>) {
        let asks = request.op == Op::Read && self.attempt.is_none();
        self.round = max(self.round, self.promised.0) + 1;
        let ballot = (self.round, self.id);
        let proposed = self.attempt.take().and_then(|failed| failed.proposed);
        let (held, accepted) = (BTreeMap::new(), Vec::new());
        let attempt = Attempt { request, asks, ballot, held, accepted, proposed };
        self.attempt = Some(attempt);
        let trip = if asks { Message::Query } else { Message::Prepare };
        self.trip(trip(ballot), out);
    }

    /// Second trip, once a majority has said what it holds.
    fn propose(&mut self, mut attempt: Attempt, out: &mut Out<Message, Timer>) {
        let newest = attempt.held.values().max().expect("a majority answered");
        let (of, mut book) = newest.clone();
        let outcome = attempt.request.execute(&mut book, self.stock);
        if attempt.asks {
            let agreed = attempt.held.values().all(|(ballot, _)| *ballot == of);
            if agreed || self.bug == Bug::NoWriteBack {
                return self.answer(attempt.request, outcome, out);
            }
            attempt.ballot = of; // Finish what another began, under its ballot.
        }
        attempt.proposed = Some(outcome);
        let ballot = attempt.ballot;
        self.attempt = Some(attempt);
        self.trip(Message::Accept(ballot, book), out);
    }
    // ANCHOR_END: trips

    /// The request in progress is over; the next one's turn.
    fn answer(
        &mut self,
        request: Request,
        outcome: Outcome,
        out: &mut Out<Message, Timer>,
    ) {
        self.tell(request, outcome, out);
        self.attempt = None;
        if let Some(next) = self.waiting.pop_front() {
            self.begin(next, out);
        }
    }

    fn tell(
        &mut self,
        Request { op, order, begin }: Request,
        outcome: Outcome,
        out: &mut Out<Message, Timer>,
    ) {
        let (node, end) = (self.id, out.now());
        self.answers.push(Answer { node, op, order, begin, end, outcome });
        out.cancel_timer(Timer::Deadline(order.stamp));
        out.cancel_timer(Timer::Retry(order.stamp));
        match outcome {
            Outcome::Sold => out.commit(outcome.to_string()),
            _ => out.note(outcome.to_string()),
        }
    }
}

impl Shop for Majority {
    fn request(&mut self, op: Op, out: &mut Out<Message, Timer>) {
        self.serial += 1;
        let order = Order { stamp: self.serial, node: self.id };
        let request = Request { op, order, begin: out.now() };
        if op == Op::Read && self.reads == Reads::Local {
            let outcome = request.execute(&mut self.book.1, self.stock);
            return self.tell(request, outcome, out);
        }
        out.set_timer(Self::DEADLINE, Timer::Deadline(order.stamp));
        if self.attempt.is_some() {
            self.waiting.push_back(request);
        } else {
            self.begin(request, out);
        }
    }

    fn answers(&self) -> &[Answer] {
        &self.answers
    }
}

impl Node for Majority {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, _: &mut Out<Message, Timer>) {}

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        if let Some(reply) = self.reply(message.clone()) {
            if from == self.id {
                return self.on_message(from, reply, out);
            }
            return out.send(from, reply);
        }
        // The active half: answers to the own trips, unless they are too late.
        let quorum = self.quorum();
        let Some(attempt) = &mut self.attempt else { return };
        match message {
            Message::Holds(ballot, of, book) if ballot == attempt.ballot => {
                attempt.held.insert(from, (of, book));
                if attempt.held.len() == quorum && attempt.accepted.is_empty() {
                    let attempt = attempt.clone();
                    self.propose(attempt, out);
                }
            }
            Message::Accepted(ballot) if ballot == attempt.ballot => {
                if !attempt.accepted.contains(&from) {
                    attempt.accepted.push(from);
                }
                if attempt.accepted.len() == quorum {
                    let request = attempt.request;
                    let outcome = attempt.proposed.expect("a book was proposed");
                    self.answer(request, outcome, out);
                }
            }
            Message::Reject(ballot, newer) if ballot == attempt.ballot => {
                self.round = max(self.round, newer.0);
                // Unequal pauses, or two nodes could disturb each other for ever.
                let pause = 3 + 5 * self.id as Time;
                out.set_timer(pause, Timer::Retry(attempt.request.order.stamp));
            }
            _ => {}
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        let current = self.attempt.as_ref().map(|a| (a.request, a.proposed));
        match (timer, current) {
            (Timer::Retry(number), Some((request, _)))
                if request.order.stamp == number =>
            {
                self.begin(request, out);
            }
            (Timer::Deadline(number), Some((request, proposed)))
                if request.order.stamp == number =>
            {
                // Once a book was proposed, it may still reach a majority.
                let outcome = match proposed {
                    Some(_) => Outcome::Unknown,
                    None => Outcome::Refused,
                };
                self.answer(request, outcome, out);
            }
            (Timer::Deadline(number), _) => {
                let late = |r: &Request| r.order.stamp == number;
                let found = self.waiting.iter().position(late);
                if let Some(request) = found.and_then(|i| self.waiting.remove(i)) {
                    self.tell(request, Outcome::Refused, out);
                }
            }
            (Timer::Retry(_), _) => {}
        }
    }
}
