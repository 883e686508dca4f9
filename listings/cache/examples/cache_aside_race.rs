//! Cache-aside, update then delete: a slow reader puts the old value back.

use cache::aside::scenes::{cache_is_behind, slow_reader};
use cache::aside::{Protocol, TTL};

fn main() {
    let mut world = slow_reader(Protocol::UpdateThenDelete);
    let mut text = world.trace.story();
    for (when, rest) in [("at 200 ms", 0), ("after the time to live", TTL)] {
        world.run_until(world.now() + rest);
        let state = if cache_is_behind(&world) { "behind" } else { "not behind" };
        text += &format!("{when} the cache is {state} the database\n");
    }
    sim::show(&world.trace, &text);
}
