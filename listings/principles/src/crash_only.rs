//! Crash-only: one way to stop, one way to start.

/// What survives a crash.
pub type Disk = Vec<u64>;

/// An inbox that saves its orders in an orderly shutdown.
pub mod before {
    use super::Disk;

    /// Orders that were accepted and not yet worked on.
    #[derive(Debug, Default)]
    pub struct Inbox {
        orders: Vec<u64>,
    }

    // ANCHOR: before
    impl Inbox {
        /// Starts with what the last shutdown saved.
        pub fn start(disk: &mut Disk) -> Self {
            Inbox { orders: std::mem::take(disk) }
        }

        /// True: the customer is told that we have the order.
        pub fn accept(&mut self, order: u64, _: &mut Disk) -> bool {
            self.orders.push(order);
            true
        }

        /// The orderly shutdown.
        pub fn stop(self, disk: &mut Disk) {
            *disk = self.orders;
        }
    }
    // ANCHOR_END: before

    impl Inbox {
        /// The orders.
        pub fn orders(&self) -> &[u64] {
            &self.orders
        }
    }
}

/// An inbox that may be killed at any time, and is.
pub mod after {
    use super::Disk;

    /// Orders that were accepted and not yet worked on.
    #[derive(Debug, Default)]
    pub struct Inbox {
        orders: Vec<u64>,
    }

    // ANCHOR: after
    impl Inbox {
        /// Starts by recovering: there is no other way to start.
        pub fn start(disk: &mut Disk) -> Self {
            Inbox { orders: disk.clone() }
        }

        /// True: the customer is told that we have the order.
        pub fn accept(&mut self, order: u64, disk: &mut Disk) -> bool {
            disk.push(order); // and `fsync`, in a real one
            self.orders.push(order);
            true
        }
    }
    // ANCHOR_END: after

    impl Inbox {
        /// The orders.
        pub fn orders(&self) -> &[u64] {
            &self.orders
        }
    }
}
