//! Several leaders: they agree in the end, but on what?

use replication::cart::{Items, Leader, Resolve};
use sim::Rng;

const ITEMS: [&str; 12] =
    ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

/// Each item is added somewhere; changes travel late, in any order, some twice.
/// Returns what each of three leaders has when all changes are everywhere.
fn run(seed: u64, resolve: Resolve) -> Vec<Leader> {
    let mut rng = Rng::new(seed);
    let mut leaders: Vec<_> = (0..3).map(|id| Leader::new(id, resolve)).collect();
    let mut changes = Vec::new();
    for (i, item) in ITEMS.into_iter().enumerate() {
        let clock = 12 * (i as u64 + rng.range(&(0..=5))) + i as u64; // Never twice.
        let at = rng.index(3);
        changes.push(leaders[at].change(clock, |items| {
            items.insert(item);
        }));
        let heard = rng.index(changes.len());
        leaders[rng.index(3)].receive(changes[heard].clone());
    }
    for leader in &mut leaders {
        let mut late = changes.clone();
        while !late.is_empty() {
            leader.receive(late.swap_remove(rng.index(late.len())));
        }
    }
    leaders
}

fn agree(leaders: &[Leader]) -> bool {
    leaders.iter().all(|leader| leader.items() == leaders[0].items())
}

#[test]
fn last_write_wins_agrees_on_a_cart_that_lacks_confirmed_items() {
    let mut lost = 0;
    for seed in 0..500 {
        let leaders = run(seed, Resolve::LastWriteWins);
        assert!(agree(&leaders), "seed {seed}");
        lost += ITEMS.len() - leaders[0].items().len();
    }
    assert!(lost > 500, "{lost}");
}

#[test]
fn keeping_both_loses_no_addition() {
    for seed in 0..500 {
        let leaders = run(seed, Resolve::KeepBoth);
        assert!(agree(&leaders), "seed {seed}");
        assert_eq!(leaders[0].items(), Items::from(ITEMS), "seed {seed}");
        // Only what is concurrent is kept: three leaders, three versions at most.
        assert!(leaders[0].versions.len() <= 3, "seed {seed}");
    }
}

#[test]
fn a_change_joins_what_it_has_seen() {
    let mut east = Leader::new(0, Resolve::KeepBoth);
    let mut west = Leader::new(1, Resolve::KeepBoth);
    let add = |leader: &mut Leader, item| leader.change(0, |i| _ = i.insert(item));
    let pen = add(&mut east, "pen");
    let cup = add(&mut west, "cup");
    assert!(!pen.includes(&cup) && !cup.includes(&pen));
    east.receive(cup.clone());
    assert_eq!(east.versions.len(), 2, "a conflict");
    let joined = east.change(0, |items| _ = items.remove("cup"));
    assert!(joined.includes(&pen) && joined.includes(&cup));
    assert_eq!(east.versions.len(), 1, "resolved");
    west.receive(joined);
    // An old version that comes late brings nothing back.
    west.receive(cup);
    assert_eq!(west.items(), Items::from(["pen"]));
}

#[test]
fn with_last_write_wins_a_slow_clock_loses_even_a_later_write() {
    let mut east = Leader::new(0, Resolve::LastWriteWins);
    let mut west = Leader::new(1, Resolve::LastWriteWins);
    west.receive(east.change(120, |items| _ = items.insert("pen")));
    west.change(30, |items| _ = items.insert("cup"));
    assert_eq!(west.items(), Items::from(["pen"]));
    // Equal stamps: the leader's number decides, everywhere alike.
    let one = east.change(200, |items| _ = items.insert("one"));
    let two = west.change(200, |items| _ = items.insert("two"));
    east.receive(two);
    west.receive(one);
    assert_eq!(east.items(), west.items());
}
