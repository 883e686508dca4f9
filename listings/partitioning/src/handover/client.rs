//! A client with a routing table of one line.

use sim::Time;

use super::{Effects, Message, Route, Timer};

/// Milliseconds after which a request is sent again.
const REPEAT_AFTER: Time = 40;

/// Writes orders one after the other, and reads single ones.
pub struct Client {
    /// Its routing table.
    pub route: Route,
    /// The orders that it was told are saved.
    pub saved: Vec<u32>,
    /// The orders that it looked for in vain.
    pub missing: Vec<u32>,
    /// The longest time from first asking to the answer, in ms.
    pub longest: Time,
    /// Orders that it will still write, in turn.
    pub plan: Vec<u32>,
    /// Pause between an answer and the next write, in ms.
    pub pause: Time,
    current: Option<(Request, Time)>,
}

#[derive(Clone, Copy)]
enum Request {
    Write(u32),
    Read(u32),
}

impl Client {
    /// A client that knows `route` and writes nothing of its own accord.
    pub fn new(route: Route) -> Self {
        Client {
            route,
            saved: vec![],
            missing: vec![],
            longest: 0,
            plan: vec![],
            pause: 0,
            current: None,
        }
    }

    /// Writes an order.
    pub fn write(&mut self, order: u32, out: &mut Effects) {
        self.current = Some((Request::Write(order), out.now()));
        self.ask(out);
    }

    /// Reads an order.
    pub fn read(&mut self, order: u32, out: &mut Effects) {
        self.current = Some((Request::Read(order), out.now()));
        self.ask(out);
    }

    /// Writes the next order of the plan.
    pub fn next(&mut self, out: &mut Effects) {
        if let Some(order) = self.plan.pop() {
            self.write(order, out);
        }
    }

    // ANCHOR: route
    /// Asks whom the table names, and again until there is an answer.
    pub(super) fn ask(&mut self, out: &mut Effects) {
        let Some((request, _)) = self.current else { return };
        let Route { epoch, owner } = self.route;
        let message = match request {
            Request::Write(order) => Message::Write(order, epoch),
            Request::Read(order) => Message::Read(order, epoch),
        };
        out.send(owner, message);
        out.set_timer(REPEAT_AFTER, Timer::Repeat);
    }

    fn on_moved(&mut self, route: Route, out: &mut Effects) {
        // An older route is no news: the one who sent it is behind. Waiting for
        // the timer keeps the two servers from playing ping-pong with us.
        if route.epoch > self.route.epoch {
            self.route = route;
            self.ask(out);
        }
    }
    // ANCHOR_END: route

    pub(super) fn on_message(&mut self, message: Message, out: &mut Effects) {
        match (message, self.current) {
            (Message::Moved(route), _) => self.on_moved(route, out),
            (Message::Saved(order), Some((Request::Write(asked), since)))
                if order == asked =>
            {
                self.saved.push(order);
                self.answered(since, out);
            }
            (Message::Found(order, found), Some((Request::Read(asked), since)))
                if order == asked =>
            {
                if !found {
                    self.missing.push(order);
                    out.error(format!("order {order} is lost"));
                }
                self.answered(since, out);
            }
            _ => {} // The answer to a request that was sent twice.
        }
    }

    fn answered(&mut self, since: Time, out: &mut Effects) {
        self.longest = self.longest.max(out.now() - since);
        self.current = None;
        out.cancel_timer(Timer::Repeat);
        if !self.plan.is_empty() {
            out.set_timer(self.pause, Timer::Next);
        }
    }
}
