//! The two servers: what they do is what Redis and any SQL database can do.

use sim::{NodeId, Out, Time};

use super::{Body, Guard, Message, TTL, Timer, Version};

/// A cache with one key.
#[derive(Default)]
pub struct CacheServer {
    entry: Option<Entry>,
    /// The lease that is valid now; the next one has a higher number.
    lease: Option<u64>,
    last_lease: u64,
}

#[derive(Clone, Copy)]
struct Entry {
    version: Version,
    expires: Time,
}

impl CacheServer {
    /// The cached version at time `now`.
    pub fn version(&self, now: Time) -> Option<Version> {
        self.entry.filter(|entry| now < entry.expires).map(|entry| entry.version)
    }

    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        Message { op, body }: Message,
        out: &mut Out<Message, Timer>,
    ) {
        let answer = match body {
            Body::Get => self.get(out.now()),
            Body::Set(version, guard) => {
                let verdict = if self.set(version, guard, out.now()) {
                    "keep"
                } else {
                    "refuse"
                };
                out.note(format!("{verdict} v{version}"));
                Body::SetDone
            }
            Body::Delete => {
                self.delete();
                Body::Deleted
            }
            _ => return,
        };
        out.send(from, Message { op, body: answer });
    }

    // ANCHOR: lease
    fn get(&mut self, now: Time) -> Body {
        if let Some(version) = self.version(now) {
            return Body::Hit(version);
        }
        self.last_lease += 1;
        self.lease = Some(self.last_lease);
        Body::Miss(self.last_lease)
    }

    fn set(&mut self, version: Version, guard: Guard, now: Time) -> bool {
        let allowed = match guard {
            Guard::Always => true,
            Guard::Lease(lease) => self.lease.take_if(|l| *l == lease).is_some(),
            Guard::IfNewer => self.version(now).is_none_or(|held| held < version),
        };
        if allowed {
            self.entry = Some(Entry { version, expires: now + TTL });
        }
        allowed
    }

    fn delete(&mut self) {
        self.entry = None;
        // Whoever holds a lease has read the database before this delete.
        self.lease = None;
    }
    // ANCHOR_END: lease

    /// All is in memory. Only the numbers of leases must never come again (a real
    /// server draws 64 random bits).
    pub(super) fn on_crash(&mut self) {
        self.entry = None;
        self.lease = None;
    }
}

/// A database with one row, whose version grows by one with each update.
pub struct Database {
    version: Version,
}

impl Default for Database {
    fn default() -> Self {
        Self { version: 1 }
    }
}

impl Database {
    /// The committed version.
    pub fn version(&self) -> Version {
        self.version
    }

    pub(super) fn on_message(
        &mut self,
        from: NodeId,
        Message { op, body }: Message,
        out: &mut Out<Message, Timer>,
    ) {
        let answer = match body {
            Body::Select => Body::Row(self.version),
            Body::Update => {
                self.version += 1;
                out.commit(format!("v{}", self.version));
                Body::Updated(self.version)
            }
            _ => return,
        };
        out.send(from, Message { op, body: answer });
    }
}
