//! Deadlines and partial answers: a page made of what two services say.

use std::fmt;

use sim::{Node, NodeId, Out, Time};

/// The page is answered after this time at the latest (ms).
pub const DEADLINE: Time = 100;

const WEB: NodeId = 0;
const PRICE: NodeId = 1;
const REVIEWS: NodeId = 2;

/// What the web server does while a part is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// It waits.
    WaitsForAll,
    /// It waits until the deadline.
    Deadline,
}

/// A part of the page: the price must be there, reviews may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    price: Option<u64>,
    reviews: Option<u64>,
}

/// What the customer sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Price and number of reviews.
    Full(u64, u64),
    /// The price, and a line that reviews are not available now.
    WithoutReviews(u64),
    /// Please try again.
    Error,
}

mod before {
    use super::*;

    // ANCHOR: answer-before
    /// The page, or none if it is too early to answer.
    pub(super) fn answer(parts: Parts, _late: bool) -> Option<Page> {
        match (parts.price, parts.reviews) {
            (Some(price), Some(reviews)) => Some(Page::Full(price, reviews)),
            _ => None,
        }
    }
    // ANCHOR_END: answer-before
}

mod after {
    use super::*;

    // ANCHOR: answer-after
    /// The page, or none if it is too early to answer.
    pub(super) fn answer(parts: Parts, late: bool) -> Option<Page> {
        match (parts.price, parts.reviews) {
            (Some(price), Some(reviews)) => Some(Page::Full(price, reviews)),
            (Some(price), None) if late => Some(Page::WithoutReviews(price)),
            (None, _) if late => Some(Page::Error), // a price is never guessed
            _ => None,
        }
    }
    // ANCHOR_END: answer-after
}

/// What the nodes say to each other.
#[derive(Clone, Debug)]
pub enum Message {
    /// Your part, please.
    Ask,
    /// My part.
    Part(u64),
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Message::Ask => write!(f, "ask"),
            Message::Part(part) => write!(f, "{part}"),
        }
    }
}

/// The web server or a service.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "each variant says what its fields are")]
pub enum Server {
    /// Collects the parts of one page.
    Web { style: Style, parts: Parts, page: Option<(Time, Page)> },
    /// Answers with its part.
    Service(u64),
}

impl Server {
    /// A web server and two services; it asks them when it starts.
    pub fn site(style: Style) -> Vec<(&'static str, Server)> {
        let web = Server::Web { style, parts: Parts::default(), page: None };
        let services =
            [("price", Server::Service(60)), ("reviews", Server::Service(8))];
        [("web", web)].into_iter().chain(services).collect()
    }

    /// When the page was answered, and how.
    pub fn page(&self) -> Option<(Time, Page)> {
        match self {
            Server::Web { page, .. } => *page,
            Server::Service(_) => None,
        }
    }

    fn try_answer(&mut self, late: bool, out: &mut Out<Message, ()>) {
        let Server::Web { style, parts, page: page @ None } = self else { return };
        let answer = match style {
            Style::WaitsForAll => before::answer(*parts, late),
            Style::Deadline => after::answer(*parts, late),
        };
        if let Some(answer) = answer {
            *page = Some((out.now(), answer));
            out.commit(format!("{answer:?}"));
        }
    }
}

impl Node for Server {
    type Message = Message;
    type Timer = ();

    fn on_start(&mut self, out: &mut Out<Message, ()>) {
        if let Server::Web { .. } = self {
            out.send(PRICE, Message::Ask);
            out.send(REVIEWS, Message::Ask);
            out.set_timer(DEADLINE, ());
        }
    }

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, ()>,
    ) {
        match (&mut *self, message) {
            (Server::Service(part), Message::Ask) => {
                out.send(WEB, Message::Part(*part))
            }
            (Server::Web { parts, .. }, Message::Part(part)) => {
                match from {
                    PRICE => parts.price = Some(part),
                    _ => parts.reviews = Some(part),
                }
                self.try_answer(false, out);
            }
            _ => {}
        }
    }

    fn on_timer(&mut self, _: (), out: &mut Out<Message, ()>) {
        self.try_answer(true, out);
    }
}
