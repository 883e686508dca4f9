//! A doubly linked list whose links are indices into a `Vec`.

/// The order of slots, without what is in them.
///
/// Slot 0 is a sentinel: `next` of it is the front, `prev` of it the back. With
/// it no operation has a special case for an empty list or for an end.
pub(crate) struct IndexList {
    links: Vec<Link>,
}

#[derive(Clone, Copy)]
struct Link {
    prev: usize,
    next: usize,
}

impl IndexList {
    /// An empty list.
    pub(crate) fn new() -> Self {
        Self { links: vec![Link { prev: 0, next: 0 }] }
    }

    // ANCHOR: links
    /// Puts `slot` (1 or more, not in the list) at the front.
    pub(crate) fn push_front(&mut self, slot: usize) {
        if slot >= self.links.len() {
            self.links.resize(slot + 1, Link { prev: 0, next: 0 });
        }
        let front = self.links[0].next;
        self.links[slot] = Link { prev: 0, next: front };
        self.links[front].prev = slot;
        self.links[0].next = slot;
    }

    /// Takes `slot` out of the list.
    pub(crate) fn unlink(&mut self, slot: usize) {
        let Link { prev, next } = self.links[slot];
        self.links[prev].next = next;
        self.links[next].prev = prev;
    }
    // ANCHOR_END: links

    /// The slot at the back.
    pub(crate) fn back(&self) -> Option<usize> {
        self.before(0)
    }

    /// The neighbour of `slot` on the side of the front.
    pub(crate) fn before(&self, slot: usize) -> Option<usize> {
        let prev = self.links[slot].prev;
        (prev != 0).then_some(prev)
    }
}
