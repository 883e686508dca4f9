//! Cache-aside in the simulator: application servers, one cache, one database.
//!
//! There is one row. Its value is its version: 1, 2, 3 … So a stale value can be
//! told from a fresh one by looking at it.

mod app;
pub mod scenes;
mod servers;

use std::fmt;

use sim::{Network, Node, NodeId, Out, Time, World};

pub use app::{App, Done, Kind, Workload};
pub use servers::{CacheServer, Database};

/// The node that runs the cache.
pub const CACHE: NodeId = 1;
/// The node that runs the database.
pub const DATABASE: NodeId = 2;
/// After this time in ms the cache forgets a value.
pub const TTL: Time = 60_000;

/// A value, known by its version.
pub type Version = u64;

/// How reads and writes keep cache and database together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Write: delete from the cache, then update the database.
    DeleteThenUpdate,
    /// Write: update the database, then set the new value in the cache.
    UpdateThenSet,
    /// Write: update the database, then delete from the cache.
    UpdateThenDelete,
    /// The same, and delete once more after this time in ms.
    DoubleDelete(Time),
    /// Update, then delete; what a miss loads is stored only with a valid lease.
    Lease,
    /// Update, then set; a value never replaces a newer one.
    Versioned,
}

/// What must hold for a value to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// Nothing.
    Always,
    /// This lease was given out last and no delete came since.
    Lease(u64),
    /// The cache holds nothing or an older version.
    IfNewer,
}

/// What the nodes say to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the protocol")]
pub enum Body {
    Get,
    Hit(Version),
    Miss(u64),
    Set(Version, Guard),
    SetDone,
    Delete,
    Deleted,
    Select,
    Row(Version),
    Update,
    Updated(Version),
}

/// A message and the operation of the application that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Number of the operation, given by the application server.
    pub op: u64,
    /// What is said.
    pub body: Body,
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.body {
            Body::Get => write!(f, "GET"),
            Body::Hit(version) => write!(f, "HIT v{version}"),
            Body::Miss(lease) => write!(f, "MISS lease={lease}"),
            Body::Set(version, Guard::Lease(id)) => {
                write!(f, "SET v{version} lease={id}")
            }
            Body::Set(version, Guard::Always) => write!(f, "SET v{version}"),
            Body::Set(version, Guard::IfNewer) => {
                write!(f, "SET v{version} if newer")
            }
            Body::SetDone => write!(f, "SET done"),
            Body::Delete => write!(f, "DEL"),
            Body::Deleted => write!(f, "DEL done"),
            Body::Select => write!(f, "SELECT"),
            Body::Row(version) => write!(f, "ROW v{version}"),
            Body::Update => write!(f, "UPDATE"),
            Body::Updated(version) => write!(f, "COMMIT v{version}"),
        }
    }
}

/// Why an application server wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// The next operation of the workload is due.
    NextOperation,
    /// The cache has not answered this message.
    Unanswered(Message),
    /// The second delete of [`Protocol::DoubleDelete`] is due.
    SecondDelete,
}

/// A member of the system.
pub enum Member {
    /// An application server.
    App(App),
    /// The cache.
    Cache(CacheServer),
    /// The database.
    Database(Database),
}

impl Node for Member {
    type Message = Message;
    type Timer = Timer;

    fn on_start(&mut self, out: &mut Out<Message, Timer>) {
        if let Member::App(app) = self {
            app.on_start(out);
        }
    }

    fn on_message(
        &mut self,
        from: NodeId,
        message: Message,
        out: &mut Out<Message, Timer>,
    ) {
        match self {
            Member::App(app) => app.on_message(message, out),
            Member::Cache(cache) => cache.on_message(from, message, out),
            Member::Database(database) => database.on_message(from, message, out),
        }
    }

    fn on_timer(&mut self, timer: Timer, out: &mut Out<Message, Timer>) {
        if let Member::App(app) = self {
            app.on_timer(timer, out);
        }
    }

    fn on_crash(&mut self) {
        if let Member::Cache(cache) = self {
            cache.on_crash();
        }
    }
}

/// A system of application servers: `app-a` is node 0, the others are 3, 4 ….
pub fn system(seed: u64, network: Network, apps: Vec<App>) -> World<Member> {
    let names = ["app-a", "app-b", "app-c", "app-d", "app-e", "app-f"];
    let apps = apps.into_iter().map(Member::App);
    let mut nodes: Vec<_> = names.into_iter().zip(apps).collect();
    nodes.insert(CACHE, ("cache", Member::Cache(CacheServer::default())));
    nodes.insert(DATABASE, ("db", Member::Database(Database::default())));
    World::new(seed, network, nodes)
}
