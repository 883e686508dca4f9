//! Who may work now?

use std::time::Duration;

use redis::{Connection, RedisResult, Script};

// ANCHOR: scripts
/// Takes the lock if nobody has it, and counts who had it so far: in one step,
/// or two clients could get their fencing tokens in the wrong order.
const ACQUIRE: &str = "
    if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
        return redis.call('INCR', KEYS[2])
    end
    return false";

/// Looks and deletes in one step: between two, the lock could change hands.
const RELEASE: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('DEL', KEYS[1])
    end
    return 0";

/// Lets the lock live on, if it is still ours.
const RENEW: &str = "
    if redis.call('GET', KEYS[1]) == ARGV[1] then
        return redis.call('PEXPIRE', KEYS[1], ARGV[2])
    end
    return 0";
// ANCHOR_END: scripts

/// A lock that one client at a time has, and that ends by itself.
#[derive(Clone, Debug)]
pub struct Lock {
    /// Holds the owner, until it expires.
    key: String,
    /// Counts acquisitions, and never expires.
    fence: String,
    ttl: u64,
}

impl Lock {
    /// The lock called `name`. Who holds it has to renew it within `ttl`: at
    /// least a millisecond.
    pub fn new(name: &str, ttl: Duration) -> Self {
        // In a cluster, keys with the same braces are on the same server.
        let (key, fence) =
            (format!("lock:{{{name}}}"), format!("fence:{{{name}}}"));
        Self { key, fence, ttl: ttl.as_millis() as u64 }
    }

    // ANCHOR: acquire
    /// A fencing token, higher than all before it; `None` if another has the
    /// lock. `owner` must be different each time, for example random.
    pub fn acquire(
        &self,
        redis: &mut Connection,
        owner: &str,
    ) -> RedisResult<Option<u64>> {
        Script::new(ACQUIRE)
            .key(&self.key)
            .key(&self.fence)
            .arg(owner)
            .arg(self.ttl)
            .invoke(redis)
    }

    /// Gives the lock back. False: it was no longer ours.
    pub fn release(
        &self,
        redis: &mut Connection,
        owner: &str,
    ) -> RedisResult<bool> {
        Script::new(RELEASE).key(&self.key).arg(owner).invoke(redis)
    }
    // ANCHOR_END: acquire

    /// Keeps the lock for another `ttl`. False: it was no longer ours.
    pub fn renew(&self, redis: &mut Connection, owner: &str) -> RedisResult<bool> {
        Script::new(RENEW).key(&self.key).arg(owner).arg(self.ttl).invoke(redis)
    }

    /// A mistake: deletes the lock, whoever has it by now.
    pub fn release_blindly(&self, redis: &mut Connection) -> RedisResult<bool> {
        redis::cmd("DEL").arg(&self.key).query(redis)
    }

    /// Forgets the lock and its count, to begin anew.
    pub fn forget(&self, redis: &mut Connection) -> RedisResult<()> {
        redis::cmd("DEL").arg(&self.key).arg(&self.fence).exec(redis)
    }
}
