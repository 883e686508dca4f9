//! Why a retried command is applied once: sessions in the state machine (§8).

use std::collections::BTreeMap;

/// A client's request to take goods out of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub client: u64,
    /// Counts the client's requests. A retry has the number of the first try.
    pub serial: u64,
    /// How many pieces.
    pub pieces: u64,
}

/// The stock of one article, with what each client was told last.
///
/// Sessions are part of the state: they are in the snapshot, and every replica has
/// the same ones, because they change only when an entry is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Pieces left.
    pub stock: u64,
    sessions: BTreeMap<u64, (u64, bool)>,
}

impl Inventory {
    /// An inventory with `stock` pieces.
    pub fn new(stock: u64) -> Self {
        Inventory { stock, sessions: BTreeMap::new() }
    }

    /// Applies a committed request; true if the goods were there. The log may hold the
    /// same request twice: the second time only the answer is repeated.
    pub fn apply(&mut self, request: Request) -> bool {
        let Request { client, serial, pieces } = request;
        if let Some(&(last, answer)) = self.sessions.get(&client)
            && serial <= last
        {
            return answer;
        }
        let answer = self.stock >= pieces;
        if answer {
            self.stock -= pieces;
        }
        self.sessions.insert(client, (serial, answer));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAKE_7: Request = Request { client: 1, serial: 1, pieces: 7 };

    #[test]
    fn a_request_that_is_twice_in_the_log_is_applied_once() {
        let mut inventory = Inventory::new(10);
        assert!(inventory.apply(TAKE_7));
        assert!(inventory.apply(TAKE_7));
        assert_eq!(inventory.stock, 3);
    }

    #[test]
    fn a_refusal_is_repeated_as_well() {
        let mut inventory = Inventory::new(10);
        let too_many = Request { pieces: 11, ..TAKE_7 };
        assert!(!inventory.apply(too_many));
        inventory.stock += 100;
        assert!(!inventory.apply(too_many));
    }

    #[test]
    fn the_same_numbers_from_another_client_are_another_request() {
        let mut inventory = Inventory::new(20);
        assert!(inventory.apply(TAKE_7));
        assert!(inventory.apply(Request { client: 2, ..TAKE_7 }));
        assert!(!inventory.apply(Request { serial: 2, ..TAKE_7 }));
        assert_eq!(inventory.stock, 6);
    }

    #[test]
    fn a_replica_restored_from_a_snapshot_still_knows_the_request() {
        let mut inventory = Inventory::new(10);
        inventory.apply(TAKE_7);
        let mut restored = inventory.clone();
        assert!(restored.apply(TAKE_7));
        assert_eq!(restored, inventory);
    }
}
