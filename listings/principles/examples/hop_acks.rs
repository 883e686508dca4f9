//! The relay acknowledges an order and crashes: the shop trusts `Style::EachHop`.

use principles::relay::{Style, fate, one_crash};
use sim::show;

fn main() {
    let world = one_crash(Style::EachHop);
    let text = format!("{}{:?}\n", world.trace.story(), fate(&world, &[60]));
    show(&world.trace, &text);
}
