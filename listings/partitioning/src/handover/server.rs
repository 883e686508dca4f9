//! A server: serves what it owns, and hands it over.

use std::collections::BTreeSet;

use sim::{NodeId, Time};

use super::{BatchId, Effects, Handover, Message, Route, Timer};

/// Milliseconds after which a batch is sent again.
const REPEAT_AFTER: Time = 50;

/// A server with its share of one partition.
pub struct Server {
    /// The orders that it holds.
    pub orders: BTreeSet<u32>,
    /// Who owns the partition, as far as this server knows.
    pub route: Route,
    id: NodeId,
    handover: Handover,
    batch_size: usize,
    moving: Option<Moving>,
    received: BatchId,
}

/// A move that is going on, at the old owner.
struct Moving {
    next: Route,
    left: Vec<u32>,
    batch: Vec<u32>,
    id: BatchId,
}

impl Server {
    /// An empty server that knows `route`.
    pub fn new(
        id: NodeId,
        route: Route,
        handover: Handover,
        batch_size: usize,
    ) -> Self {
        let orders = BTreeSet::new();
        let (moving, received) = (None, BatchId::default());
        Server { orders, route, id, handover, batch_size, moving, received }
    }

    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Effects,
    ) {
        match message {
            Message::Write(_, epoch) | Message::Read(_, epoch)
                if self.refuses(epoch) =>
            {
                out.send(from, Message::Moved(self.route));
            }
            Message::Write(order, _) => self.on_write(from, order, out),
            Message::Read(order, _) => {
                let found = self.orders.contains(&order);
                out.send(from, Message::Found(order, found));
            }
            Message::Batch(orders, id, route) => {
                self.on_batch(from, orders, id, route, out);
            }
            Message::BatchOk(id) => self.on_batch_ok(id, out),
            Message::Saved(_) | Message::Found(..) | Message::Moved(_) => {}
        }
    }

    // ANCHOR: serve
    /// Whether to send the client away.
    fn refuses(&self, epoch: u64) -> bool {
        match self.handover {
            Handover::Trusting => false,
            _ => self.route.owner != self.id || self.route.epoch != epoch,
        }
    }

    fn on_write(&mut self, client: NodeId, order: u32, out: &mut Effects) {
        self.orders.insert(order);
        if let Some(moving) = &mut self.moving
            && self.handover == Handover::FenceLast
        {
            moving.left.push(order); // Copied with a later batch.
        }
        out.send(client, Message::Saved(order));
    }
    // ANCHOR_END: serve

    // ANCHOR: give
    /// Begins to hand the partition over to the node `to`.
    pub fn hand_over(&mut self, to: NodeId, out: &mut Effects) {
        let next = Route { epoch: self.route.epoch + 1, owner: to };
        if self.handover == Handover::FenceFirst {
            self.fence(next, out);
        }
        let left = self.orders.iter().copied().collect(); // The snapshot.
        let id = BatchId { epoch: next.epoch, number: 0 };
        self.moving = Some(Moving { next, left, batch: vec![], id });
        self.cut_batch(out);
    }

    /// From here on, clients are sent to the next owner.
    fn fence(&mut self, next: Route, out: &mut Effects) {
        self.route = next;
        out.note(format!("fenced (e{})", next.epoch));
    }

    fn cut_batch(&mut self, out: &mut Effects) {
        let Some(moving) = &mut self.moving else { return };
        let size = self.batch_size.min(moving.left.len());
        moving.batch = moving.left.drain(..size).collect();
        moving.id.number += 1;
        let (next, last) = (moving.next, moving.left.is_empty());
        if last && self.handover == Handover::FenceLast {
            self.fence(next, out); // No write can slip in behind the last batch.
        }
        self.send_batch(out);
    }

    fn on_batch_ok(&mut self, id: BatchId, out: &mut Effects) {
        let Some(moving) = self.moving.as_ref() else { return };
        if moving.id != id {
            return; // The answer to a batch that was sent twice.
        }
        if !moving.left.is_empty() {
            return self.cut_batch(out);
        }
        let next = moving.next;
        self.moving = None;
        out.cancel_timer(Timer::Repeat);
        if self.handover == Handover::FenceAfterCopy {
            self.fence(next, out);
        }
    }
    // ANCHOR_END: give

    /// Sends the current batch, and again until it is acknowledged.
    pub(super) fn send_batch(&mut self, out: &mut Effects) {
        let Some(moving) = &self.moving else { return };
        let route = moving.left.is_empty().then_some(moving.next);
        let batch = Message::Batch(moving.batch.clone(), moving.id, route);
        out.send(moving.next.owner, batch);
        out.set_timer(REPEAT_AFTER, Timer::Repeat);
    }

    // ANCHOR: take
    fn on_batch(
        &mut self,
        from: NodeId,
        orders: Vec<u32>,
        id: BatchId,
        route: Option<Route>,
        out: &mut Effects,
    ) {
        // A batch that comes twice is answered twice and stored once: later it
        // could overwrite what clients have written here since.
        if id > self.received {
            self.received = id;
            self.orders.extend(orders);
            if let Some(route) = route {
                self.route = route;
                out.commit(format!("owner (e{})", route.epoch));
            }
        }
        out.send(from, Message::BatchOk(id));
    }
    // ANCHOR_END: take
}
