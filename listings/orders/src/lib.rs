//! The order system of this book on one machine: how much work it is, and how one
//! log keeps orders, stock, payments and notices together through any crash.

mod crashes;
mod disk;
mod load;
mod log;
mod node;
mod queue;
mod shop;
mod snapshot;
mod state;

pub use crashes::{Report, explore};
pub use disk::{Disk, Tail};
pub use load::{Load, Machine, Rates};
pub use log::{append, read};
pub use node::{BANK, CLIENT, Client, Message, Peer, SHOP, Server, Timer};
pub use queue::{Commit, Measured, measure};
pub use shop::{Bug, Reply, Shop};
pub use state::{Answer, Change, OrderId, Request, State, Stock};
