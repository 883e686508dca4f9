//! Back-of-the-envelope estimation: every name carries its unit.

/// What the business asks for.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Orders on an ordinary day.
    pub orders_per_day: u64,
    /// The busiest second of an ordinary day against the average one.
    pub daily_peak_factor: u64,
    /// Orders in the busiest second of a sales promotion.
    pub promotion_orders_per_second: u64,
    /// Pages that are looked at for each order that is placed.
    pub reads_per_order: u64,
    /// Tables that an order changes: orders, stock, payments, notices.
    pub tables_per_order: u64,
    /// Bytes that an order takes up, in all tables together.
    pub bytes_per_order: u64,
    /// Bytes of an answer to a read.
    pub bytes_per_read: u64,
    /// Days for which an order is kept.
    pub kept_days: u64,
    /// Longest time that an order may take, for 99 of 100 (ms).
    pub order_p99_ms: u64,
    /// Time that a user looks at a page before the next one (s).
    pub think_seconds: u64,
}

/// What one machine can do.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// Time of a core for an order (µs).
    pub order_us: u64,
    /// Time of a core for a read (µs).
    pub read_us: u64,
    /// Time until the disk has the log for certain (µs).
    pub fsync_us: u64,
    /// Bandwidth of the network card (Mbit/s).
    pub network_mbit_per_second: u64,
}

/// One moment of the load: so many orders and reads each second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Orders each second.
    pub orders_per_second: u64,
    /// Reads each second.
    pub reads_per_second: u64,
}

impl Load {
    /// The numbers that the whole book uses.
    pub const BOOK: Load = Load {
        orders_per_day: 1_000_000,
        daily_peak_factor: 5,
        promotion_orders_per_second: 2_000,
        reads_per_order: 50,
        tables_per_order: 4,
        bytes_per_order: 2_000,
        bytes_per_read: 20_000,
        kept_days: 3 * 365,
        order_p99_ms: 500,
        think_seconds: 10,
    };

    // ANCHOR: rates
    /// An average second, rounded up: an estimate errs on the busy side.
    pub fn average(&self) -> Rates {
        self.at(self.orders_per_day.div_ceil(24 * 60 * 60))
    }

    /// The busiest second of an ordinary day.
    pub fn daily_peak(&self) -> Rates {
        self.at(self.average().orders_per_second * self.daily_peak_factor)
    }

    /// The busiest second of a promotion.
    pub fn promotion(&self) -> Rates {
        self.at(self.promotion_orders_per_second)
    }

    fn at(&self, orders_per_second: u64) -> Rates {
        let reads_per_second = orders_per_second * self.reads_per_order;
        Rates { orders_per_second, reads_per_second }
    }
    // ANCHOR_END: rates

    /// Bits sent to users (Mbit/s).
    pub fn sent_mbit_per_second(&self, rates: Rates) -> u64 {
        rates.reads_per_second * self.bytes_per_read * 8 / 1_000_000
    }

    /// Orders under way at once, if each takes as long as it may (Little's law).
    pub fn orders_in_flight(&self, rates: Rates) -> u64 {
        rates.orders_per_second * self.order_p99_ms / 1_000
    }

    /// Open connections, if a user keeps one while looking at a page.
    pub fn connections(&self, rates: Rates) -> u64 {
        rates.reads_per_second * self.think_seconds
    }

    /// All orders that are kept, once (GB).
    pub fn kept_gb(&self) -> u64 {
        self.orders_per_day * self.bytes_per_order * self.kept_days / 1_000_000_000
    }
}

impl Machine {
    /// The machine of this chapter: assumptions, not measurements.
    pub const BOOK: Machine = Machine {
        order_us: 200,
        read_us: 50,
        fsync_us: 3_000,
        network_mbit_per_second: 10_000,
    };

    // ANCHOR: busy
    /// Time of one core that orders take (1/1000; 1000 is the whole core).
    pub fn order_permille(&self, rates: Rates) -> u64 {
        rates.orders_per_second * self.order_us / 1_000
    }

    /// Time of one core that reads take (1/1000).
    pub fn read_permille(&self, rates: Rates) -> u64 {
        rates.reads_per_second * self.read_us / 1_000
    }

    /// Time of the disk, with one fsync for each order (1/1000).
    pub fn fsync_permille(&self, rates: Rates) -> u64 {
        rates.orders_per_second * self.fsync_us / 1_000
    }

    /// Time to copy a backup onto a new machine at full bandwidth (s).
    pub fn restore_seconds(&self, gb: u64) -> u64 {
        gb * 8_000 / self.network_mbit_per_second
    }
    // ANCHOR_END: busy
}
