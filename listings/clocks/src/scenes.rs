//! Runs of the register: one that is drawn, and many that are counted.

use sim::{Event, Network, Rng, Time, World};

use crate::{Clock, HappensBefore, Physical, Replica};

fn replicas<C: Clock<Stamp: Ord> + Default>(
    seed: u64,
    network: Network,
    clocks: &[Physical],
) -> World<Replica<C>> {
    let count = clocks.len();
    let node = |(me, &clock)| (format!("n{me}"), Replica::new(me, count, clock));
    World::new(seed, network, clocks.iter().enumerate().map(node))
}

// ANCHOR: order_status
/// The status of an order: the payment service sets `paid` on n0, whose clock is
/// 120 ms fast; the warehouse sees it on n1 and sets `packed` there.
pub fn order_status<C: Clock<Stamp: Ord> + Default>() -> World<Replica<C>> {
    let fast = Physical { offset: 120, ppm: 0 };
    let clocks = [fast, Physical::default(), Physical::default()];
    let mut world = replicas::<C>(3, Network::reliable(8..=20), &clocks);
    world.run_until(10);
    world.call(0, |n0, out| n0.write("paid", None, out));
    world.run_until(40);
    world.call(1, |n1, out| n1.write("packed", None, out));
    world.run_until(80);
    for node in 0..3 {
        world.call(node, |n, out| {
            let value = n.current.as_ref().map(|write| &write.value[..]);
            out.note(format!("reads {}", value.unwrap_or("nothing")));
        });
    }
    world
}
// ANCHOR_END: order_status

/// What became of the writes of one run, once all replicas agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Writes that lost to the survivor although they happened after it.
    pub caused_lost: usize,
    /// Writes that lost to the survivor and are concurrent with it.
    pub concurrent_lost: usize,
    /// By how many ms of true time the latest of those was later than the survivor.
    pub latest_lost: Time,
}

/// Two busy replicas side by side, one quiet replica 100 to 300 ms away; twelve
/// writes. The three wall clocks differ by up to `skew` ms.
pub fn two_regions<C: Clock<Stamp: Ord> + Default>(
    seed: u64,
    skew: Time,
) -> Outcome {
    let mut rng = Rng::new(seed);
    let mut network = Network::reliable(1..=5);
    for near in 0..2 {
        network.links.insert((near, 2), 100..=300);
        network.links.insert((2, near), 100..=300);
    }
    // One clock is right, one is off by `skew`: the difference is really there.
    let mut offsets = [0, skew as i64, rng.range(&(0..=skew)) as i64];
    offsets.rotate_left(rng.index(3));
    let clocks = offsets.map(|offset| Physical { offset, ppm: 0 });
    let mut world = replicas::<C>(seed, network, &clocks);
    for value in 0..12 {
        world.run_until(world.now() + rng.range(&(1..=100)));
        let node = if rng.chance(0.1) { 2 } else { rng.index(2) };
        world.call(node, |n, out| n.write(&value.to_string(), None, out));
    }
    world.run_until(world.now() + 1000);
    judge(&world)
}

/// Compares the survivor with every other write, by what really happened.
fn judge<C: Clock<Stamp: Ord> + Default>(world: &World<Replica<C>>) -> Outcome {
    let survivor = world.nodes[0].current.as_ref().expect("there were writes");
    assert!(world.nodes.iter().all(|n| n.current.as_ref() == Some(survivor)));
    let order = HappensBefore::of(&world.trace);
    let records = world.trace.records.iter().enumerate();
    let writes: Vec<(usize, Time, &str)> = records
        .filter_map(|(index, record)| match &record.event {
            Event::Local { label, mark: None, .. } => {
                Some((index, record.t, &label[..]))
            }
            _ => None,
        })
        .collect();
    let label = survivor.to_string();
    let &(kept, kept_at, _) =
        writes.iter().find(|w| w.2 == label).expect("it was written");
    let mut outcome = Outcome::default();
    for &(write, at, _) in &writes {
        if order.holds(kept, write) {
            outcome.caused_lost += 1;
        } else if order.concurrent(kept, write) {
            outcome.concurrent_lost += 1;
            outcome.latest_lost =
                outcome.latest_lost.max(at.saturating_sub(kept_at));
        }
    }
    outcome
}
