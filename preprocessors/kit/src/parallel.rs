//! The chapters of a book side by side.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in the order of the items, on as many threads as the machine has.
///
/// # Panics
///
/// If `work` does, with its message.
pub fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(position) else { return done };
            done.push((position, work(item)));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        // The first ones take longest, so that they end last.
        let slow = |item: &u64| {
            thread::sleep(std::time::Duration::from_micros(200 - item / 5));
            item * 2
        };
        assert_eq!(
            in_parallel(&items, slow),
            items.iter().map(|item| item * 2).collect::<Vec<_>>()
        );
        assert!(in_parallel(&items[..0], slow).is_empty());
    }

    #[test]
    #[should_panic(expected = "chapter 7")]
    fn a_panic_keeps_its_message() {
        let items: Vec<u32> = (0..50).collect();
        in_parallel(&items, |item| assert!(*item != 7, "chapter {item}"));
    }
}
