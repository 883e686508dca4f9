//! A short log for a long life.

use crate::{Change, Disk, Shop, State};

impl State {
    // ANCHOR: snapshot
    /// The changes that make this state out of nothing.
    pub fn as_changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (&item, stock) in &self.stock {
            changes.push(Change::Received { item, pieces: stock.received });
            changes
                .push(Change::Taken { item, pieces: stock.received - stock.left });
        }
        let orders = self.orders.iter();
        changes.extend(
            orders.map(|(&order, &request)| Change::Order { order, request }),
        );
        let payments = self.payments.iter();
        changes.extend(
            payments.map(|(&order, &paid)| Change::Payment { order, paid }),
        );
        let notices = self.notices.iter();
        changes
            .extend(notices.map(|(&order, &sent)| Change::Notice { order, sent }));
        let answers = self.answers.values();
        changes.extend(
            answers.map(|&(request, answer)| Change::Answered { request, answer }),
        );
        changes
    }
    // ANCHOR_END: snapshot
}

impl Shop {
    /// A new log of one record. It replaces the old one when it is synced as a whole:
    /// a new file, fsync, rename, fsync of the folder.
    pub fn snapshot(&self) -> Disk {
        let mut disk = Disk::default();
        let end = disk.append(&self.state.as_changes());
        disk.sync_to(end);
        disk
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Request};

    #[test]
    fn a_shop_opened_from_its_snapshot_knows_all_that_it_knew() {
        let mut shop = Shop::open(Disk::default(), None);
        let wish = |key| Request { key, item: 1, pieces: 2, cents: 100 };
        for key in 1..=50 {
            shop.receive(1, 1);
            shop.place(wish(key));
        }
        shop.paid(1);
        let mut again = Shop::open(shop.snapshot(), None);
        assert_eq!(again.state, shop.state);
        assert!(again.end() < shop.end());
        assert_eq!(again.place(wish(1)).answer, Answer::SoldOut);
        assert_eq!(again.place(wish(2)).answer, Answer::Order(1));
        assert_eq!(again.state, shop.state);
    }
}
