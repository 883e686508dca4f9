//! Against a real Redis, which `cargo book verify redis-lock` starts.

use std::thread;
use std::time::{Duration, Instant};

use redis::{Commands, Connection};
use redis_lock::{Lock, Stale, Store};

fn connect() -> Connection {
    let url =
        std::env::var("REDIS_URL").expect("run: cargo book verify redis-lock");
    redis::Client::open(url).unwrap().get_connection().unwrap()
}

/// A lock that no other test uses.
fn lock(name: &str, ttl: Duration) -> (Lock, Connection) {
    let (lock, mut redis) = (Lock::new(name, ttl), connect());
    lock.forget(&mut redis).unwrap();
    (lock, redis)
}

/// Tries until it gets the lock.
fn wait(lock: &Lock, redis: &mut Connection, owner: &str) -> u64 {
    let started = Instant::now();
    loop {
        if let Some(fence) = lock.acquire(redis, owner).unwrap() {
            return fence;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{owner} waits");
        thread::sleep(Duration::from_millis(1));
    }
}

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(30);

#[test]
fn one_at_a_time() {
    let (lock, mut redis) = lock("one", LONG);
    assert_eq!(lock.acquire(&mut redis, "a"), Ok(Some(1)));
    assert_eq!(lock.acquire(&mut redis, "b"), Ok(None));
    assert_eq!(lock.release(&mut redis, "b"), Ok(false));
    assert_eq!(lock.release(&mut redis, "a"), Ok(true));
    assert_eq!(lock.acquire(&mut redis, "b"), Ok(Some(2)));
}

#[test]
fn no_update_is_lost_between_threads() {
    let (lock, mut redis) = lock("sum", LONG);
    let _: () = redis.set("sum", 0).unwrap();
    let worker = |id: u64| {
        let (lock, mut redis) = (lock.clone(), connect());
        move || {
            let mut fences = Vec::new();
            for round in 0..20 {
                let owner = format!("{id}-{round}");
                fences.push(wait(&lock, &mut redis, &owner));
                // Read, then write: without the lock, updates would be lost.
                let sum: u64 = redis.get("sum").unwrap();
                let _: () = redis.set("sum", sum + 1).unwrap();
                assert_eq!(lock.release(&mut redis, &owner), Ok(true));
            }
            fences
        }
    };
    let workers: Vec<_> = (0..4).map(|id| thread::spawn(worker(id))).collect();
    let fences = workers.into_iter().map(|worker| worker.join().unwrap());
    let mut fences: Vec<u64> = fences
        .inspect(|fences| assert!(fences.is_sorted(), "a token went back"))
        .flatten()
        .collect();
    fences.sort();
    assert_eq!(fences, (1..=80).collect::<Vec<_>>());
    assert_eq!(redis.get("sum"), Ok(80));
}

#[test]
fn who_is_late_cannot_release_the_lock_of_another() {
    let (lock, mut redis) = lock("late", SHORT);
    wait(&lock, &mut redis, "a");
    // The lock of `a` expires, and `b` gets it, for longer.
    let lock = Lock::new("late", LONG);
    wait(&lock, &mut redis, "b");
    assert_eq!(lock.release(&mut redis, "a"), Ok(false));
    assert_eq!(lock.acquire(&mut redis, "c"), Ok(None));
}

#[test]
fn a_blind_release_lets_two_in() {
    let (lock, mut redis) = lock("blind", SHORT);
    wait(&lock, &mut redis, "a");
    let lock = Lock::new("blind", LONG);
    wait(&lock, &mut redis, "b");
    // `a` is late, and does not look whose lock it deletes.
    assert_eq!(lock.release_blindly(&mut redis), Ok(true));
    // `b` still works, and so does `c`.
    assert_eq!(lock.acquire(&mut redis, "c"), Ok(Some(3)));
}

#[test]
fn renewing_keeps_the_lock_but_does_not_bring_it_back() {
    let (long, mut redis) = lock("renew", LONG);
    let short = Lock::new("renew", SHORT);
    wait(&long, &mut redis, "a");
    assert_eq!(short.renew(&mut redis, "b"), Ok(false));
    assert_eq!(long.acquire(&mut redis, "b"), Ok(None));
    // From now on it lives for a short time only.
    assert_eq!(short.renew(&mut redis, "a"), Ok(true));
    wait(&long, &mut redis, "b");
    assert_eq!(long.renew(&mut redis, "a"), Ok(false));
    assert_eq!(long.release(&mut redis, "b"), Ok(true));
}

#[test]
fn a_token_stops_who_does_not_know_that_it_is_late() {
    let (short, mut redis) = lock("fence", SHORT);
    let mut store = Store::default();
    let a = wait(&short, &mut redis, "a");
    assert_eq!(store.write(a, "a"), Ok(()));
    // `a` pauses; its lock expires, and it does not notice.
    let b = wait(&short, &mut redis, "b");
    assert!(a < b);
    assert_eq!(store.write(b, "b"), Ok(()));
    assert_eq!(store.write(a, "a again"), Err(Stale { newest: b }));
    assert_eq!(store.value(), &"b");
}
