//! A client pauses for longer than its lock lives, and does not know it.

use std::thread;
use std::time::Duration;

use redis_lock::{Lock, Store};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("REDIS_URL")?;
    let mut redis = redis::Client::open(url)?.get_connection()?;
    let lock = Lock::new("report", Duration::from_millis(100));
    lock.forget(&mut redis)?;
    let mut store = Store::default();

    let a = lock.acquire(&mut redis, "a")?.ok_or("nobody else is there")?;
    println!("a has the lock, token {a}");
    println!("a pauses");
    let b = loop {
        if let Some(token) = lock.acquire(&mut redis, "b")? {
            break token;
        }
        thread::sleep(Duration::from_millis(5));
    };
    println!("b has the lock, token {b}");
    println!("b writes: {:?}", store.write(b, "from b"));
    println!("a goes on as if nothing had happened");
    println!("a writes: {:?}", store.write(a, "from a"));
    println!(
        "a releases a lock that it still has: {}",
        lock.release(&mut redis, "a")?
    );
    println!("the store holds: {:?}", store.value());
    Ok(())
}
